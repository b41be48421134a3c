from threading import Event

from infra.embedded.timer import LONGEST_TICK, Timer

SECONDS = 10.0


def test_the_first_tick_comes_again_until_it_has_come_to_its_end_once_and_those_after_it_go_on_whatever_fails() -> (
    None
):
    ticks: list[str] = []
    enough = Event()

    def first() -> None:
        ticks.append("first")
        if ticks.count("first") < 3:
            raise OSError

    def then() -> None:
        ticks.append("then")
        if ticks.count("then") == 3:
            enough.set()
        raise OSError

    timer = Timer(first=first, then=then, seconds=0.001)
    came = enough.wait(SECONDS)
    timer.close()

    assert came
    assert ticks[:6] == ["first", "first", "first", "then", "then", "then"]
    assert timer.failures == len(ticks) - 1


def test_it_is_idle_between_two_ticks_and_stands_still_once_it_is_closed() -> None:
    begun, go = Event(), Event()

    def first() -> None:
        begun.set()
        go.wait(SECONDS)

    timer = Timer(first=first, then=lambda: None, seconds=3600.0)
    assert begun.wait(SECONDS)
    ticking = (timer.is_idle(), timer.stands_still())
    go.set()
    assert timer._at_rest.wait(SECONDS)
    resting = (timer.is_idle(), timer.stands_still())
    timer.close()

    assert (ticking, resting) == ((False, False), (True, False))
    assert timer.stands_still()


def test_a_tick_stands_still_by_its_own_time_however_long_the_timer_has_run() -> None:
    now, begun, go = [0.0], Event(), Event()

    def first() -> None:
        now[0] = 2 * LONGEST_TICK

    def then() -> None:
        begun.set()
        go.wait(SECONDS)

    timer = Timer(first=first, then=then, seconds=0.001, clock=lambda: now[0])
    assert begun.wait(SECONDS)
    just_begun = timer.stands_still()
    now[0] += LONGEST_TICK + 1
    too_long = timer.stands_still()
    go.set()
    timer.close()

    assert (just_begun, too_long) == (False, True)
