"""A message gateway that follows a script, and dedupes by key as the real one must."""

from collections import deque
from collections.abc import Iterable

from functions.domain.errors import NoticeError
from functions.ports.notices import NoticeDelivery
from schemas.applicant.notices import NoticeMessage

Outcome = NoticeError | NoticeDelivery


class FakeNotices:
    """`arrived` is every sending that was taken, `effects` the first one under each key: what a person gets."""

    def __init__(self) -> None:
        self.arrived: list[str] = []
        self.effects: dict[str, NoticeMessage] = {}
        self._script: deque[Outcome] = deque()
        self.otherwise: Outcome = "sent"

    def script(self, outcomes: Iterable[Outcome]) -> None:
        """For the next sendings, in order; then `otherwise`."""
        self._script = deque(outcomes)

    def send(self, message: NoticeMessage, *, key: str) -> NoticeDelivery:
        outcome = self._script.popleft() if self._script else self.otherwise
        if isinstance(outcome, NoticeError):
            raise outcome
        self.arrived.append(key)
        self.effects.setdefault(key, message)
        return outcome

    @property
    def templates(self) -> list[str]:
        """Of what a person got, in order."""
        return [message.template.value for message in self.effects.values()]
