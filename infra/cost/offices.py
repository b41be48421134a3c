"""The offices of a measured case: each does what its script says, after so long, without HTTP."""

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from functions.domain.errors import DepartmentUnavailable
from functions.ports.offices import Office
from infra.sandbox.answers import answer_body
from schemas.codes import AnswerType, Department
from schemas.office.dispatches import Dispatch, Message

_AT_ONCE = timedelta(seconds=1)


@dataclass(frozen=True)
class RoundsScript:
    """The answers of each round, in order; `corrections`: items of which round 1 is asked to be corrected; `down`: items
    whose first dispatch finds nobody; `late`: how long an office lets its item lie.
    """

    answers: tuple[AnswerType, ...] = (AnswerType.GRANTED,)
    corrections: frozenset[str] = frozenset()
    down: frozenset[str] = frozenset()
    late: Mapping[str, timedelta] = field(default_factory=dict)

    def of(self, message: Dispatch) -> tuple[AnswerType, ...]:
        if message.item in self.corrections and message.round == 1:
            return (AnswerType.CORRECTION_REQUESTED,)
        return self.answers


@dataclass(frozen=True, order=True)
class _Delivery:
    """A webhook on its way to us; `number` keeps those of one moment in order."""

    at: datetime
    number: int
    department: Department
    kind: AnswerType
    webhook_id: str
    body: str


class ScriptedOffices:
    """The gateway's port. `deliveries` is what will be answered, the earliest first."""

    def __init__(self, script: RoundsScript, clock: Callable[[], datetime]) -> None:
        self._script, self._clock, self._numbers = script, clock, count()
        self._found_down: set[str] = set()
        self.deliveries: list[_Delivery] = []
        self.corrections_asked = 0

    def send(self, office: Office, message: Message, *, key: str) -> int:
        if not isinstance(message, Dispatch):
            return 200
        if message.item in self._script.down and message.item not in self._found_down:
            self._found_down.add(message.item)
            raise DepartmentUnavailable
        at = self._clock() + self._script.late.get(message.item, _AT_ONCE)
        for number, kind in enumerate(self._script.of(message)):
            webhook_id = f"{key}/{number}"
            body = answer_body(kind, message, key=webhook_id, now=at)
            heapq.heappush(
                self.deliveries, _Delivery(at, next(self._numbers), office.department, kind, webhook_id, body)
            )
            at += _AT_ONCE
        return 200

    def take(self) -> _Delivery:
        one = heapq.heappop(self.deliveries)
        self.corrections_asked += one.kind is AnswerType.CORRECTION_REQUESTED
        return one
