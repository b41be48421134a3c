"""Records what a department says of an item, once, then ends whatever waited for it (部门答复)."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from functions.domain.case.answered import answered
from functions.domain.case.case import Change, Event, Ledger
from functions.domain.case.contests import is_awaited, is_contestable
from functions.domain.case.documents import attached, named_in
from functions.domain.case.events import key_of, reused_key
from functions.domain.case.item import SERVICE_CHECK, CaseItem
from functions.domain.case.missing import check_missing
from functions.domain.case.parts import ItemDocument
from functions.domain.case.refusals import ItemNotFound, UnacceptableAnswer
from functions.domain.case.results import check_files, check_result
from functions.domain.case.todos import asked_to_come
from functions.domain.case.transitions import OUTCOME_OF
from functions.domain.case.waits import is_over_by_itself
from functions.domain.conflicts import CONFLICTS, Conflict, WebhookIdReused
from functions.domain.deadlines.due import due_by_answer
from functions.domain.deadlines.extensions import check_extension
from functions.domain.errors import DuplicateEvent, FieldProblem, StaleWrite, StoreBusy
from functions.ports.deps import Deps
from functions.usecases.case.advance import advance, left_to_sweep
from functions.usecases.case.ledger import change_in_turn
from schemas.case.answers import Answer
from schemas.codes import Department, EventKind

_REFUSALS: Mapping[str, type[Conflict | UnacceptableAnswer]] = {
    **CONFLICTS,
    **{kind.__name__: kind for kind in UnacceptableAnswer.__subclasses__()},
}


def answer_key(department: Department, item: str, webhook_id: str) -> str:
    """Of the event, refused or not."""
    return key_of(EventKind.ANSWERED, department=department.value, item=item, webhook_id=webhook_id)


@dataclass(frozen=True, slots=True)
class _Heard:
    """`key`: the event's. `actor`: a member of its staff. `documents`: what is known of those that it names."""

    case_id: str
    key: str
    department: Department
    answer: Answer
    actor: str | None
    documents: tuple[ItemDocument, ...]


def record_answer(
    department: Department,
    answer: Answer,
    *,
    webhook_id: str,
    deps: Deps,
    actor: str | None = None,
    documents: tuple[ItemDocument, ...] = (),
) -> CaseItem:
    """The item after the answer. The same webhook-id gets the first's response (faults.md, row 1); an answer that comes
    too late or out of place, or under the id of a different one, is kept in the history and refused with a Conflict (row 2).

    Raises CaseNotFound, ItemNotFound (also for another department's item: row 9), Conflict, AnswerTimeOutOfRange,
    ExtensionNotAllowed, UnknownMissing, UnknownDocument, UnknownResultMaterial, ResultFileDiffers, StoreBusy.
    """
    case_id = deps.store.case_id_of(answer.reference)
    key = answer_key(department, answer.item, webhook_id)
    heard = _Heard(case_id, key, department, answer, actor, documents)
    try:
        ledger = _record(heard, deps)
    except StaleWrite as error:
        # Not a Conflict: an office takes 409 for "already have it" and would not send the answer again.
        raise StoreBusy from error
    except DuplicateEvent:
        return _first_response(heard, deps)
    except (Conflict, UnacceptableAnswer) as refusal:
        try:
            _keep_refused(heard, refusal, deps)
        except DuplicateEvent:
            return _first_response(heard, deps)
        raise
    item = ledger.item(answer.item)
    if _sets_off(item, answer):
        with left_to_sweep():
            advance(item.case_id, deps, after=item.code, known=ledger)
    return item


def _sets_off(item: CaseItem, answer: Answer) -> bool:
    """Mere progress owes nothing, nor does what was overtaken by the outcome."""
    if item.outcome:
        return type(answer) in OUTCOME_OF
    return item.follow_up_at is not None or is_over_by_itself(item)


