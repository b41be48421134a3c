"""Nobody waits behind somebody else's trouble. No test looks at a clock: what is stuck stays so until all else is done."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest

from functions import bootstrap
from functions.lambda_names import OF_THE_MACHINE
from functions.ports.deps import NOTICES_LINE
from infra.embedded.asl.lines import LinePart
from infra.embedded.asl.runner import PartOf, Runner, no_part
from infra.embedded.bulkheads import LINES, OWN, REMINDERS, line_of, workers_of
from infra.embedded.workers import Workers
from schemas.codes import Department
from tests.support.embedded_case import whole_case
from tests.support.plans import TWELVE, given

SECONDS = 20.0
POLICE, VETERANS = "dispatch_public_security", "dispatch_veterans_affairs"


def test_each_lambda_has_a_line_and_each_line_but_what_calls_nobody_its_workers() -> None:
    assert set(LINES) == set(OF_THE_MACHINE)
    assert set(LINES.values()) == {*workers_of(6), OWN}
    assert min(workers_of(1).values()) > 0


def test_no_two_departments_share_a_line_nor_does_what_calls_nobody() -> None:
    lines = [line_of(f"dispatch_{department}") for department in Department]

    assert len({*lines, NOTICES_LINE, REMINDERS, OWN}) == len(Department) + 3


class Stuck:
    """Whatever `stops` says of a Lambda's function and payload: it hangs there until released. All else is done at once."""

    def __init__(self) -> None:
        self.done: list[tuple[str, str]] = []
        self.released = threading.Event()
        self.runner: Runner | None = None
        self.stops = POLICE
        self.only = ""
        self._changed = threading.Condition()

    def invoke(self, function: str, payload: dict[str, Any]) -> dict[str, int]:
        if function == self.stops and payload["case_id"].startswith(self.only):
            self.released.wait(SECONDS)
        if "token" in payload and self.runner:
            self.runner.succeed(payload["token"], {"seconds": 600})
        with self._changed:
            self.done.append((function, payload["case_id"]))
            self._changed.notify_all()
        return {"seconds": 600}

    def until(self, function: str, number: int) -> bool:
        """Whether so many of that Lambda came to their end."""
        with self._changed:
            return self._changed.wait_for(lambda: self.count(function) >= number, SECONDS)

    def count(self, function: str) -> int:
        return sum(1 for done, _ in self.done if done == function)


@contextmanager
def running(stuck: Stuck, *, part_of: PartOf = no_part, threads: int = 4) -> Iterator[Runner]:
    serial = count()
    runner = Runner(
        whole_case(),
        invoke=stuck.invoke,
        clock=bootstrap.now,
        new_token=lambda: f"token-{next(serial)}",
        line_of=line_of,
        part_of=part_of,
        at_hand=(OWN,),
    )
    stuck.runner = runner
    workers = Workers(runner, lines=workers_of(threads))
    try:
        yield runner
    finally:
        stuck.released.set()
        workers.close()


@pytest.mark.slow
@pytest.mark.parametrize("stops", [POLICE, VETERANS, "close_case", "escalate"])
def test_while_one_line_is_stuck_every_other_one_goes_on(stops: str) -> None:
    stuck = Stuck()
    stuck.stops = stops
    with running(stuck) as runner:
        for number in range(20):
            runner.start(f"run-{number}", given(TWELVE))

        others = {f"dispatch_{department}" for department in Department} - {stops}
        assert all(stuck.until(function, 20) for function in others)
        assert stuck.count(stops) == 0


@pytest.mark.slow
def test_what_was_stuck_ends_once_it_is_released() -> None:
    stuck = Stuck()
    with running(stuck) as runner:
        for number in range(20):
            runner.start(f"run-{number}", given(TWELVE))
        assert stuck.until(VETERANS, 20)

        stuck.released.set()

        assert stuck.until("close_case", 20)


@pytest.mark.slow
def test_within_a_department_an_office_that_hangs_leaves_workers_to_the_others() -> None:
    stuck = Stuck()
    stuck.only = "bad"

    def part_of(function: str, payload: dict[str, Any]) -> LinePart | None:
        return LinePart(payload["case_id"][:3], 2) if function == POLICE else None

    with running(stuck, part_of=part_of) as runner:
        for number in range(20):
            runner.start(f"bad-{number}", given(TWELVE) | {"case_id": f"bad-{number}"})
        for number in range(20):
            runner.start(f"good-{number}", given(TWELVE) | {"case_id": f"good-{number}"})

        assert stuck.until("close_case", 20)
        assert {case[:3] for function, case in stuck.done if function == POLICE} == {"goo"}
