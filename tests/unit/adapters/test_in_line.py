"""Whoever puts something in line does not wait for it, and no line waits for another."""

import threading
from collections.abc import Callable, Iterator

import pytest

from functions.adapters.in_line import Threaded
from tests.support.machine import until
from tests.support.threads import no_more_threads

SECONDS = 20.0


class Said:
    """What was done, in order."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._changed = threading.Condition()

    def say(self, word: str) -> None:
        with self._changed:
            self.words.append(word)
            self._changed.notify_all()

    def until(self, number: int) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: len(self.words) >= number, SECONDS)


def threaded(*, seconds: float | None = None, most: int = 1000) -> Threaded:
    return Threaded(failed=lambda line, error: None, seconds=seconds, most=most)


def holds(begun: threading.Event, released: threading.Event) -> Callable[[], object]:
    def call() -> None:
        begun.set()
        released.wait(SECONDS)

    return call


def says(said: Said, word: str) -> Callable[[], object]:
    return lambda: said.say(word)


@pytest.fixture
def stuck() -> Iterator[threading.Event]:
    released = threading.Event()
    yield released
    released.set()


def test_a_line_that_is_stuck_keeps_neither_its_caller_nor_another_line(stuck: threading.Event) -> None:
    in_line, said = threaded(), Said()

    in_line("police", "1", lambda: stuck.wait(SECONDS))
    in_line("notices", "1", says(said, "told"))

    assert said.until(1)
    assert not stuck.is_set()
    stuck.set()
    in_line.close()


def test_what_stands_in_line_already_does_not_come_in_twice(stuck: threading.Event) -> None:
    in_line, said, begun = threaded(), Said(), threading.Event()
    in_line("police", "first", holds(begun, stuck))
    assert begun.wait(SECONDS)

    for key in ("a", "a", "b", "a"):
        in_line("police", key, says(said, key))
    stuck.set()

    assert said.until(2)
    in_line.close()
    assert said.words == ["a", "b"]


def test_a_line_that_is_full_takes_no_more(stuck: threading.Event) -> None:
    in_line, said, begun = threaded(most=3), Said(), threading.Event()
    in_line("police", "first", holds(begun, stuck))
    assert begun.wait(SECONDS)

    for number in range(300):
        in_line("police", str(number), says(said, "done"))
    stuck.set()

    assert said.until(3)
    in_line.close()
    assert len(said.words) == 3


def test_what_fails_does_not_end_its_line() -> None:
    told, said = [], Said()
    in_line = Threaded(failed=lambda line, error: told.append((line, type(error).__name__)))

    in_line("police", "bad", lambda: 1 / 0)
    in_line("police", "good", says(said, "done"))

    assert said.until(1)
    in_line.close()
    assert told == [("police", "ZeroDivisionError")]


def test_after_its_end_nothing_is_begun() -> None:
    in_line, said = threaded(), Said()
    in_line.close()

    in_line("police", "late", says(said, "done"))

    assert said.words == []


def test_where_the_process_may_stop_the_sweep_waits_for_what_it_put_in_line() -> None:
    in_line, said = threaded(seconds=SECONDS), Said()
    for number in range(20):
        in_line("police", str(number), says(said, "done"))

    in_line.drain()

    assert len(said.words) == 20
    in_line.close()


def test_what_has_not_begun_by_then_is_left_and_what_has_is_waited_for(stuck: threading.Event) -> None:
    in_line, said, begun = threaded(seconds=0.2), Said(), threading.Event()
    in_line("police", "first", holds(begun, stuck))
    in_line("police", "second", says(said, "second"))
    assert begun.wait(SECONDS)
    drained = threading.Thread(target=in_line.drain)
    drained.start()
    until(lambda: not in_line._waiting["police"], seconds=5)
    waited = drained.is_alive()

    stuck.set()
    drained.join(SECONDS)
    in_line._seconds = SECONDS
    in_line("police", "third", says(said, "third"))
    in_line.drain()

    assert waited
    assert said.words == ["third"]
    in_line.close()


def test_where_the_process_goes_on_the_sweep_does_not_wait(stuck: threading.Event) -> None:
    in_line, begun = threaded(), threading.Event()
    in_line("police", "first", holds(begun, stuck))
    assert begun.wait(SECONDS)

    in_line.drain()

    assert not stuck.is_set()
    stuck.set()
    in_line.close()


def test_it_is_idle_once_nothing_stands_in_line_and_no_call_is_under_way(stuck: threading.Event) -> None:
    in_line, begun = threaded(), threading.Event()
    at_first = in_line.is_idle()

    in_line("police", "1", holds(begun, stuck))
    assert begun.wait(SECONDS)
    meanwhile = in_line.is_idle()
    stuck.set()
    in_line.close()

    assert (at_first, meanwhile, in_line.is_idle()) == (True, False, True)


def test_what_comes_after_its_time_is_left_to_the_next_look_also_where_nothing_came_before_it() -> None:
    """The time is counted from where the look began: its first call may come late."""
    in_line, said = threaded(seconds=0.0), Said()

    in_line.begin()
    in_line("a", "1", lambda: said.say("late"))
    in_line.drain()

    assert said.words == []


def test_a_line_that_found_no_thread_is_worked_on_when_there_is_one() -> None:
    in_line, said = threaded(), Said()

    with no_more_threads(), pytest.raises(RuntimeError):
        in_line("police", "1", says(said, "never"))
    in_line("police", "1", says(said, "told"))

    assert said.until(1)
    assert said.words == ["told"]
