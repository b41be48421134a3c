"""Whatever becomes of a worker, every test is handed out, and nobody waits for ever."""

from collections import Counter, deque
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest
from xdist.remote import Producer

from tests.support.scheduling import Scheduling

TESTS = [f"test.py::test[{n}]" for n in range(9)] + [f"test.py::test_in_group[{n}]@group" for n in range(4)]
# How a worker of xdist knows that there is nothing more to come.
LAST = -1


class Worker:
    """Runs a test once it knows the next, or that there is none."""

    def __init__(self) -> None:
        self.queue: deque[int] = deque()
        self.shutting_down = False
        self.gateway = SimpleNamespace(id="worker")

    def send_runtest_some(self, indices: Sequence[int]) -> None:
        self.queue.extend(indices)

    def shutdown(self) -> None:
        if not self.shutting_down:
            self.shutting_down = True
            self.queue.append(LAST)

    def runs(self) -> str | None:
        return TESTS[self.queue.popleft()] if len(self.queue) > 1 else None


def started(count: int) -> tuple[Any, list[Any]]:
    given = SimpleNamespace(
        getvalue=lambda name: [f"{count}*popen"] if name == "tx" else None,
        option=SimpleNamespace(loadscopereorder=True),
    )
    scheduling, workers = Scheduling(cast(pytest.Config, given), Producer("none", enabled=False)), []
    for _ in range(count):
        workers.append(joined(scheduling))
    scheduling.schedule()
    return scheduling, workers


def joined(scheduling: Any) -> Any:
    worker = Worker()
    scheduling.add_node(worker)
    scheduling.add_node_collection(worker, TESTS)
    return worker


def ran(count: int, crashing: str = "") -> Counter[str]:
    """How often each test was begun. The worker that first begins `crashing` is replaced."""
    scheduling, workers = started(count)
    begun: Counter[str] = Counter()
    while test := next((one for one in (begin(workers, at) for at in range(count)) if one), None):
        worker, name = test
        begun[name] += 1
        if name == crashing and begun[name] == 1:
            assert scheduling.remove_node(worker) == crashing
            workers[workers.index(worker)] = joined(scheduling)
            scheduling.schedule()
        else:
            scheduling.mark_test_complete(worker, TESTS.index(name))
    assert not scheduling.has_pending
    return begun


def begin(workers: list[Any], at: int) -> tuple[Any, str] | None:
    name = workers[at].runs()
    return (workers[at], name) if name else None


@pytest.mark.parametrize("count", [1, 2, 3])
def test_every_test_runs_once(count: int) -> None:
    assert ran(count) == Counter(TESTS)


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("crashing", TESTS, ids=range(len(TESTS)))
def test_in_the_place_of_a_worker_that_crashed_another_runs_what_is_left(count: int, crashing: str) -> None:
    assert ran(count, crashing) == Counter([*TESTS, crashing])
