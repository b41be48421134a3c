"""Who is connected: how many of each address, what each makes us hold, and who goes when there is no room.

Only who keeps us waiting can be sent away: first whoever has not finished asking, the one that takes the longest; then who
does not read. A whole request is never dropped. So an office behind one address keeps working while one of its machines opens
connection after connection.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from infra.embedded.web.bounds import Bounds


class ConnectionStep(Enum):
    """IDLE: between two requests; WORKING: the whole request is here, the whole answer is not."""

    IDLE = "idle"
    ASKING = "asking"
    WORKING = "working"
    READING = "reading"


@dataclass(eq=False, slots=True)
class Guest:
    """One connection; `held`: bytes of it in memory."""

    address: str
    leave: Callable[[], None]
    step: ConnectionStep = ConnectionStep.IDLE
    held: int = 0


class Crowd:
    """Of the event loop's thread only."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        # Of each address in the order in which they came to their present step.
        self._guests: dict[str, dict[Guest, None]] = {}
        self._counts: Counter[str] = Counter()
        self._held: Counter[str] = Counter()
        self._total = self._total_held = 0

    @property
    def guests(self) -> list[Guest]:
        return [guest for guests in self._guests.values() for guest in guests]

    def let_in(self, guest: Guest) -> None:
        """A trusted proxy speaks for many: its connections are bounded with everybody's only."""
        self._guests.setdefault(guest.address, {})[guest] = None
        self._counts[guest.address] += 1
        self._total += 1
        of_one = guest.address not in self._bounds.trusted
        if of_one and self._counts[guest.address] > self._bounds.connections_of_one:
            self._make_room(guest.address)
        elif self._total > self._bounds.connections:
            self._make_room(self._counts.most_common(1)[0][0])

    def let_out(self, guest: Guest) -> None:
        """Also who has gone already."""
        own = self._guests.get(guest.address, {})
        if guest in own:
            self.holds(guest, 0)
            del own[guest]
            self._total -= 1
            self._counts[guest.address] -= 1
            if not own:
                del self._guests[guest.address], self._counts[guest.address], self._held[guest.address]

    def is_at(self, guest: Guest, step: ConnectionStep) -> None:
        own = self._guests.get(guest.address, {})
        if guest in own:
            del own[guest]
            own[guest] = None
        guest.step = step

    def holds(self, guest: Guest, held: int) -> None:
        """So much from now on; beyond the bound, somebody goes of the address that has the most."""
        if guest not in self._guests.get(guest.address, {}):
            return
        self._total_held += held - guest.held
        self._held[guest.address] += held - guest.held
        guest.held = held
        if held and self._total_held > self._bounds.held:
            self._make_room(self._held.most_common(1)[0][0], of_what_is_held=True)

    def _make_room(self, address: str, *, of_what_is_held: bool = False) -> None:
        guest = next(self._last_wanted(address, of_what_is_held), None)
        if guest is not None:
            self.let_out(guest)
            guest.leave()

    def _last_wanted(self, address: str, of_what_is_held: bool) -> Iterator[Guest]:
        own = [guest for guest in self._guests[address] if guest.held or not of_what_is_held]
        yield from (guest for guest in own if guest.step in (ConnectionStep.IDLE, ConnectionStep.ASKING))
        yield from (guest for guest in own if guest.step is ConnectionStep.READING)
