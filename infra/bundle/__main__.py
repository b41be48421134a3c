"""`python -m infra.bundle build | lock`: what one server is given, and the wheels that go into it."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from infra.bundle import build
from infra.bundle.contents import BUNDLE_LOCK
from infra.package.shipped import ROOT


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.bundle", description="联办安装包 Lianban's bundle")
    parser.add_argument("what", choices=("build", "lock"))
    parser.add_argument("--version", default="0")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "bundle")
    parser.add_argument("--wheels", type=Path, default=ROOT / "build" / "wheels-bundle", help="kept here")
    given = parser.parse_args(arguments)
    try:
        if given.what == "lock":
            BUNDLE_LOCK.write_text(build.bundle_lock(), encoding="utf-8")
            print(BUNDLE_LOCK)
            return 0
        made = build.build_bundle(given.out, version=given.version, cache=given.wheels)
    except build.BUNDLE_FAULTS as fault:
        print(f"{type(fault).__name__}: {fault}", file=sys.stderr)
        return 1
    print(f"{made.archive}\n{made.sha256}")
    print(
        f"{made.bytes:,} bytes · {made.unpacked:,} unpacked · {made.wheels} wheels · {made.files} files"
        f" · version {made.version}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
