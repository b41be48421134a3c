"""`python -m infra.sandbox`: the five offices, until SIGINT or SIGTERM."""

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from functions.adapters.uncollected import uncollected
from functions.adapters.unwritten import write_when_called

# Of a program alone: whoever imports this has made classes already, and goes on making them.
if __name__ == "__main__":
    write_when_called()
with uncollected():
    from functions import bootstrap
    from infra.embedded.files import FolderInUse, sole_use
    from infra.embedded.own_clock import BadClock, OwnClock
    from infra.embedded.settings import SANDBOX_PORT, SERVER_PORT
    from infra.embedded.web.bounds import Bounds
    from infra.embedded.web.http import http_server
    from infra.sandbox.inbox import Inbox
    from infra.sandbox.keys import (
        SANDBOX_FOLDER,
        read_keys,
        read_notices_key,
        read_platform_keys,
        read_seal_key,
        read_shared_data_key,
    )
    from infra.sandbox.office import SandboxOffices
    from infra.sandbox.platforms import SandboxPlatforms
    from infra.sandbox.record import SandboxRecord
    from infra.sandbox.script import Script, read_script
    from infra.sandbox.seal import SandboxSeals
    from infra.sandbox.sender import Sender
    from infra.sandbox.server import SandboxProvince, sandbox_application
    from infra.sandbox.sources import Sources

_THREADS = 16


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.sandbox", description="沙箱部门 Sandbox offices")
    parser.add_argument("--folder", type=Path, default=Path("var"), help="the server's data folder")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=SANDBOX_PORT)
    parser.add_argument("--server", default=f"http://127.0.0.1:{SERVER_PORT}", help="where answers go")
    parser.add_argument("--script", type=Path, help="JSON or TOML: what the offices do")
    return parser.parse_args(words)


def _serve(asked: argparse.Namespace) -> None:
    """Blocks. Raises OSError, ValueError, KeyError, FolderInUse, BadClock."""
    keys = read_keys(asked.folder)
    script = read_script(asked.script) if asked.script else Script()
    clock = OwnClock(asked.folder, bootstrap.now)
    with sole_use(asked.folder / SANDBOX_FOLDER):
        record = SandboxRecord(asked.folder / SANDBOX_FOLDER / "record.db")
        inbox = Inbox(
            asked.folder / SANDBOX_FOLDER / "inbox.db", read_notices_key(asked.folder), clock.moments
        )
        sender = Sender(record, keys, server=asked.server, clock=lambda: clock().timestamp())
        offices = SandboxOffices(keys, record, script, now=clock, nudge=sender.nudge, moments=clock.moments)
        sources = Sources(read_shared_data_key(asked.folder), clock.moments)
        seals = SandboxSeals(read_seal_key(asked.folder), clock.moments)
        platforms = SandboxPlatforms(read_platform_keys(asked.folder), clock.moments)
        app = sandbox_application(offices, inbox, sources, SandboxProvince(seals, platforms))
        # Its offices keep requests as long as their script says.
        bounds = Bounds(at_once_of_one=_THREADS, farewell=0.5)
        server = http_server(app, host=asked.host, port=asked.port, threads=_THREADS, bounds=bounds)
        thread = threading.Thread(target=sender.run, name="sender")
        thread.start()
        try:
            server.run()
        finally:
            offices.closing.set()
            sender.stop()
            thread.join()
            record.close()
            inbox.close()


def main(words: Sequence[str] | None = None) -> int:
    asked = _arguments(words)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        _serve(asked)
    except FolderInUse:
        print(
            f"数据目录 {asked.folder} 已被另一沙箱占用。The folder is in use by another sandbox.",
            file=sys.stderr,
        )
    except (OSError, ValueError, KeyError, BadClock) as exc:
        reason = " ".join(str(exc).split())
        print(f"沙箱未能启动 The sandbox cannot start: {type(exc).__name__}: {reason}", file=sys.stderr)
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
