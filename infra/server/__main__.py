"""What `install` of the bundle runs, with the machine's own Python and nothing else: no library is there yet."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from infra.server.installing import install, use_version
from infra.server.places import Prefix
from infra.server.refusing import Installation, NotInstalled

PREFIX, USER = "/opt/lianban", "lianban"
NEXT_STEPS = """接着 next（docs/one-server.md）:
  1. 改好 edit {config}、{etc}/routes.toml
  2. runuser -u {user} -- {wrapper} check
  3. systemctl enable --now lianban（升级后 after an upgrade: systemctl restart lianban）
  4. 设好备份 backups: docs/one-server.md, Backup"""


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="install", description="安装联办 Installs Lianban")
    parser.add_argument("--bundle", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--use", help=argparse.SUPPRESS)
    parser.add_argument("--prefix", type=Path, default=Path(PREFIX))
    parser.add_argument(
        "--user", default=USER, help="服务的用户，没有则建立  The service's, made where it is not there"
    )
    parser.add_argument(
        "--bare",
        action="store_true",
        help="只装程序，不动 PREFIX 以外  The program alone: no user, no service",
    )
    given = parser.parse_args(words)
    os.umask(0o022)
    version = given.use if given.bundle is None else (given.bundle / "VERSION").read_text("utf-8").strip()
    places, user = Prefix(given.prefix, version or ""), None if given.bare else given.user
    try:
        if given.bundle is None:
            use_version(places, user, print)
        else:
            install(Installation(given.bundle, places, user), print)
    except NotInstalled as refused:
        print(f"没有改动当前版本 the current version is as before:\n{refused}", file=sys.stderr)
        return 1
    if given.bundle is not None and not given.bare:
        words_next = {
            "config": places.config,
            "etc": places.etc,
            "wrapper": places.wrapper,
            "user": given.user,
        }
        print(NEXT_STEPS.format(**words_next))
    return 0


if __name__ == "__main__":
    sys.exit(main())
