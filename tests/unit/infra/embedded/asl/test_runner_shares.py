"""What waits for its part of a line while the part has its share at work, and what becomes of it meanwhile."""

from collections.abc import Callable
from itertools import count
from typing import Any

from infra.embedded.asl.lines import LinePart
from infra.embedded.asl.runner import Runner
from tests.support.embedded_case import MONDAY, machine, waits


class Office:
    """Runs of one part of a line; while the first of them is at work the rest come, and wait for their part."""

    def __init__(self, runs: int, *, meanwhile: Callable[[Runner], None] = lambda _: None) -> None:
        self.asked: list[str] = []
        self._meanwhile = meanwhile
        serial = count()
        self.runner = Runner(
            machine(Ask=waits()),
            invoke=self._invoke,
            clock=lambda: MONDAY,
            new_token=lambda: f"run-{next(serial)}",
            part_of=lambda _function, _payload: LinePart("office", 1),
        )
        for number in range(runs):
            self.runner.start(f"run-{number}", {})

    def _invoke(self, _function: str, payload: dict[str, Any]) -> None:
        self.asked.append(payload["token"])
        if len(self.asked) == 1:
            self.runner.run_until_idle()
            self._meanwhile(self.runner)


def test_what_waits_behind_some_that_were_stopped_is_done_once_there_is_room() -> None:
    def stop(runner: Runner) -> None:
        for number in (1, 2, 3):
            runner.stop(f"run-{number}")

    office = Office(6, meanwhile=stop)

    office.runner.run_until_idle()

    assert office.asked == ["run-0", "run-4", "run-5"]


def test_so_it_is_where_one_is_stopped_when_its_turn_has_come_and_nobody_has_taken_it() -> None:
    office = Office(3)
    office.runner.work()

    office.runner.stop("run-1")
    office.runner.run_until_idle()

    assert office.asked == ["run-0", "run-2"]


def test_what_cannot_be_placed_has_failed_as_if_its_lambda_had() -> None:
    def part_of(_function: str, _payload: dict[str, Any]) -> LinePart:
        raise OSError

    runner = Runner(
        machine(Ask=waits()),
        invoke=lambda _function, _payload: None,
        clock=lambda: MONDAY,
        new_token=lambda: "token",
        part_of=part_of,
    )
    runner.start("run", {})

    runner.run_until_idle()

    described = runner.describe("run")
    assert described is not None
    assert (described.status, described.error) == ("FAILED", "OSError")
