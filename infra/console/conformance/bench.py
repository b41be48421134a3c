"""Our side of a run on this machine: keeps the trials, takes the answers and the files, and is asked from many threads."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from pydantic import TypeAdapter, ValidationError

from functions.domain.case.refusals import CaseNotFound
from functions.domain.errors import LianbanError
from functions.domain.intake.file_refusals import MaterialNotArrived
from functions.domain.intake.refusals import MaterialNotFound
from functions.domain.office.conformance.judging import heard_of, respond
from functions.domain.office.conformance.scenario import Pace, Side
from functions.domain.office.conformance.trial import (
    BUSY,
    OK,
    Heard,
    SentTrial,
    Trial,
    Uploaded,
    with_fetched,
    with_heard,
    with_sent,
)
from functions.domain.refusals import InvalidBody
from functions.domain.values import replace
from functions.ports.signatures import Signatures
from functions.usecases.office.conformance.sending import PAPER, TrialStage
from functions.web import problems
from functions.web.requests import parse
from schemas.case.answers import Answer
from schemas.intake.materials import DocumentRequest
from schemas.office.answering import ANSWERING

_MOST_VALUES = 1_000
MOST_UPLOADS = 5
_REFERENCE: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])


@dataclass(frozen=True, slots=True)
class TimedAnswer:
    """`wait`: seconds before it is said."""

    status: int
    body: Mapping[str, Any] | bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0.0


@dataclass
class Bench:
    stage: TrialStage
    pace: Pace
    signatures: Signatures
    clock: Callable[[], datetime]
    trials: dict[str, Trial] = field(default_factory=dict)
    closing: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def trial(self, reference: str) -> Trial:
        """Raises KeyError."""
        with self._lock:
            return self.trials[reference]

    def put(self, trial: Trial) -> None:
        with self._lock:
            self.trials[trial.reference] = trial

    def sending(self, reference: str, place: int) -> None:
        self._change(reference, lambda trial: replace(trial, sending=place))

    def sent(self, reference: str, sent: SentTrial) -> None:
        self._change(reference, lambda trial: with_sent(trial, sent))

    def _change(self, reference: str, rule: Callable[[Trial], Trial]) -> Trial:
        with self._lock:
            self.trials[reference] = rule(self.trials[reference])
            return self.trials[reference]

    def fetch(self, reference: str) -> TimedAnswer:
        """The late file. It counts once it is asked for: whoever asks has the address out of the message."""
        try:
            self._change(reference, lambda trial: with_fetched(trial, self.clock()))
        except KeyError:
            return _refused(MaterialNotFound())
        return TimedAnswer(200, PAPER, {"Content-Type": "application/pdf"})

    def answer(self, headers: Mapping[str, str], body: bytes) -> TimedAnswer:
        """As `POST /v1/departments/{department}/answers` does."""
        now, digest = self.clock(), sha256(body).hexdigest()
        key = headers.get("webhook-id", "")[:200]
        try:
            key = self.signatures.verify(self.stage.catalogued.department, headers, body, now=now)
            answer = parse(ANSWERING, body, most_values=_MOST_VALUES, invalid=InvalidBody)
        except LianbanError as error:
            self._note(_reference(body), heard_of(None, key, digest, error, now=now))
            return _refused(error)
        return self._respond(answer, key, digest, now)

    def _respond(self, answer: Answer, key: str, digest: str, now: datetime) -> TimedAnswer:
        with self._lock:
            trial = self.trials.get(answer.reference)
            if trial is None:
                return _refused(CaseNotFound())
            heard = respond(
                trial,
                answer,
                key,
                digest,
                now=now,
                catalogued=self.stage.catalogued,
                calendar=self.stage.calendar,
            )
            first = not trial.heard
            self.trials[answer.reference] = with_heard(trial, heard)
        slow = first and trial.scenario.side is Side.SLOW
        return _said(heard, self.pace, wait=self.pace.hold if slow else 0.0)

    def _note(self, reference: str, heard: Heard) -> None:
        with self._lock:
            if reference in self.trials:
                self.trials[reference] = with_heard(self.trials[reference], heard)

    def announce(self, reference: str, headers: Mapping[str, str], body: bytes) -> TimedAnswer | Uploaded:
        """The first of a file's three steps."""
        try:
            self.signatures.verify(self.stage.catalogued.department, headers, body, now=self.clock())
            asked = parse(DocumentRequest, body, most_values=_MOST_VALUES, invalid=InvalidBody)
        except LianbanError as error:
            return _refused(error)
        upload = Uploaded(_upload_id(reference, asked.sha256), asked.media_type, asked.size, asked.sha256)
        try:
            self._change(reference, lambda trial: _with_upload(trial, upload))
        except KeyError:
            return _refused(CaseNotFound())
        return upload

    def upload(self, reference: str, upload_id: str, body: bytes) -> TimedAnswer:
        try:
            upload = self._uploaded(reference, upload_id)
        except KeyError:
            return _refused(MaterialNotFound())
        if (len(body), sha256(body).hexdigest()) != (upload.size, upload.sha256):
            return TimedAnswer(400, {})
        self._change(reference, lambda trial: _with_upload(trial, replace(upload, arrived=True)))
        return TimedAnswer(200, {})

    def confirm(self, reference: str, upload_id: str, headers: Mapping[str, str], body: bytes) -> TimedAnswer:
        try:
            self.signatures.verify(self.stage.catalogued.department, headers, body, now=self.clock())
            upload = self._uploaded(reference, upload_id)
        except LianbanError as error:
            return _refused(error)
        except KeyError:
            return _refused(MaterialNotFound())
        if not upload.arrived:
            return _refused(MaterialNotArrived())
        return TimedAnswer(200, {"id": upload.id, "arrived": True, "state": "arrived"})

    def _uploaded(self, reference: str, upload_id: str) -> Uploaded:
        return {one.id: one for one in self.trial(reference).uploaded}[upload_id]


def _with_upload(trial: Trial, upload: Uploaded) -> Trial:
    others = tuple(one for one in trial.uploaded if one.id != upload.id)
    return replace(trial, uploaded=(*others, upload)[-MOST_UPLOADS:])


def _upload_id(reference: str, digest: str) -> str:
    whole = sha256(f"{reference}/{digest}".encode()).hexdigest()
    return "-".join((whole[:8], whole[8:12], whole[12:16], whole[16:20], whole[20:32]))


def _reference(body: bytes) -> str:
    """Whose it would be, of what may not be believed: so that its developer sees that it came."""
    try:
        return str(_REFERENCE.validate_json(body).get("reference"))
    except ValidationError:
        return ""


def _said(heard: Heard, pace: Pace, *, wait: float) -> TimedAnswer:
    if heard.status == OK:
        told = {"reference": heard.answer.reference, "item": heard.answer.item} if heard.answer else {}
        return TimedAnswer(OK, {**told, "round": heard.round}, wait=wait)
    headers = {"Content-Type": problems.MEDIA_TYPE}
    if heard.status == BUSY:
        headers["Retry-After"] = str(pace.retry)
    problem = {"status": heard.status, "code": heard.code, "detail": heard.problem}
    return TimedAnswer(heard.status, problem, headers, wait)


def _refused(error: LianbanError) -> TimedAnswer:
    view = problems.view_of(error, request_id="conformance")
    return TimedAnswer(
        view.status, view.model_dump(mode="json", exclude_none=True), problems.headers_of(error)
    )
