import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from infra.embedded.supervision import Pulse, Supervisor, pulse_of, supervised_by
from infra.embedded.timer import LONGEST_TICK, Timer
from infra.embedded.web.bounds import Bounds
from infra.embedded.web.http import http_server
from infra.embedded.web.lanes import NEVER_COMES_BACK, Lane


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(60)
        yield listening


def heard(listening: socket.socket) -> str:
    return listening.recv(1000).decode()


def test_a_process_that_is_supervised_takes_the_words_out_of_its_environment() -> None:
    environ = {"NOTIFY_SOCKET": "/run/n", "WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "7", "PATH": "/bin"}

    supervisor = supervised_by(environ, 7)

    assert supervisor == Supervisor("/run/n", 60.0)
    assert environ == {"PATH": "/bin"}


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"WATCHDOG_USEC": "0"},
        {"WATCHDOG_USEC": "soon"},
        {"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "8"},
    ],
    ids=["nobody asks", "never", "no number", "another process"],
)
def test_a_process_that_is_not_watched_does_not_beat(environ: dict[str, str]) -> None:
    supervisor = supervised_by(environ, 7)

    assert pulse_of(supervisor, lambda: (), lambda parts: None).every is None


def test_the_pulse_beats_thrice_in_the_time_that_it_has(systemd: socket.socket) -> None:
    pulse = pulse_of(Supervisor(systemd.getsockname(), 60), lambda: (), lambda parts: None)

    assert pulse.every == 20
    for act, word in ((pulse.began, "READY=1"), (pulse.beat, "WATCHDOG=1"), (pulse.ended, "STOPPING=1")):
        act()
        assert heard(systemd) == word


def test_an_abstract_socket_is_told_too() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        # Without a name the system gives one that is free.
        listening.bind("")
        listening.settimeout(60)
        name = listening.getsockname().removeprefix(b"\0").decode()

        Supervisor(f"@{name}").tell("READY=1")

        assert heard(listening) == "READY=1"


def test_a_supervisor_that_has_gone_is_no_fault(tmp_path: Path) -> None:
    Supervisor(str(tmp_path / "nobody")).tell("WATCHDOG=1")


def test_systemd_hears_nothing_while_a_part_stands_still_and_the_log_does(systemd: socket.socket) -> None:
    told: list[tuple[str, ...]] = []
    still: list[tuple[str, ...]] = [("sweep",), ()]
    pulse = pulse_of(Supervisor(systemd.getsockname(), 60), lambda: still.pop(0), told.append)

    pulse.beat()
    pulse.beat()

    assert told == [("sweep",)]
    assert heard(systemd) == "WATCHDOG=1"
    systemd.setblocking(False)
    with pytest.raises(BlockingIOError):
        heard(systemd)


def test_a_server_tells_that_it_listens_beats_and_tells_that_it_stops() -> None:
    told: list[str] = []
    beaten = Event()

    def beat() -> None:
        told.append("beat")
        if told.count("beat") == 3:
            beaten.set()

    pulse = Pulse(lambda: told.append("began"), beat, lambda: told.append("ended"), 0.01)
    server = http_server(
        lambda environ, start_response: [],
        host="127.0.0.1",
        port=0,
        threads=1,
        bounds=Bounds(farewell=1),
        pulse=pulse,
    )
    running = Thread(target=server.run)
    running.start()
    try:
        assert beaten.wait(10)
    finally:
        server.stop()
        running.join(10)

    assert (told[0], told[-1]) == ("began", "ended")


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def test_a_lane_stands_still_when_none_of_its_threads_comes_back() -> None:
    clock, entered, go = Hand(), Event(), Event()
    lane = Lane("usual", 1, Bounds(), clock=clock)

    def work() -> None:
        entered.set()
        go.wait(10)

    lane._tasks.put(work)
    try:
        assert entered.wait(10)
        before = lane.stands_still()
        clock.at = NEVER_COMES_BACK + 1
        assert (before, lane.stands_still()) == (False, True)
    finally:
        go.set()
        lane.close()
        lane._threads[0].join(10)
    assert not lane.stands_still()


def test_a_sweep_stands_still_when_one_tick_never_ends() -> None:
    clock, entered, go = Hand(), Event(), Event()

    def tick() -> None:
        entered.set()
        go.wait(10)

    timer = Timer(first=tick, then=tick, seconds=3600, clock=clock)
    try:
        assert entered.wait(10)
        before = timer.stands_still()
        clock.at = LONGEST_TICK + 1
        assert (before, timer.stands_still()) == (False, True)
    finally:
        go.set()
        timer.close()
