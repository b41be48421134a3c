"""`python -m infra.embedded`: the server, until SIGINT or SIGTERM."""

import argparse
import contextlib
import resource
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from functions.adapters.item_codes import BadItemCodes
from functions.adapters.offices import BadRoutes
from functions.adapters.outward.secrets import SecretUnusable
from functions.domain.errors import SealKeysMissing
from infra.embedded import log
from infra.embedded.case_store.schema import ForeignFile
from infra.embedded.files import FolderInUse
from infra.embedded.settings import Settings
from infra.embedded.web.server import serve

OPEN_FILES = 4096


def _settings(words: Sequence[str] | None) -> Settings:
    plain = Settings(folder=Path("var"))
    parser = argparse.ArgumentParser(
        prog="python -m infra.embedded", description="联办服务 The Lianban server"
    )
    parser.add_argument("--folder", type=Path, default=plain.folder, help="all data")
    parser.add_argument("--host", default=plain.host)
    parser.add_argument("--port", type=int, default=plain.port)
    parser.add_argument("--routes", type=Path, default=plain.routes, help="table of the departments' offices")
    parser.add_argument(
        "--sandbox", default=plain.sandbox, help="address of the sandbox offices in that table"
    )
    parser.add_argument("--public", help="where others reach this server (URL), if not at host and port")
    parser.add_argument("--notices", help="the message gateway (URL), instead of the sandbox's inbox")
    parser.add_argument("--shared-data", help="the sharing platform (URL), instead of the sandbox's")
    parser.add_argument(
        "--scanner", help="clamd: unix:/run/clamav/clamd.ctl or tcp:host:3310; else no file is scanned"
    )
    parser.add_argument("--jwks", help="an issuer's keys (URL), instead of demo identities")
    parser.add_argument("--issuer", default=plain.issuer)
    parser.add_argument("--audience", default=plain.audience)
    parser.add_argument("--sign-in", help="that issuer's page to sign in at (https URL), for the pages")
    parser.add_argument("--sign-in-token", help="where that issuer exchanges a code (URL)")
    parser.add_argument("--client-id", default=plain.client_id, help="our name at that issuer")
    parser.add_argument(
        "--client-secret", action="store_true", help="ours at that issuer is `sign_in` in secrets.json"
    )
    parser.add_argument("--end-session", help="where one signs out at that issuer too (https URL)")
    parser.add_argument("--sweep-seconds", type=float, default=plain.sweep_seconds)
    parser.add_argument("--http-threads", type=int, default=plain.http_threads)
    parser.add_argument("--task-threads", type=int, default=plain.task_threads, help="of each department")
    parser.add_argument(
        "--trusted-proxy",
        dest="trusted_proxies",
        action="append",
        default=[],
        help="its X-Forwarded-For is believed",
    )
    parser.add_argument(
        "--origin",
        dest="origins",
        action="append",
        default=[],
        help="pages of a portal there (https://host) may use the interface and upload files",
    )
    given = vars(parser.parse_args(words))
    return Settings(**{**given, **{name: tuple(given[name]) for name in ("trusted_proxies", "origins")}})


def _open_enough() -> None:
    """A connection is an open file; many systems let a program have 1,024 unless it asks for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def main(words: Sequence[str] | None = None) -> int:
    settings = _settings(words)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    log.set_up()
    _open_enough()
    try:
        # Standard output is nobody's here: every log line goes where the others go.
        with contextlib.redirect_stdout(sys.stderr):
            serve(settings)
    except FolderInUse:
        print(
            f"数据目录 {settings.folder} 已被另一服务占用。The folder is in use by another server.",
            file=sys.stderr,
        )
    except OSError as exc:
        print(
            f"服务未能启动（{settings.address}）The server cannot start: {exc.strerror or exc}",
            file=sys.stderr,
        )
    except (ForeignFile, SecretUnusable, SealKeysMissing, BadRoutes, BadItemCodes, ValueError) as exc:
        print(f"服务未能启动 The server cannot start: {type(exc).__name__}: {exc}", file=sys.stderr)
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
