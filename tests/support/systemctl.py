"""Stands in for systemctl where no systemd runs: starts what the installed units say, as their user, and hears READY=1.

Run by the shell that follows docs/one-server.md in a namespace of its own; the real one runs in tests/e2e/clean_debian.py.
"""

import os
import pwd
import shlex
import signal
import socket
import subprocess
import sys
import time
from configparser import RawConfigParser
from pathlib import Path
from threading import Event

UNITS = Path("/etc/systemd/system")
RUN = Path("/run/stand-in")
SECONDS = 60.0


def main(words: list[str]) -> int:
    now = "--now" in words
    verb, *names = [word for word in words if not word.startswith("-")]
    for name in names:
        unit = name if "." in name else f"{name}.service"
        if not (UNITS / unit).is_file():
            sys.exit(f"Unit {unit} not found.")
        if unit.endswith(".timer"):
            continue
        if verb in ("stop", "restart") or (verb == "disable" and now):
            stop(unit)
        if verb in ("start", "restart") or (verb == "enable" and now):
            start(unit)
    return 0


def start(unit: str) -> None:
    service = read(unit)["Service"]
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin"}
    if told := service.get("Environment"):
        name, _, value = told.partition("=")
        environment[name] = value
    command = as_user(service["User"]) + [
        word.replace("${BACKUPS}", environment.get("BACKUPS", ""))
        for word in shlex.split(service["ExecStart"])
    ]
    RUN.mkdir(exist_ok=True, mode=0o755)
    if service["Type"] == "oneshot":
        subprocess.run(command, env=environment, check=True)
        return
    with (
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told_here,
        (RUN / "journal").open("ab") as journal,
    ):
        address = RUN / "notify"
        address.unlink(missing_ok=True)
        told_here.bind(str(address))
        address.chmod(0o777)
        environment |= {
            "NOTIFY_SOCKET": str(address),
            "WATCHDOG_USEC": str(int(service["WatchdogSec"]) * 1_000_000),
        }
        process = subprocess.Popen(
            command, env=environment, stdout=journal, stderr=journal, start_new_session=True
        )
        (RUN / unit).write_text(str(process.pid))
        told_here.settimeout(1)
        wait_for_ready(process, told_here, RUN / "journal")


def wait_for_ready(process: subprocess.Popen[bytes], told: socket.socket, journal: Path) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            if told.recv(1000) == b"READY=1":
                return
        except TimeoutError:
            continue
    sys.exit(f"it did not become ready:\n{journal.read_text()[-3000:]}")


def stop(unit: str) -> None:
    mark = RUN / unit
    if not mark.exists():
        return
    pid = int(mark.read_text())
    os.kill(pid, signal.SIGTERM)
    end, pause = time.monotonic() + SECONDS, Event()
    while Path(f"/proc/{pid}").exists() and time.monotonic() < end:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        if state == "Z":
            break
        pause.wait(0.1)
    mark.unlink()


def read(unit: str) -> RawConfigParser:
    parser = RawConfigParser(strict=False, interpolation=None, comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(UNITS / unit, "utf-8")
    return parser


def as_user(name: str) -> list[str]:
    user = pwd.getpwnam(name)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", "--"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
