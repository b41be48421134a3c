"""Many executions at once: waiting costs little, and threads do not get in each other's way."""

import gc
import random
import threading
import tracemalloc
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from functions.domain.errors import DepartmentUnavailable, TaskGone
from infra.embedded.asl.runner import Runner
from infra.embedded.asl.timers import Timers
from infra.embedded.workers import Workers
from tests.support.embedded_case import MONDAY, House, machine, waits, whole_case
from tests.support.plans import TWELVE, given

# Of a thousand the last are weighed: to note where each byte comes from takes as long again as to start them.
MANY, WEIGHED = 1000, 200
# Fifty of them are awake, and take the most of it; what else the process allocates meanwhile is counted, too.
MOST_BYTES = 20_000
SECONDS = 30.0


def waiting_house() -> House:
    """Every dispatch waits; what comes before is done at once."""
    house = House(whole_case(), awake=50)

    def done(payload: dict[str, Any]) -> None:
        house.runner.succeed(payload["token"], {"seconds": 86_400})

    house.lambdas = {"verify_service": done, "await_prerequisites": done}
    return house


@pytest.mark.slow
def test_a_thousand_waiting_cases_need_no_thread_and_little_memory() -> None:
    # What a test before it left may end meanwhile.
    house, threads = waiting_house(), set(threading.enumerate())

    for number in range(MANY):
        if number == MANY - WEIGHED:
            tracemalloc.start()
        house.runner.start(f"run-{number}", given(TWELVE))
        house.runner.run_until_idle()
        house.invoked.clear()

    gc.collect()
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert set(threading.enumerate()) <= threads
    assert house.runner.status("run-999") == "RUNNING"
    assert used / WEIGHED < MOST_BYTES


@pytest.mark.slow
def test_half_a_year_of_waiting_passes_in_a_moment() -> None:
    house = House(machine(Ask=waits(TimeoutSeconds=15_552_000)))
    for number in range(MANY):
        house.runner.start(f"run-{number}", {})
    house.runner.run_until_idle()

    house.after(days=180)

    assert {house.runner.status(f"run-{number}") for number in range(MANY)} == {"FAILED"}


def test_a_cancelled_timer_is_not_kept_until_it_would_have_rung() -> None:
    timers: Timers[str] = Timers()

    for number in range(1, 10_000):
        timers.set(number, MONDAY + timedelta(days=180), "wait")
        timers.cancel(number)

    assert timers.next_due() is None
    assert timers.size() < 100


class Offices:
    """Departments that answer from threads of their own, in any order, now and then unavailable."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self.runner: Runner | None = None
        self._random = random.Random(7)
        self._changed = threading.Condition()
        self._closing = False

    def invoke(self, function: str, payload: dict[str, Any]) -> dict[str, int]:
        with self._changed:
            if function.startswith("dispatch_") and self._random.random() < 0.1:
                raise DepartmentUnavailable
            if "token" in payload:
                self.open.append(payload["token"])
                self._changed.notify()
        return {"seconds": 600}

    def answer(self) -> None:
        while (token := self._next_token()) is not None:
            assert self.runner is not None
            try:
                self.runner.succeed(token, {"seconds": 600})
            except TaskGone:
                continue

    def close(self) -> None:
        with self._changed:
            self._closing = True
            self._changed.notify_all()

    def _next_token(self) -> str | None:
        with self._changed:
            while not self.open and not self._closing:
                self._changed.wait(1.0)
            return self.open.pop(self._random.randrange(len(self.open))) if self.open else None


@pytest.mark.slow
def test_fifty_cases_finish_under_workers_while_many_threads_answer() -> None:
    offices, serial, ended = Offices(), count(), threading.Event()
    closed: list[str] = []

    def invoke(function: str, payload: dict[str, Any]) -> dict[str, int]:
        if function == "close_case":
            closed.append(payload["case_id"])
            if len(closed) == 50:
                ended.set()
        return offices.invoke(function, payload)

    runner = Runner(
        whole_case(),
        invoke=invoke,
        clock=lambda: datetime.now(UTC),
        new_token=lambda: f"token-{next(serial)}",
        jitter=lambda seconds: seconds / 100,
    )
    offices.runner = runner
    workers = Workers(runner, lines={"": 4})
    answering = [threading.Thread(target=offices.answer) for _ in range(3)]
    for thread in answering:
        thread.start()
    for number in range(50):
        runner.start(f"run-{number}", given(TWELVE))

    finished = ended.wait(SECONDS)
    offices.close()
    workers.close()
    for thread in answering:
        thread.join(SECONDS)

    assert finished
    assert {runner.status(f"run-{number}") for number in range(50)} == {"SUCCEEDED"}
    assert {entered(runner, number) for number in range(50)} == {32}


def entered(runner: Runner, number: int) -> int:
    return sum(event.kind.endswith("StateEntered") for event in runner.history(f"run-{number}"))


def test_a_worker_outlives_what_goes_wrong_in_it() -> None:
    broken, ended = threading.Event(), threading.Event()

    def clock() -> datetime:
        if ended.is_set() or broken.is_set() or threading.current_thread() is threading.main_thread():
            return MONDAY
        broken.set()
        raise OSError

    def invoke(_function: str, _payload: dict[str, Any]) -> None:
        ended.set()

    runner = Runner(machine(Ask=waits()), invoke=invoke, clock=clock, new_token=lambda: "token")
    workers = Workers(runner, lines={"": 1})

    assert broken.wait(SECONDS)
    runner.start("run", {})

    assert ended.wait(SECONDS)
    workers.close()
