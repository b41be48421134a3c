"""One delivery at an office: check the signature, follow the script, keep the record. HTTP is server.py's."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pydantic import ValidationError

from infra.sandbox.answers import answer_body
from infra.sandbox.asked import ANSWERS_HEADER, Saying, read_asked
from infra.sandbox.genuine import Moments, is_genuine, real_time
from infra.sandbox.record import Effect, LateFile, Outgoing, RecordedDelivery, SandboxRecord
from infra.sandbox.script import Behaviour, Script
from schemas.codes import Department
from schemas.office.dispatches import MESSAGE, Dispatch, MaterialAdded, Message

# An answer that nobody takes is offered again for so long.
PATIENCE_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class OfficeReply:
    status: int
    verdict: str
    retry_after: int | None = None


@dataclass
class SandboxOffices:
    """All five. `keys` are the departments' own copies; the script may be replaced while they work. A signature is judged as
    of `moments`.
    """

    keys: Mapping[Department, str]
    record: SandboxRecord
    script: Script
    now: Callable[[], datetime]
    nudge: Callable[[], None]
    closing: threading.Event = field(default_factory=threading.Event)
    moments: Moments = real_time

    def deliver(self, department: Department, headers: Mapping[str, str], body: bytes) -> OfficeReply:
        key = headers.get("webhook-id", "")
        if not is_genuine(self.keys[department], headers, body, self.moments()):
            return self._heard(department, key, None, OfficeReply(401, "unsigned"))
        try:
            message = MESSAGE.validate_json(body)
        except ValidationError:
            return self._heard(department, key, None, OfficeReply(400, "unreadable"))
        if message.department is not department:
            return self._heard(department, key, message, OfficeReply(400, "unreadable"))
        return self._follow_script(department, key, message, headers.get(ANSWERS_HEADER))

    def _follow_script(
        self, department: Department, key: str, message: Message, asked: str | None
    ) -> OfficeReply:
        behaviour = self.script.behaviour(department, message.item)
        self.closing.wait(behaviour.slow_seconds)
        if behaviour.refuse_with:
            return self._heard(department, key, message, OfficeReply(behaviour.refuse_with, "refused"))
        if self.record.times_unavailable(key) < behaviour.unavailable:
            return self._heard(
                department, key, message, OfficeReply(503, "unavailable", behaviour.retry_after)
            )
        return self._begin(department, key, message, behaviour, asked)

    def _begin(
        self,
        department: Department,
        key: str,
        message: Message,
        behaviour: Behaviour,
        asked: str | None,
    ) -> OfficeReply:
        now, reply = self.now(), OfficeReply(202, "effect")
        effect = Effect(
            webhook_id=key,
            at=now.isoformat(),
            department=department,
            reference=message.reference,
            item=message.item,
            round=message.round,
            type=message.type,
            fields=" ".join(sorted(message.fields)) if isinstance(message, Dispatch) else "",
        )
        said = (
            [Saying(kind) for kind in behaviour.answers_for(message)] if asked is None else read_asked(asked)
        )
        answers = answers_to(message, behaviour, said, key=key, now=now)
        delivery = self._delivery(department, key, message, reply)
        if not self.record.take(effect, delivery, answers, _late_file(message, key, now)):
            return self._heard(department, key, message, OfficeReply(409, "repeated"))
        self.nudge()
        return reply

    def _heard(
        self, department: Department, key: str, message: Message | None, reply: OfficeReply
    ) -> OfficeReply:
        self.record.heard(self._delivery(department, key, message, reply))
        return reply

    def _delivery(
        self, department: Department, key: str, message: Message | None, reply: OfficeReply
    ) -> RecordedDelivery:
        return RecordedDelivery(
            at=self.now().isoformat(),
            department=department,
            status=reply.status,
            verdict=reply.verdict,
            webhook_id=key or None,
            reference=message.reference if message else None,
            item=message.item if message else None,
            round=message.round if message else None,
        )


def _late_file(message: Message, key: str, now: datetime) -> LateFile | None:
    if not isinstance(message, MaterialAdded) or message.material.href is None:
        return None
    moment, material = now.timestamp(), message.material
    return LateFile(key, message.material.href, material.sha256, moment, moment + PATIENCE_SECONDS)


def answers_to(
    message: Message, behaviour: Behaviour, said: Sequence[Saying], *, key: str, now: datetime
) -> list[Outgoing]:
    """Each due a delay after the one before, under the message's key and a number."""
    delay = timedelta(seconds=behaviour.delay_seconds)
    return [
        Outgoing(
            id=f"{key}/{number}",
            department=message.department,
            line=key,
            body=answer_body(
                one.kind, message, key=key, now=one.at or now + number * delay, document=one.document
            ),
            due=(now + number * delay).timestamp(),
            give_up=now.timestamp() + PATIENCE_SECONDS,
            forged=behaviour.forged,
            copies=behaviour.copies,
        )
        for number, one in enumerate(said, start=1)
    ]
