"""Tests in several processes that are forked after one collection: `pytest --workers N`.

Workers that collect each for itself and send every step of every test, as pytest-xdist's do, took a quarter of the time of
twelve thousand tests.
"""

from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from selectors import EVENT_READ, DefaultSelector
from typing import Any

import pytest
from hypothesis.internal.conjecture import providers
from hypothesis.internal.detection import is_hypothesis_test

from tests.support.working import MORE, folders_of, work

# So many tests of one file are given to a worker at once; of those that take long, one.
AT_ONCE = 20
# Seconds from a worker's last word to its end.
TO_GO = 30

FORK = get_context("fork")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--workers", type=int, default=0, help="run the tests in so many processes")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    count: int = session.config.getoption("workers")
    if not count or session.testsfailed or session.config.option.collectonly:
        return None
    _Run(session).to_its_end(count)
    return True


def pieces(items: Sequence[pytest.Item]) -> list[list[int]]:
    """What a worker is given at once, as indices: all that is marked to run together, and else a few tests of one file. What
    runs together comes first: it takes longest, and nobody should wait for it alone in the end.
    """
    together: dict[str, list[int]] = {}
    files: dict[tuple[str, int, int], list[int]] = {}
    for at, item in enumerate(items):
        if marker := item.get_closest_marker("together"):
            together.setdefault(marker.args[0], []).append(at)
        else:
            size = 1 if item.get_closest_marker("slow") else AT_ONCE
            files.setdefault((str(item.path), size, at // size), []).append(at)
    return [*together.values(), *files.values()]


def _look_for_constants(items: Sequence[pytest.Item]) -> None:
    """Hypothesis reads all sources of ours for values to try: a second of each process that asks it, if nobody did before."""
    if any(is_hypothesis_test(getattr(item, "obj", None)) for item in items):
        providers._get_local_constants()


@dataclass(eq=False)
class _Worker:
    line: Connection
    process: BaseProcess
    # What it was given and has not told of. It runs the first of them.
    left: deque[int] = field(default_factory=deque)

    def give(self, piece: list[int]) -> None:
        self.left.extend(piece)
        with suppress(ConnectionError):  # of one that died: who listens to it finds that out next
            self.line.send(piece)


class _Run:
    def __init__(self, session: pytest.Session) -> None:
        self._session = session
        self._pieces = deque(pieces(session.items))
        self._workers: list[_Worker] = []
        self._ends = DefaultSelector()
        folders_of(session.config)
        _look_for_constants(session.items)
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            reporter.showfspath = False  # a file's name before its dots: here those of several files mix

    def to_its_end(self, count: int) -> None:
        try:
            for _ in range(count):
                self._start([])
            while self._workers:
                for ready, _ in self._ends.select(timeout=1):
                    self._listen(ready.data)
                # Asked, for the line of one that died stays open as long as somebody whom a test left running.
                for worker in [worker for worker in self._workers if not worker.process.is_alive()]:
                    self._end(worker)
        finally:
            for worker in self._workers:
                worker.process.kill()
                worker.process.join()

    def _start(self, piece: list[int]) -> None:
        ours, theirs = FORK.Pipe()
        others = [ours, *(worker.line for worker in self._workers)]
        process = FORK.Process(target=work, args=(self._session, theirs, others))
        process.start()
        theirs.close()
        worker = _Worker(ours, process)
        self._workers.append(worker)
        self._ends.register(ours, EVENT_READ, worker)
        worker.give(piece or self._next())

    def _next(self) -> list[int]:
        return self._pieces.popleft() if self._pieces else []

    def _listen(self, worker: _Worker) -> None:
        try:
            self._hear(worker, worker.line.recv())
        except (EOFError, ConnectionError):
            worker.process.join(TO_GO)
            worker.process.kill()  # where it still is there, it is waited for no longer
            worker.process.join()

    def _hear(self, worker: _Worker, message: Any) -> None:
        if message == MORE:
            worker.give(self._next())
        else:
            self._tell(self._session.items[worker.left.popleft()], message)

    def _tell(self, item: pytest.Item, reports: list[dict[str, Any]]) -> None:
        # Neither the item's own hooks nor its place: to find them takes as long as all else here, and reports say the place.
        hook = item.config.hook
        for told in reports:
            hook.pytest_runtest_logreport(
                report=hook.pytest_report_from_serializable(config=item.config, data=told)
            )
        hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=reports[0]["location"])
        if self._session.shouldfail:
            raise self._session.Failed(self._session.shouldfail)

    def _end(self, worker: _Worker) -> None:
        with suppress(EOFError, ConnectionError):
            while worker.line.poll():
                self._hear(worker, worker.line.recv())
        self._workers.remove(worker)
        self._ends.unregister(worker.line)
        worker.line.close()
        if worker.left:
            self._replace(worker)
        elif worker.process.exitcode:
            raise RuntimeError(f"a worker ended with {worker.process.exitcode} after its tests")

    def _replace(self, worker: _Worker) -> None:
        """Whichever test a worker died of has failed; another worker runs what it had left."""
        item = self._session.items[worker.left.popleft()]
        died = f"the process that ran this ended with {worker.process.exitcode}"
        report = pytest.TestReport(item.nodeid, item.location, {}, "failed", died, "call")
        told = item.config.hook.pytest_report_to_serializable(config=item.config, report=report)
        self._start(list(worker.left))
        self._tell(item, [told])
