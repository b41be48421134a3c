from threading import Barrier

import pytest

from functions.adapters.at_once import Threads
from functions.ports.deps import in_turn


def test_calls_are_made_side_by_side_and_answer_in_their_order() -> None:
    all_there = Barrier(3)

    def call(number: int) -> int:
        all_there.wait(5)
        return number

    assert Threads(3)([lambda: call(1), lambda: call(2), lambda: call(3)]) == [1, 2, 3]


def test_the_first_error_is_raised_when_all_were_tried() -> None:
    made: list[str] = []

    def broken(name: str) -> None:
        made.append(name)
        raise ValueError(name)

    with pytest.raises(ValueError, match="first"):
        Threads(2)([lambda: broken("first"), lambda: made.append("second"), lambda: broken("third")])

    assert sorted(made) == ["first", "second", "third"]


@pytest.mark.parametrize("at_once", [Threads(2), in_turn])
def test_one_call_and_none_need_no_threads(at_once: Threads) -> None:
    assert at_once([]) == []
    assert at_once([lambda: "alone"]) == ["alone"]
