"""Programs that take a second of processor to import, forked from a process that has imported them, made what each of them
makes when it is first asked, and done nothing else.

It runs no test and has no thread. What is forked is as `python -m` would have begun it: its words, its folder, its log.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from functools import cache
from importlib import import_module
from pathlib import Path
from select import select
from threading import Lock

from functions.adapters.unwritten import write_when_called
from infra.console.children import die_with_parent

ROOT = Path(__file__).parents[2]
PROGRAMS = ("infra.embedded", "infra.sandbox")
MOST_BYTES = 60_000


class Forked:
    """What a `subprocess.Popen` is asked, of a process that is the child of another. `pidfd`: names it and nobody later."""

    def __init__(self, pidfd: int) -> None:
        self._pidfd = pidfd

    def kill(self) -> None:
        self._send(signal.SIGKILL)

    def terminate(self) -> None:
        self._send(signal.SIGTERM)

    def is_over(self, *, within: float = 0) -> bool:
        return bool(select([self._pidfd], [], [], within)[0])

    def wait(self, seconds: float = 60) -> None:
        if not self.is_over(within=seconds):
            raise TimeoutError(f"it did not end within {seconds} s")

    def _send(self, what: signal.Signals) -> None:
        if not self.is_over():
            signal.pidfd_send_signal(self._pidfd, what)


class _Parent:
    def __init__(self) -> None:
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._one_at_a_time = Lock()
        words = [sys.executable, "-m", "tests.support.forking", str(theirs.fileno())]
        self._process = subprocess.Popen(words, cwd=ROOT, pass_fds=[theirs.fileno()])
        theirs.close()

    def fork(self, program: str, words: tuple[str, ...], log: Path) -> Forked:
        with self._one_at_a_time:
            self._line.send(json.dumps([program, words, str(log)]).encode())
            _, (pidfd,), _, _ = socket.recv_fds(self._line, 1, 1)
        return Forked(pidfd)


def forked(program: str, *words: str, log: Path) -> Forked:
    """What either stream says is added to `log`."""
    return _parent_for(os.getpid()).fork(program, words, log)


@cache
def _parent_for(_process: int) -> _Parent:
    """It ends with the process of tests that it forks for, whose end of the line is then closed."""
    return _Parent()


def main(line: socket.socket) -> int:
    write_when_called()
    programs = {name: import_module(f"{name}.__main__") for name in PROGRAMS}
    _make_what_all_need()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody here asks how they ended
    while request := line.recv(MOST_BYTES):
        program, words, log = json.loads(request)
        if not (child := os.fork()):
            _begin(line, Path(log))
            _end(int(programs[program].main(words)))
        pidfd = os.pidfd_open(child)
        socket.send_fds(line, [b"."], [pidfd])
        os.close(pidfd)
    return 0


def _make_what_all_need() -> None:
    """The catalogue, the places of identity numbers, the models: half of what a machine with one case took."""
    # Imported here: not before what dataclasses write is put off.
    from pydantic import BaseModel

    from schemas.catalogue.edition import CURRENT, load_edition
    from schemas.form.person import is_id_number

    load_edition(CURRENT)
    is_id_number("11010119900307109X")
    models = BaseModel.__subclasses__()
    for model in models:
        model.model_rebuild()
        models += model.__subclasses__()


def _begin(line: socket.socket, log: Path) -> None:
    """In the child, which does not outlive the tests, however they end."""
    die_with_parent()
    line.close()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with log.open("ab") as file:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(file.fileno(), stream.fileno())


def _end(code: int) -> None:
    """As a program ends, but that nothing is freed: it would all be copied first, for it is its parent's as well."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)


if __name__ == "__main__":
    sys.exit(main(socket.socket(fileno=int(sys.argv[1]))))
