from collections.abc import Iterator
from threading import Barrier, Lock

import pytest

from functions.adapters.at_once import Abreast, Threads
from functions.ports.deps import in_turn
from functions.telemetry.lines import about, present


def test_calls_are_made_side_by_side_and_answer_in_their_order() -> None:
    all_there = Barrier(3)

    def call(number: int) -> int:
        all_there.wait(60)
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


def test_of_many_so_many_are_under_way_at_a_time_and_the_next_is_asked_for_when_there_is_room() -> None:
    in_pairs, one_at_a_time = Barrier(2), Lock()
    asked: list[str] = []
    ended: list[str] = []
    ahead: list[int] = []

    def names() -> Iterator[str]:
        for name in "abcdef":
            with one_at_a_time:
                asked.append(name)
                ahead.append(len(asked) - len(ended))
            yield name

    def act(name: str) -> None:
        in_pairs.wait(60)
        with one_at_a_time:
            ended.append(name)

    Abreast(2)(names(), act)

    assert asked == [*"abcdef"]
    assert sorted(ended) == asked
    assert max(ahead) == 2


def test_after_an_error_no_other_is_begun_and_it_is_raised() -> None:
    begun: list[str] = []

    def act(name: str) -> None:
        begun.append(name)
        raise ValueError(name)

    with pytest.raises(ValueError, match="a"):
        Abreast(1)("abc", act)

    assert begun == ["a"]


def test_a_list_that_breaks_off_is_told_once_what_was_begun_is_ended() -> None:
    ended: list[str] = []

    def names() -> Iterator[str]:
        yield "a"
        raise ValueError("list")

    with pytest.raises(ValueError, match="list"):
        Abreast(3)(names(), ended.append)

    assert ended == ["a"]


def test_what_goes_side_by_side_may_be_at_once_again() -> None:
    at_once = Threads(2)

    def act(_name: str) -> None:
        at_once([int, int, int])

    Abreast(4)("abcdefgh", act)


def test_lines_of_what_goes_side_by_side_name_what_those_of_the_caller_do() -> None:
    told: list[object] = []

    with about(request="r-1"):
        Abreast(2)("a", lambda _: told.append(present()["request"]))

    assert told == ["r-1"]
