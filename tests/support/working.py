"""What one of the processes does that run tests (workers.py): it runs what it is given, tells of it, and asks for more."""

from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

MORE = "more"


class _Telling:
    """In a worker: a test's reports go to whoever forked it, and to nobody here."""

    def __init__(self, line: Connection) -> None:
        self._line = line

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool:
        hook = item.config.hook
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
        self._line.send(
            [hook.pytest_report_to_serializable(config=item.config, report=report) for report in reports]
        )
        return True


def work(session: pytest.Session, line: Connection, others: list[Connection]) -> None:
    for other in others:
        other.close()
    config = session.config
    _at_home(config)
    config.pluginmanager.register(_Telling(line))
    items = (session.items[at] for at in _given(line))
    item = next(items, None)
    while item is not None:
        following = _Following(items)
        config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        item = following.known()
    line.close()


class _Following:
    """The next test, known once this one is torn down, for what both need stays. Not before: who runs long would keep it from
    those who wait.
    """

    def __init__(self, items: Iterator[pytest.Item]) -> None:
        self._items = items
        self._item: pytest.Item | None = None
        self._asked = False

    def known(self) -> pytest.Item | None:
        if not self._asked:
            self._asked, self._item = True, next(self._items, None)
        return self._item

    def listchain(self) -> list[Any]:
        """As of the test itself: all that pytest asks of it."""
        item = self.known()
        return [] if item is None else item.listchain()


def _given(line: Connection) -> Iterator[int]:
    while piece := line.recv():
        yield from piece
        line.send(MORE)


def _at_home(config: pytest.Config) -> None:
    """What a process cannot share: where what is printed is caught, and where its temporary folders are."""
    capture = config.pluginmanager.get_plugin("capturemanager")
    if capture is not None:
        capture.stop_global_capturing()
        capture.start_global_capturing()
    folders = folders_of(config)
    folders._basetemp = folders.mktemp("worker")


def folders_of(config: pytest.Config) -> Any:
    folders: pytest.TempPathFactory = config._tmp_path_factory  # type: ignore[attr-defined]
    folders.getbasetemp()  # made once, before there are workers, each of whom would make one
    return folders
