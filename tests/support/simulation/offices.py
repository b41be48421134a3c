"""The departments' offices, in-process behind the Gateway port: what each got, what it will say, when it is down."""

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from functions.domain.errors import DepartmentRefusedPayload, DepartmentUnavailable
from functions.ports.offices import Office
from schemas.case.answers import Answer
from schemas.codes import AnswerType, Department
from schemas.office.dispatches import Dispatch, MaterialAdded, Message, Reminder, WithdrawalRequest
from tests.support.simulation.answers import answer, script
from tests.support.simulation.keys import read_key
from tests.support.simulation.watcher import require

_TO_A_REMINDER = (None, None, AnswerType.GRANTED)
_TO_A_WITHDRAWAL = (
    None,
    AnswerType.WITHDRAWN,
    AnswerType.WITHDRAWN,
    AnswerType.WITHDRAWN,
    AnswerType.GRANTED,
)
_RETRY_AFTER = (None, None, 30, 3600, 7 * 86_400)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One webhook an office will send, and sends again until it hears a final response."""

    webhook_id: str
    department: Department
    answer: Answer


@dataclass(slots=True)
class Effect:
    """What one key did at an office: the first sending under it. `said`: the webhooks it has sent of it."""

    office: Office
    dispatch: Dispatch
    at: datetime
    said: list[Delivery] = field(default_factory=list)


class ScriptedOffices:
    """`check` is asked at every sending, before the office sees it. `deliver` sends a webhook at once."""

    def __init__(
        self, rng: random.Random, *, clock: Callable[[], datetime], chaos: bool, straight: bool = False
    ) -> None:
        self._rng, self._clock, self.chaos, self._straight = rng, clock, chaos, straight
        self.check: Callable[[Office, Message, str], None] = lambda office, message, key: None
        self.deliver: Callable[[Delivery], None] = lambda delivery: None
        self.effects: dict[str, Effect] = {}
        # What else they got, each once under its key; and the keys of what they refused.
        self.told: dict[str, Message] = {}
        self.refused: set[str] = set()
        self.down_until: dict[Department, datetime] = {}
        self.refusing: set[Department] = set()
        # Whose offices leave every request to withdraw lying.
        self.undecided: set[Department] = set()
        self.losing_responses = 0.0
        self._due: list[tuple[datetime, int, Delivery]] = []
        self._serial = count(1)

    def send(self, office: Office, message: Message, *, key: str) -> int:
        self.check(office, message, key)
        self._meet_trouble(office.department, key)
        if not isinstance(message, Dispatch):
            self._tell(message, key)
        elif key not in self.effects:
            self._check_first(key)
            effect = self.effects[key] = Effect(office, message, self._clock())
            self._begin(effect)
        else:
            require(self.effects[key].office == office, f"{key} went to two offices")
        if self._rng.random() < self.losing_responses:
            # The office has it, but its 2xx was lost on the way: no answer in time.
            raise DepartmentUnavailable
        return 200

    def _check_first(self, key: str) -> None:
        """A round has one key, however often it is sent."""
        dispatch = read_key(key).dispatch
        same = [one for one in self.effects if read_key(one).dispatch == dispatch]
        require(not same, f"{key}: the office has this round under {same}")

    def _tell(self, message: Message, key: str) -> None:
        """A reminder may bring the answer; a withdrawal is agreed to, or comes too late, or is left lying.

        A late file brings nothing."""
        effect = self.effects.get(read_key(key).dispatch)
        if key in self.told:
            return
        self.told[key] = message
        if effect is None or isinstance(message, MaterialAdded):
            return
        if isinstance(message, WithdrawalRequest) and effect.office.department in self.undecided:
            return
        kinds = _TO_A_REMINDER if isinstance(message, Reminder) else _TO_A_WITHDRAWAL
        kind = self._rng.choice(kinds)
        if kind is not None:
            self.say(effect, kind, after=timedelta(seconds=self._rng.choice((0, 60, 7200, 86_400))))

    def _meet_trouble(self, department: Department, key: str) -> None:
        if self._clock() < self.down_until.get(department, self._clock()):
            raise DepartmentUnavailable(retry_after_seconds=self._rng.choice(_RETRY_AFTER))
        if department in self.refusing:
            self.refused.add(key)
            raise DepartmentRefusedPayload

    def _begin(self, effect: Effect) -> None:
        for wait, kind in script(self._rng, chaos=self.chaos, straight=self._straight):
            delivery = self.say(effect, kind, after=wait)
            if not wait and self._rng.random() < 0.3:
                # It answers before its own 2xx has gone out.
                self.deliver(delivery)

    def say(
        self, effect: Effect, kind: AnswerType, *, after: timedelta = timedelta(), round_: int | None = None
    ) -> Delivery:
        at = self._clock() + after
        said = Delivery(
            f"msg-{next(self._serial)}",
            effect.dispatch.department,
            answer(effect.dispatch, kind, at=at, round_=round_),
        )
        effect.said.append(said)
        self.again(said, at=at)
        return said

    def say_of_another(self, effect: Effect, department: Department) -> None:
        """An office of `department` answers an item that is not its own."""
        now = self._clock()
        other = Delivery(
            f"msg-{next(self._serial)}", department, answer(effect.dispatch, AnswerType.GRANTED, at=now)
        )
        self.again(other, at=now)

    def again(self, delivery: Delivery, *, at: datetime) -> None:
        heapq.heappush(self._due, (at, next(self._serial), delivery))

    def next_due(self) -> datetime | None:
        return self._due[0][0] if self._due else None

    def take(self, *, until: datetime) -> Delivery | None:
        if not self._due or self._due[0][0] > until:
            return None
        return heapq.heappop(self._due)[2]

    def heal(self) -> None:
        """No trouble any more, and nobody says anything out of turn."""
        self.down_until.clear()
        self.refusing.clear()
        self.losing_responses = 0.0
        self.chaos = False
