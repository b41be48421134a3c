"""The programs that the console starts: each writes to a log of its own, and none outlives the console."""

import ctypes
import errno
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import IO

from infra.console.failure import Failure

_ROOT = Path(__file__).parents[2]
PR_SET_PDEATHSIG = 1
STOP_SECONDS = 15.0
START_SECONDS = 60.0
_LOOK_EVERY_SECONDS = 0.05
PORTS_TRIED = 50


def is_free(host: str, port: int) -> bool:
    """Raises Failure if nobody can listen there, whoever else does."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # As servers do: a port whose last connections only linger is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as exc:
            if exc.errno == errno.EADDRINUSE:
                return False
            raise Failure(
                f"不能在 {host}:{port} 监听。Cannot listen on {host}:{port}: {exc.strerror}."
            ) from exc
        return True


def choose_port(host: str, *, named: int | None, default: int, taken: Sequence[int] = ()) -> int:
    """The port that was named, or else the first free one from `default` on. Raises Failure."""
    if named is not None and not 0 < named < 65536:
        raise Failure(f"没有端口 {named}：应在 1 至 65535 之间。There is no port {named}.")
    if named is not None:
        if not is_free(host, named):
            raise Failure(f"端口 {named} 已被占用，请换一个端口。Port {named} is in use; name another one.")
        return named
    for port in range(default, default + PORTS_TRIED):
        if port not in taken and is_free(host, port):
            return port
    raise Failure(f"端口 {default} 起没有空闲端口。No free port from {default} on; name one.")


@contextmanager
def child(name: str, arguments: Sequence[str], *, log: Path, ready: Callable[[], bool]) -> Iterator[int]:
    """Runs `python -m {name}` until the block ends, which begins when it is `ready`; gives its id. Raises Failure."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as file:
        before = file.tell()
        process = _start(name, arguments, file)
        try:
            _await_ready(process, name, log, before, ready)
            yield process.pid
        finally:
            _stop(process)


def _start(name: str, arguments: Sequence[str], log: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", name, *arguments],
        cwd=_ROOT,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        # Ctrl-C is the console's: it stops its programs one after the other.
        start_new_session=True,
        preexec_fn=die_with_parent,
    )


def die_with_parent(by: signal.Signals = signal.SIGTERM) -> None:
    """To be called in a child before its program begins."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, by)


def _await_ready(
    process: subprocess.Popen[bytes], name: str, log: Path, before: int, ready: Callable[[], bool]
) -> None:
    pause = Event()
    for _ in range(int(START_SECONDS / _LOOK_EVERY_SECONDS)):
        if process.poll() is not None:
            raise Failure(_last_words(log, before) or f"{name} 未能启动，详见 {log}。{name} did not start.")
        if ready():
            return
        pause.wait(_LOOK_EVERY_SECONDS)
    raise Failure(f"{name} 启动超时，详见 {log}。{name} took too long to start.")


def _last_words(log: Path, before: int) -> str:
    with log.open("rb") as file:
        file.seek(before)
        lines = file.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else ""


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
