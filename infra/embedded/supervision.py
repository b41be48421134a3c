"""What systemd is told of this server: that it listens, that it is well, that it stops (sd_notify(3)).

Well is a server whose event loop turns, whose threads are there and come back, and whose sweep comes to its end. A full disk
or an issuer that is away is not cured by a new start: of those `/ready` tells.
"""

import socket
from collections.abc import Callable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass

_MICROSECONDS = 1_000_000
READY_STATE, ALIVE, STOPPING = "READY=1", "WATCHDOG=1", "STOPPING=1"

# The parts that stand still, by name.
StandingStill = Callable[[], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Supervisor:
    """`address`: systemd's socket; None: nobody is told. Within each `every` seconds it wants to hear that all is well; None:
    it does not ask.
    """

    address: str | None = None
    every: float | None = None

    def tell(self, word: str) -> None:
        """Whoever does not listen any more changes nothing here."""
        if self.address is None:
            return
        name = f"\0{self.address[1:]}" if self.address.startswith("@") else self.address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
            out.setblocking(False)
            out.sendto(word.encode(), name)


def supervised_by(environ: MutableMapping[str, str], pid: int) -> Supervisor:
    """Takes out of the environment what is meant for process `pid`: programs that it starts are not supervised."""
    address = environ.pop("NOTIFY_SOCKET", None)
    microseconds, whose = environ.pop("WATCHDOG_USEC", ""), environ.pop("WATCHDOG_PID", "")
    asks = microseconds.isascii() and microseconds.isdigit() and whose in ("", str(pid))
    return Supervisor(address, int(microseconds) / _MICROSECONDS if asks and int(microseconds) else None)


@dataclass(frozen=True, slots=True)
class Pulse:
    """Of a server's own loop: `began` once it listens, `beat` every `every` seconds (None: never), `ended` when it stops."""

    began: Callable[[], None]
    beat: Callable[[], None]
    ended: Callable[[], None]
    every: float | None


def _nothing() -> None:
    """Nobody asks."""


NO_PULSE = Pulse(_nothing, _nothing, _nothing, None)


def pulse_of(supervisor: Supervisor, still: StandingStill, told: Callable[[tuple[str, ...]], None]) -> Pulse:
    """While something stands still `told` is called instead of systemd, which then starts the server anew."""

    def beat() -> None:
        if parts := still():
            told(parts)
        else:
            supervisor.tell(ALIVE)

    return Pulse(
        began=lambda: supervisor.tell(READY_STATE),
        beat=beat,
        ended=lambda: supervisor.tell(STOPPING),
        # Twice in the time that it has, as sd_watchdog_enabled(3) asks, and once more for a slow moment.
        every=supervisor.every / 3 if supervisor.every else None,
    )
