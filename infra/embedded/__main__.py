"""`python -m infra.embedded`: the server, until SIGINT or SIGTERM."""

import contextlib
import faulthandler
import os
import resource
import signal
import sys
from collections.abc import Sequence

from functions.adapters.uncollected import uncollected
from functions.adapters.unwritten import write_when_called

# Of a program alone: whoever imports this has made classes already, and goes on making them.
if __name__ == "__main__":
    write_when_called()
with uncollected():
    from functions.adapters.holidays import BadHolidays
    from functions.adapters.item_codes import BadItemCodes
    from functions.adapters.offices import BadRoutes
    from functions.adapters.outward.secrets import SecretUnusable
    from functions.domain.errors import RecordUnreadable, SealKeysMissing
    from infra.embedded import log
    from infra.embedded.case_store.schema import ForeignFile
    from infra.embedded.command_line import settings_of
    from infra.embedded.config import BadConfiguration
    from infra.embedded.discovering import with_issuer
    from infra.embedded.files import FolderInUse
    from infra.embedded.one_core import compute_cheaply
    from infra.embedded.own_clock import BadClock
    from infra.embedded.safety import unsafe
    from infra.embedded.supervision import supervised_by
    from infra.embedded.web.server import serve

OPEN_FILES = 4096
USAGE = 2


def _open_enough() -> None:
    """A connection is an open file; many systems let a program have 1,024 unless it asks for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def main(words: Sequence[str] | None = None) -> int:
    try:
        settings = settings_of(words)
    except BadConfiguration as exc:
        print(exc, file=sys.stderr)
        return USAGE
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    supervisor = supervised_by(os.environ, os.getpid())
    log.set_up()
    _open_enough()
    if faults := unsafe(settings):
        for fault in faults:
            print(f"服务未能启动 The server does not start: {fault.line}", file=sys.stderr)
        return 1
    compute_cheaply(settings)
    # Ended by the watchdog (SIGABRT), it says where each thread was.
    faulthandler.enable()
    try:
        # Standard output is nobody's here: every log line goes where the others go.
        with contextlib.redirect_stdout(sys.stderr):
            serve(with_issuer(settings), supervisor)
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
    except (
        ForeignFile,
        SecretUnusable,
        SealKeysMissing,
        RecordUnreadable,
        BadClock,
        BadRoutes,
        BadHolidays,
        BadItemCodes,
        ValueError,
    ) as exc:
        print(f"服务未能启动 The server cannot start: {type(exc).__name__}: {exc}", file=sys.stderr)
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
