"""MiniStack, by its own Python, with environments of functions that begin quicker: `python -P emulator.py`.

It unpacks a function's zip for each environment anew, and each imports AWS's library and the function's module: half of what
it takes. Here a zip is unpacked once, and environments are forked from a process that has imported both from there and
called nothing. A function writes nothing where its code is, on AWS it cannot.
"""

import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from select import select
from threading import Lock
from typing import Any
from zipfile import ZipFile

# Of ours, and imported where they are there: what the environments of a package have in common.
HANDLERS = ("functions.handlers", "functions.entrance")
MOST_BYTES = 100_000
_one_at_a_time = Lock()


class UnpackedOnce(ZipFile):
    """Whose content is known is a link to where it was unpacked first."""

    def extractall(self, path: Any = None, members: Any = None, pwd: bytes | None = None) -> None:
        with _one_at_a_time:
            folder = _unpacked(tuple((one.filename, one.CRC) for one in self.infolist()))
            if not any(folder.iterdir()):
                super().extractall(folder, members, pwd)
        Path(path).rmdir()
        Path(path).symlink_to(folder)


@cache
def _unpacked(_content: tuple[tuple[str, int], ...]) -> Path:
    return Path(tempfile.mkdtemp(prefix="unpacked-"))


class Environment:
    """What MiniStack asks of the process that it takes it for. `pidfd`: names it and nobody later."""

    returncode = None

    def __init__(self, words: list[str], **given: Any) -> None:
        theirs, ours = [], []
        for reads in (True, False, False):
            ends = os.pipe()
            theirs.append(ends[not reads])
            ours.append(ends[reads])
        self._pidfd = _parent_of(os.path.realpath(given["cwd"])).fork(words[1], given, theirs)
        for end in theirs:
            os.close(end)
        self.stdin = os.fdopen(ours[0], "w", 1)
        self.stdout, self.stderr = (os.fdopen(end, "r", 1) for end in ours[1:])

    def poll(self) -> int | None:
        return 0 if select([self._pidfd], [], [], 0)[0] else None

    def wait(self, timeout: float | None = None) -> int:
        if not select([self._pidfd], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired("environment", timeout or 0)
        return 0

    def terminate(self) -> None:
        signal.pidfd_send_signal(self._pidfd, signal.SIGTERM)

    def kill(self) -> None:
        signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)


class _Parent:
    """Of the environments whose code is in `folder`."""

    def __init__(self, folder: str) -> None:
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._one_at_a_time = Lock()
        words = [sys.executable, "-P", __file__, folder, str(theirs.fileno())]
        self._process = subprocess.Popen(words, pass_fds=[theirs.fileno()])
        theirs.close()

    def fork(self, script: str, given: dict[str, Any], streams: list[int]) -> int:
        request = json.dumps([script, given["cwd"], given["env"]]).encode()
        with self._one_at_a_time:
            socket.send_fds(self._line, [request], streams)
            _, (pidfd,), _, _ = socket.recv_fds(self._line, 1, 1)
        return pidfd


@cache
def _parent_now(folder: str) -> _Parent:
    return _Parent(folder)


def _parent_of(folder: str) -> _Parent:
    with _one_at_a_time:
        return _parent_now(folder)


def fork_from(folder: str, line: socket.socket) -> None:
    """It ends with the emulator, whose end of the line is then closed."""
    sys.path.insert(0, folder)
    _import_what_all_need()
    sys.path.remove(folder)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody here asks how they ended
    while (received := socket.recv_fds(line, MOST_BYTES, 3))[0]:
        if not (child := os.fork()):
            line.close()
            _begin(received[1], *json.loads(received[0]))
            return
        pidfd = os.pidfd_open(child)
        socket.send_fds(line, [b"."], [pidfd])
        for end in (pidfd, *received[1]):
            os.close(end)


def _import_what_all_need() -> None:
    """What fails here is imported again by whoever needs it, and heard."""
    keys = {"aws_access_key_id": "none", "aws_secret_access_key": "none"}
    with suppress(Exception):  # a client, whatever it is of, has all imported that clients have in common
        import_module("boto3").session.Session().client("dynamodb", region_name="cn-north-1", **keys)
    for name in HANDLERS:
        with suppress(Exception):
            import_module(name)


def _begin(streams: list[int], script: str, folder: str, environment: dict[str, str]) -> None:
    """In the child: as `python script` would have begun it."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = [script]
    sys.path.insert(0, str(Path(script).parent))
    runpy.run_path(script, run_name="__main__")


class _Instead:
    """A module but for some of its names."""

    def __init__(self, module: Any, **names: Any) -> None:
        self._module = module
        vars(self).update(names)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)


def _begun(words: list[str], **given: Any) -> Any:
    own = words[0] == sys.executable and Path(given["cwd"]).is_symlink()
    return Environment(words, **given) if own else subprocess.Popen(words, **given)


def emulate() -> None:
    runtime: Any = import_module("ministack.core.lambda_runtime")
    runtime.zipfile = _Instead(runtime.zipfile, ZipFile=UnpackedOnce)
    runtime.subprocess = _Instead(subprocess, Popen=_begun)
    sys.argv = ["ministack"]
    runpy.run_module("ministack", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    if sys.argv[1:]:
        fork_from(sys.argv[1], socket.socket(fileno=int(sys.argv[2])))
    else:
        emulate()
