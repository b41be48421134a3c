"""Offices that follow a script: each sending meets the next error of its item, and the office's dedupe by key."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from functions.domain.errors import DispatchError
from functions.ports.offices import Office
from schemas.office.dispatches import Dispatch, Message


@dataclass(frozen=True, slots=True)
class Sent:
    office: Office
    message: Message
    key: str

    @property
    def dispatch(self) -> Dispatch:
        assert isinstance(self.message, Dispatch), f"{self.message.type} is no dispatch"
        return self.message


class FakeGateway:
    """`sent` is every sending that arrived, `effects` the first one under each key: what a department acts on."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.effects: dict[str, Sent] = {}
        self._scripts: dict[str, deque[DispatchError | None]] = {}
        self._meanwhile: dict[str, Callable[[], object]] = {}

    def script(self, item: str, outcomes: Iterable[DispatchError | None]) -> None:
        """For the next sendings of `item`, in order; None is a success, and so is whatever comes after."""
        self._scripts[item] = deque(outcomes)

    def meanwhile(self, item: str, happens: Callable[[], object]) -> None:
        """While the next sending of `item` is on the wire."""
        self._meanwhile[item] = happens

    def send(self, office: Office, message: Message, *, key: str) -> int:
        script = self._scripts.get(message.item)
        error = script.popleft() if script else None
        self._meanwhile.pop(message.item, lambda: None)()
        if error:
            raise error
        one = Sent(office, message, key)
        self.sent.append(one)
        self.effects.setdefault(key, one)
        return 200
