"""What the system's clients send under a key: what got no response is sent again, and is told the same."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.domain.errors import StoreError
from functions.domain.refusals import Refusal
from functions.ports.deps import Deps
from tests.support.simulation.watcher import require
from tests.support.simulation.world import World


@dataclass(slots=True)
class Request:
    """`act` reduces what it is told to something that can be compared; a text is a refusal, which binds nobody. `life`: so
    long its key is known, and whoever was told asks no more after it; None: as long as anybody lives.
    """

    name: str
    text: str
    act: Callable[[Deps], object]
    response: object = None
    life: timedelta | None = None
    since: datetime | None = None

    def is_forgotten(self, now: datetime) -> bool:
        return self.life is not None and self.since is not None and now >= self.since + self.life

    @property
    def is_done(self) -> bool:
        return self.response is not None and not isinstance(self.response, str)


def said(world: World, name: str, act: Callable[[], object]) -> object:
    """The result, or the name of the refusal; None where the client hears nothing final and asks again."""

    def request() -> object:
        try:
            return act()
        except Refusal as refusal:
            return type(refusal).__name__
        except StoreError:
            return None

    return world.attempt(name, request)


class Requests:
    def __init__(self, world: World) -> None:
        self._world = world
        self.sent: list[Request] = []

    def send(self, request: Request) -> object:
        request.since = self._world.clock()
        self.sent.append(request)
        return self._send(request)

    def again(self) -> None:
        if self.sent:
            self._send(self._world.rng.choice(self.sent))

    def unanswered(self) -> None:
        for request in self.sent:
            if request.response is None:
                self._send(request)

    def _send(self, request: Request) -> object:
        if request.is_done and request.is_forgotten(self._world.clock()):
            return request.response
        response = said(self._world, request.name, lambda: request.act(self._world.deps))
        self._world.note(f"{request.name} {request.text}: {response}")
        if response is None:
            # A refusal before tells nothing of what was done this time.
            request.response = request.response if request.is_done else None
            return None
        told = request.response
        require(not request.is_done or response == told, f"{request.text} got {told}, then {response}")
        request.response = response
        return response
