"""Work that has no workers: whoever brings it does it."""

from itertools import count
from typing import Any

from infra.embedded.asl.runner import Invoke, Runner
from tests.support.embedded_case import MONDAY, machine, waits

DEEP = 2_000


def runner_of(definition: dict[str, Any], invoke: Invoke) -> Runner:
    serial = count(1)
    return Runner(
        definition,
        invoke=invoke,
        clock=lambda: MONDAY,
        new_token=lambda: f"token-{next(serial)}",
        line_of=lambda function: "own",
        at_hand=("own",),
    )


def test_what_brings_the_next_thing_two_thousand_times_needs_no_deep_stack() -> None:
    def invoke(_function: str, _payload: dict[str, Any]) -> None:
        if (number := next(serial)) < DEEP:
            runner.start(f"run-{number}", {})

    serial = count(1)
    runner = runner_of(machine(Ask=waits()), invoke)

    runner.start("run-0", {})

    assert next(serial) == DEEP + 1
    assert runner.is_idle()