def _record(heard: _Heard, deps: Deps) -> Ledger:
    now, answer = deps.clock(), heard.answer

    def rule(ledger: Ledger, item: CaseItem) -> tuple[CaseItem, tuple[Event, ...]]:
        if item.department is not heard.department:
            raise ItemNotFound
        check_files(answer, heard.documents)
        after = attached(judged_answer(ledger, item, answer, now, deps), answer, heard.documents)
        # As a case's own files, before the record: what is recorded never lacks its file.
        for one in heard.documents:
            deps.materials.keep(one.id)
        files = {"files": [_facts(one) for one in heard.documents]} if heard.documents else {}
        return after, (_event(heard, EventKind.ANSWERED, files, deps),)

    return change_in_turn(deps, heard.case_id, answer.item, rule)


def _keep_refused(heard: _Heard, refusal: Conflict | UnacceptableAnswer, deps: Deps) -> None:
    """Evidence: kept and shown to operators, without touching the item. Raises DuplicateEvent."""
    told: dict[str, Any] = {"refusal": type(refusal).__name__}
    if refusal.problems:
        told["problems"] = [[one.pointer, one.detail] for one in refusal.problems]
    deps.store.commit(Change(events=(_event(heard, EventKind.ANSWER_REFUSED, told, deps),)))


def judged_answer(ledger: Ledger, item: CaseItem, answer: Answer, now: datetime, deps: Deps) -> CaseItem:
    """The item as the answer would leave it; nothing is written. Raises Conflict, UnacceptableAnswer."""
    due = due_by_answer(item, answer, now, deps.calendar)
    if is_contestable(item, answer) and not is_awaited(ledger):
        due = None
    after = answered(item, answer, now, due=due)
    edition = deps.editions(ledger.case.edition)
    catalogued = edition.item(item.code)
    check_extension(item, answer, catalogued.extension)
    check_missing(answer, catalogued)
    check_result(answer, edition)
    if after.code != SERVICE_CHECK and edition.has(after.code):
        after = asked_to_come(after, edition.item(after.code).visits)
    return after


def _event(heard: _Heard, kind: EventKind, told: Mapping[str, Any], deps: Deps) -> Event:
    detail = {"answer": _told(heard.answer), **told}
    actor = heard.actor or heard.department.value
    return Event(heard.case_id, heard.key, deps.clock(), kind, heard.answer.item, actor, detail)


def _told(answer: Answer) -> dict[str, Any]:
    """What names no documents is told as it was before answers could name some."""
    without = None if named_in(answer) else {"documents"}
    said: dict[str, Any] = answer.model_dump(mode="json", exclude_none=True, exclude=without)
    return said


def _facts(one: ItemDocument) -> dict[str, Any]:
    return {"id": one.id, "media_type": one.media_type, "size": one.size, "sha256": one.sha256}


def _first_response(heard: _Heard, deps: Deps) -> CaseItem:
    first = deps.store.event(heard.case_id, heard.key)
    if first and first.detail["answer"] != _told(heard.answer):
        _keep_reused(heard, deps)
        raise WebhookIdReused
    if first and (refusal := refusal_in(first)):
        raise refusal
    return deps.store.ledger(heard.case_id).item(heard.answer.item)


def refusal_in(said: Event) -> Conflict | UnacceptableAnswer | None:
    """As it was told, of what is kept of an answer; None: it was taken."""
    name = said.detail.get("refusal")
    if not name:
        return None
    told = (FieldProblem(*one) for one in said.detail.get("problems", ()))
    return _REFUSALS[str(name)](problems=tuple(told))


def _keep_reused(heard: _Heard, deps: Deps) -> None:
    """Once, however often it comes."""
    digest = sha256(json.dumps(_told(heard.answer), sort_keys=True).encode()).hexdigest()[:16]
    with suppress(DuplicateEvent):
        _keep_refused(replace(heard, key=reused_key(heard.key, digest)), WebhookIdReused(), deps)
