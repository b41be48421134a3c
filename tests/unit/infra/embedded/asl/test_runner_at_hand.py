"""Work that has no workers: whoever brings it does as much of it, and no more."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import count
from typing import Any

import pytest

from infra.embedded.asl.runner import Invoke, Runner
from tests.support.embedded_case import MONDAY, each_item, machine, waits

SECONDS = 30.0
DEEP = 2_000


class NoClock(Exception):
    pass


def runner_of(
    definition: dict[str, Any], invoke: Invoke, clock: Callable[[], datetime] = lambda: MONDAY
) -> Runner:
    serial = count(1)
    return Runner(
        definition,
        invoke=invoke,
        clock=clock,
        new_token=lambda: f"token-{next(serial)}",
        line_of=lambda function: "own",
        at_hand=("own",),
    )


@pytest.mark.slow
def test_what_brings_the_next_thing_two_thousand_times_needs_no_deep_stack() -> None:
    def invoke(_function: str, _payload: dict[str, Any]) -> None:
        if (number := next(serial)) < DEEP:
            runner.start(f"run-{number}", {})

    serial = count(1)
    runner = runner_of(machine(Ask=waits()), invoke)

    runner.start("run-0", {})

    assert next(serial) == DEEP + 1
    assert runner.is_idle()


def items(number: int) -> dict[str, Any]:
    return {"case_id": "c1", "items": [{"code": f"item-{one}"} for one in range(number)]}


def test_whoever_has_done_as_much_as_it_brought_leaves_what_others_brought_to_them() -> None:
    begun, released = threading.Barrier(3), threading.Event()
    first, done = threading.local(), Counter[str]()

    def invoke(_function: str, _payload: dict[str, Any]) -> None:
        done[threading.current_thread().name] += 1
        if not hasattr(first, "came"):
            first.came = True
            begun.wait(SECONDS)
            if threading.current_thread().name == "two":
                released.wait(SECONDS)

    runner = runner_of(each_item(machine(Ask=waits())), invoke)
    one, two = (
        threading.Thread(target=runner.start, args=(name, items(number)), name=name)
        for name, number in (("one", 2), ("two", 5))
    )
    one.start()
    two.start()
    begun.wait(SECONDS)

    one.join(SECONDS)
    left_early = not one.is_alive()
    released.set()
    two.join(SECONDS)

    assert (left_early, done, runner.is_idle()) == (True, {"one": 2, "two": 5}, True)


@pytest.mark.slow
def test_when_all_who_brought_something_have_left_nothing_stands_there() -> None:
    """Each piece brings another now and then, from within or as an answer."""

    def invoke(_function: str, payload: dict[str, Any]) -> None:
        if (number := next(serial)) % 3 == 0:
            runner.succeed(payload["token"], {})
        if number % 50 == 0:
            runner.start(f"more-{number}", items(2))

    def bring(name: int) -> bool:
        for turn in range(40):
            runner.start(f"{name}-{turn}", items(6))
        return True

    serial = count(1)
    asking = machine(Ask=waits(Next="Again"), Again=waits("again"))
    runner = runner_of(each_item(asking), invoke)
    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(bring, range(8)))

    assert runner.is_idle()


def test_what_somebody_could_not_take_is_left_to_whoever_comes_next() -> None:
    def clock() -> datetime:
        if wrong:
            raise wrong.pop()
        return MONDAY

    def invoke(_function: str, _payload: dict[str, Any]) -> None:
        if next(serial) == 1:
            wrong.append(NoClock())

    wrong: list[Exception] = []
    serial = count(1)
    runner = runner_of(each_item(machine(Ask=waits())), invoke, clock)
    with pytest.raises(NoClock):
        runner.start("run", items(4))

    with ThreadPoolExecutor(1) as threads:
        threads.submit(runner.ring, 0).result(SECONDS)

    assert (next(serial), runner.is_idle()) == (5, True)
