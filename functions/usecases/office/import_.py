"""Imports an office's file of answers (交换文件导入): refused whole, or applied answer by answer.

Record that the import began, apply, record that it ended: after a crash in between, the same file completes it.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import chain, islice

from pydantic import ValidationError

from functions.domain.case.access import Principal
from functions.domain.case.case import Ledger
from functions.domain.case.refusals import CaseNotFound, UnacceptableAnswer
from functions.domain.clock import TOLERANCE
from functions.domain.conflicts import Conflict
from functions.domain.errors import FieldProblem
from functions.domain.office.exchange import (
    Exchange,
    Importing,
    ReadingDesk,
    begun_file,
    check_file_whole,
    file_refusals,
    finished_file,
    from_body,
    to_body,
)
from functions.domain.office.refusals import FileRefused
from functions.domain.refusals import BadSignature, NotFound
from functions.ports.deps import Deps
from functions.usecases.office.answer import record_answer
from functions.usecases.office.exchange_offices import exchange_office
from functions.usecases.office.export import state_of
from functions.usecases.record_kinds.office import EXCHANGE
from functions.usecases.records import Body, change_record
from schemas.case.answers import Answer
from schemas.codes import Department
from schemas.json_text import NamedTwice, document_of
from schemas.office.answering import ANSWERING
from schemas.office.exchange import AnswersFile, SignedFile
from schemas.problems import NAMED_TWICE, NO_JSON, pointer, problems

MOST_PROBLEMS = 200
_MOST_VALUES = 30_000


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """`line` counts from 1."""

    line: int
    answer: Answer
    error: Conflict | NotFound | UnacceptableAnswer


@dataclass(frozen=True, slots=True)
class Imported:
    office: str
    sequence: int
    applied: int
    refused: tuple[RefusedLine, ...]


def import_answers(department: Department, file: SignedFile, *, by: Principal, deps: Deps) -> Imported:
    """Raises FileRefused (with a report line by line), FileReplayed, FileOutOfSequence, OfficeNotFound, StoreBusy."""
    _check_signature(department, file, deps)
    content = _parsed(file.content)
    office = exchange_office(content.office, department, by=by, deps=deps)
    this = Importing(content.sequence, sha256(file.content.encode()).hexdigest())
    state = state_of(office.id, deps)
    begun_file(state, this)
    if state.importing is None:
        desk = ReadingDesk(department, office.id, deps.clock(), deps.calendar, deps.editions)
        _refuse(file_refusals(content.answers, _ledgers(content.answers, deps), desk))
        change_record(deps.store, EXCHANGE, office.id, lambda body: to_body(begun_file(_state(body), this)))
    refused = _apply(department, content, by, deps)
    change_record(deps.store, EXCHANGE, office.id, lambda body: _finished(body, this.sequence))
    applied = len(content.answers) - len(refused)
    return Imported(office.id, content.sequence, applied, refused)


def _check_signature(department: Department, file: SignedFile, deps: Deps) -> None:
    """A file travels for days: its time may lie back, not ahead. What keeps old files out is their sequence."""
    at = datetime.fromtimestamp(file.timestamp, UTC)
    headers = {
        "webhook-id": file.id,
        "webhook-timestamp": str(file.timestamp),
        "webhook-signature": file.signature,
    }
    try:
        deps.signatures.verify(department, headers, file.content.encode(), now=at)
    except BadSignature as error:
        detail = "签名未通过：文件被改动，或不是用本部门密钥签的名。请重新取得原文件。"
        raise FileRefused(problems=(FieldProblem("/signature", detail),)) from error
    if at > deps.clock() + TOLERANCE:
        detail = "签名时间晚于当前时间，请校准制作文件的计算机的时钟。"
        raise FileRefused(problems=(FieldProblem("/timestamp", detail),))


def _parsed(content: str) -> AnswersFile:
    try:
        document_of(content.encode(), most_values=_MOST_VALUES)
        found = AnswersFile.model_validate_json(content)
    except NamedTwice as error:
        raise _faulty([(pointer(error.location), NAMED_TWICE)]) from error
    except ValidationError as error:
        raise _faulty(chain(problems(error), _wrong_answers(content))) from error
    except ValueError as error:
        raise _faulty([("", NO_JSON)]) from error
    # As they came: a model would write its instants another way.
    check_file_whole(json.loads(content)["answers"], count=found.count, digest=found.digest)
    return found


def _faulty(found: Iterable[tuple[str, str]]) -> FileRefused:
    """Each place once, in the order in which it was found."""
    by_place: dict[str, str] = {}
    for where, detail in islice(found, MOST_PROBLEMS):
        by_place.setdefault(f"/content{where}", detail)
    return FileRefused(problems=tuple(FieldProblem(where, detail) for where, detail in by_place.items()))


def _wrong_answers(content: str) -> Iterator[tuple[str, str]]:
    """Line by line: the file as a whole is read as far as its first wrong one."""
    document: object = None
    # A number of thousands of digits, which nobody turns into one.
    with suppress(ValueError):
        document = json.loads(content)
    answers = document.get("answers") if isinstance(document, dict) else None
    for place, answer in enumerate(answers if isinstance(answers, list) else ()):
        try:
            ANSWERING.validate_json(json.dumps(answer))
        except ValidationError as error:
            yield from ((f"/answers/{place}{where}", detail) for where, detail in problems(error))


def _refuse(found: tuple[FieldProblem, ...]) -> None:
    if found:
        raise FileRefused(problems=found[:MOST_PROBLEMS])


def _ledgers(answers: tuple[Answer, ...], deps: Deps) -> dict[str, Ledger | None]:
    return {reference: _ledger(reference, deps) for reference in {one.reference for one in answers}}


def _ledger(reference: str, deps: Deps) -> Ledger | None:
    try:
        return deps.store.ledger(deps.store.case_id_of(reference))
    except CaseNotFound:
        return None


def _apply(
    department: Department, content: AnswersFile, by: Principal, deps: Deps
) -> tuple[RefusedLine, ...]:
    """Each under its own key, so that applying the file again applies only what is missing."""
    refused: list[RefusedLine] = []
    for line, answer in enumerate(content.answers, start=1):
        webhook_id = f"exchange/{content.office}/{content.sequence}/{line}"
        try:
            record_answer(department, answer, webhook_id=webhook_id, actor=by.subject, deps=deps)
        except (Conflict, NotFound, UnacceptableAnswer) as error:
            refused.append(RefusedLine(line, answer, error))
    return tuple(refused)


def _state(body: Body | None) -> Exchange:
    return from_body(body) if body else Exchange()


def _finished(body: Body | None, sequence: int) -> Body:
    return to_body(finished_file(_state(body), sequence))
