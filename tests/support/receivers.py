"""A department's program in this process, right or with one fault, and a clock that only it and the run move."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from functions.adapters.calendar import working_calendar
from functions.adapters.outward.signatures import StandardSignatures, sign
from functions.domain.errors import LianbanError
from functions.domain.office.conformance.scenario import Pace
from functions.usecases.office.conformance.sending import ASKS, Prepared, TrialStage
from infra.console.conformance.bench import Bench, TimedAnswer
from infra.console.conformance.run import Outside, TrialReply
from infra.sandbox.answers import answer_body
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes import AnswerType, Department
from schemas.office.dispatches import MESSAGE, MaterialAdded, Message

KEY = "whsec_" + "A" * 43 + "="
START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
ITEM = "identity_card"
OUTCOMES = {"granted", "refused", "not_accepted", "withdrawn"}
DELAY = timedelta(seconds=0.2)


class Fault(StrEnum):
    VERIFIES_NOTHING = "verifies_nothing"
    REFUSES_EVERYTHING = "refuses_everything"
    READS_NO_TIME = "reads_no_time"
    FIRST_SIGNATURE_ONLY = "first_signature_only"
    KNOWS_NO_REPETITION = "knows_no_repetition"
    REPETITION_IS_200 = "repetition_is_200"
    ALWAYS_ROUND_1 = "always_round_1"
    WANTS_ROUND_1_FIRST = "wants_round_1_first"
    ANSWERS_A_STALE_ROUND = "answers_a_stale_round"
    TRIES_ONCE = "tries_once"
    RETRIES_AT_ONCE = "retries_at_once"
    RETRIES_UNDER_ANOTHER_ID = "retries_under_another_id"
    REPEATS_AFTER_409 = "repeats_after_409"
    ANSWERS_WITHIN_THE_CALL = "answers_within_the_call"
    NAMES_THE_TIME_OF_SENDING = "names_the_time_of_sending"
    SENDS_NO_DOCUMENT = "sends_no_document"
    GIVES_NO_GROUNDS = "gives_no_grounds"
    GIVES_NO_LIST = "gives_no_list"
    KNOWS_NO_LATE_FILE = "knows_no_late_file"
    FETCHES_NO_FILE = "fetches_no_file"
    KNOWS_NO_REMINDER = "knows_no_reminder"
    SAYS_TWO_OUTCOMES = "says_two_outcomes"
    SIGNS_BY_ANOTHER_KEY = "signs_by_another_key"
    IS_SILENT = "is_silent"


# The type of message that a program with this fault cannot read.
UNKNOWN: dict[Fault | None, str] = {
    Fault.KNOWS_NO_LATE_FILE: "item.material_added",
    Fault.KNOWS_NO_REMINDER: "item.reminded",
}


@dataclass
class Clock:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Keys:
    def keys(self, name: str) -> tuple[str, ...]:
        return (KEY,)


@dataclass
class Outgoing:
    due: datetime
    id: str
    body: bytes
    document: bool = False


@dataclass
class Receiver:
    bench: Bench
    clock: Clock
    fault: Fault | None = None
    seen: set[str] = field(default_factory=set)
    rounds: dict[str, int] = field(default_factory=dict)
    decided: set[str] = field(default_factory=set)
    outbox: list[Outgoing] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def outside(self) -> Outside:
        return Outside(call=self.call, clock=self.clock, pause=self.pause)

    def call(self, sent: Prepared) -> TrialReply:
        self.clock.forward(0.02)
        status = self._take(sent.headers, sent.body)
        return TrialReply(status)

    def pause(self, seconds: float) -> None:
        self.clock.forward(max(seconds, 0.01))
        self.work()

    def _take(self, headers: Mapping[str, str], body: bytes) -> int:
        if not self._is_genuine(headers, body):
            return 401
        message = MESSAGE.validate_json(body)
        if UNKNOWN.get(self.fault) == message.type:
            return 422
        key = headers["webhook-id"]
        if key in self.seen and self.fault is not Fault.KNOWS_NO_REPETITION:
            return 200 if self.fault is Fault.REPETITION_IS_200 else 409
        if self.fault is Fault.WANTS_ROUND_1_FIRST and message.round > 1 and not self._has(message):
            return 422
        self.seen.add(key)
        if isinstance(message, MaterialAdded):
            self.files.append(str(message.material.href).rpartition("/")[2])
        self._begin(message, key, headers.get(ASKS, ""))
        if self.fault is Fault.ANSWERS_WITHIN_THE_CALL:
            while self.outbox:
                self.clock.forward(0.2)
                self.work()
        return 202

    def _has(self, message: Message) -> bool:
        return message.reference in self.rounds

    def _is_genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        if self.fault in (Fault.VERIFIES_NOTHING, Fault.REFUSES_EVERYTHING):
            return self.fault is Fault.VERIFIES_NOTHING
        given, now = dict(headers), self.clock()
        if self.fault is Fault.READS_NO_TIME:
            now = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
        if self.fault is Fault.FIRST_SIGNATURE_ONLY:
            given["webhook-signature"] = headers.get("webhook-signature", "").split(" ")[0]
        try:
            StandardSignatures(Keys()).verify(Department.PUBLIC_SECURITY, given, body, now=now)
        except LianbanError:
            return False
        return True

    def _begin(self, message: Message, key: str, asks: str) -> None:
        known = self.rounds.get(message.reference, 0)
        self.rounds[message.reference] = max(known, message.round)
        stale = message.round < known
        if stale and self.fault is Fault.ANSWERS_A_STALE_ROUND:
            asks = "received"
        elif stale and self.fault is not Fault.KNOWS_NO_REPETITION:
            return
        if message.type == "item.withdrawal_requested" and self.fault is not Fault.SAYS_TWO_OUTCOMES:
            if message.reference in self.decided:
                return
            self.outbox = [one for one in self.outbox if not self._decides(one, message.reference)]
        self._plan(message, key, asks)

    @staticmethod
    def _decides(one: Outgoing, reference: str) -> bool:
        told = json.loads(one.body)
        return told["reference"] == reference and told["type"] in OUTCOMES

    def _plan(self, message: Message, key: str, asks: str) -> None:
        if self.fault is Fault.IS_SILENT:
            return
        due = self.clock()
        for number, asked in enumerate(asks.split(), start=1):
            due += DELAY
            word, _, at = asked.partition("@")
            kind, _, document = word.partition("+")
            id_ = f"{key}/{number}" + (f"/{len(self.seen)}-{due:%M%S%f}" if self._forgets else "")
            told = json.loads(answer_body(AnswerType(kind), message, key=id_, now=due))
            body = json.dumps(self._wrong({**told, **({"at": at} if at else {})}, due)).encode()
            self.outbox.append(Outgoing(due, id_, body, bool(document)))

    @property
    def _forgets(self) -> bool:
        return self.fault is Fault.KNOWS_NO_REPETITION

    def _wrong(self, told: dict[str, Any], due: datetime) -> dict[str, Any]:
        if self.fault is Fault.ALWAYS_ROUND_1:
            told["round"] = 1
        if self.fault is Fault.NAMES_THE_TIME_OF_SENDING:
            told["at"] = due.isoformat()
        if self.fault is Fault.GIVES_NO_GROUNDS:
            told.pop("legal_basis", None)
        if self.fault is Fault.GIVES_NO_LIST:
            told.pop("missing", None)
        return told

    def work(self) -> None:
        if self.fault is not Fault.FETCHES_NO_FILE:
            for reference in self.files:
                self.bench.fetch(reference)
        self.files.clear()
        for one in sorted(self.outbox, key=lambda one: one.due):
            if one.due <= self.clock() and one in self.outbox:
                self.outbox.remove(one)
                self._say(one)

    def _say(self, one: Outgoing) -> None:
        if one.document and self.fault is not Fault.SENDS_NO_DOCUMENT:
            one = self._with_document(one)
        told = json.loads(one.body)
        if told["type"] in OUTCOMES:
            self.decided.add(told["reference"])
        said = self.bench.answer(self._headers(one.id, one.body), one.body)
        self.clock.forward(said.wait)
        if said.status == 503 and self.fault is not Fault.TRIES_ONCE:
            self._again(one, said)
        if said.status == 409 and self.fault is Fault.REPEATS_AFTER_409:
            self.outbox.append(Outgoing(self.clock() + DELAY, one.id, one.body))

    def _again(self, one: Outgoing, said: TimedAnswer) -> None:
        wait = 0.1 if self.fault is Fault.RETRIES_AT_ONCE else float(said.headers["Retry-After"])
        id_ = f"{one.id}/again" if self.fault is Fault.RETRIES_UNDER_ANOTHER_ID else one.id
        self.outbox.append(Outgoing(self.clock() + timedelta(seconds=wait), id_, one.body))

    def _with_document(self, one: Outgoing) -> Outgoing:
        told, paper = json.loads(one.body), b"%PDF-1.4 synthetic"
        request = {
            "media_type": "application/pdf",
            "size": len(paper),
            "sha256": sha256(paper).hexdigest(),
        }
        asked, reference = json.dumps(request).encode(), told["reference"]
        upload = self.bench.announce(reference, self._headers(f"{one.id}/a", asked), asked)
        if isinstance(upload, TimedAnswer):
            return one
        self.bench.upload(reference, upload.id, paper)
        self.bench.confirm(reference, upload.id, self._headers(f"{one.id}/c", b""), b"")
        told["documents"] = [{"id": upload.id, "name": "结果.pdf"}]
        return Outgoing(one.due, one.id, json.dumps(told).encode())

    def _headers(self, id_: str, body: bytes) -> dict[str, str]:
        now = self.clock()
        key = "whsec_" + "B" * 43 + "=" if self.fault is Fault.SIGNS_BY_ANOTHER_KEY else KEY
        return {
            "webhook-id": id_,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": sign((key,), id_, now, body),
        }


def bench(clock: Clock) -> Bench:
    edition = load_edition(CURRENT)
    stage = TrialStage(
        edition=edition,
        catalogued=edition.item(ITEM),
        calendar=working_calendar(),
        sign=lambda id_, at, body: sign((KEY,), id_, at, body),
        href=lambda reference: f"http://127.0.0.1:8461/papers/{reference}",
    )
    return Bench(stage, Pace(answers=8), StandardSignatures(Keys()), clock)


def receiver(fault: Fault | None = None) -> Receiver:
    clock = Clock()
    return Receiver(bench(clock), clock, fault)
