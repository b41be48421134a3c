"""What our side says to an answer of the program under trial: by the rules of any case, over what has happened so far."""

from datetime import datetime

from functions.domain.case.answered import answered
from functions.domain.case.documents import named_in
from functions.domain.case.item import CaseItem, with_withdrawal
from functions.domain.case.missing import check_missing
from functions.domain.case.parts import ItemBounds, ItemClock, ItemDispatch
from functions.domain.case.refusals import (
    CaseNotFound,
    DocumentNotReady,
    ItemNotFound,
    UnknownDocument,
)
from functions.domain.clock import Calendar
from functions.domain.conflicts import Conflict, WebhookIdReused
from functions.domain.deadlines.due import due_after, due_by_answer
from functions.domain.deadlines.extensions import check_extension
from functions.domain.errors import LianbanError, StoreBusy
from functions.domain.office.conformance.scenario import ScenarioKind, Side
from functions.domain.office.conformance.trial import BUSY, OK, Heard, Trial
from functions.domain.refusals import BadSignature, ClockSkew, InvalidBody, NotFound, Unacceptable
from functions.domain.values import replace
from schemas.case.answers import Answer
from schemas.catalogue.item import Item
from schemas.codes import ItemStatus, Outcome

# As the interface has them (functions/web/problems.py); what is none of these is a request that cannot be read.
_STATUS: tuple[tuple[type[LianbanError], int], ...] = (
    (StoreBusy, BUSY),
    (BadSignature, 401),
    (ClockSkew, 401),
    (NotFound, 404),
    (Conflict, 409),
    (InvalidBody, 422),
    (Unacceptable, 422),
)
CORRECTION_DAYS, CORRECTION_ROUNDS = 30, 9


def expected_status(error: LianbanError) -> int:
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 400)


def respond(
    trial: Trial,
    answer: Answer,
    key: str,
    digest: str,
    *,
    now: datetime,
    catalogued: Item,
    calendar: Calendar,
) -> Heard:
    """`key`: the answer's webhook-id. The same again gets what the first got."""
    first = next((one for one in trial.settled if one.webhook_id == key), None)
    if first is not None and first.digest == digest:
        return replace(first, at=now)
    try:
        _judge(trial, answer, key, first, now, catalogued, calendar)
    except LianbanError as error:
        return heard_of(answer, key, digest, error, now=now)
    return heard_of(answer, key, digest, None, now=now)


def _judge(
    trial: Trial,
    answer: Answer,
    key: str,
    first: Heard | None,
    now: datetime,
    catalogued: Item,
    calendar: Calendar,
) -> None:
    if first is not None:
        raise WebhookIdReused
    if trial.scenario.side is Side.BUSY and all(one.webhook_id != key for one in trial.heard):
        raise StoreBusy
    _check_documents(trial, answer)
    item = _item_of(trial, catalogued, calendar)
    if answer.item != item.code:
        raise ItemNotFound
    _after(item, answer, now, catalogued, calendar)


def _item_of(trial: Trial, catalogued: Item, calendar: Calendar) -> CaseItem:
    """As the answers that were taken have left it. Raises CaseNotFound where nothing genuine was sent."""
    if not trial.round:
        raise CaseNotFound
    item = opened_item(trial, catalogued, calendar)
    for heard in trial.settled:
        if heard.status == OK and heard.answer is not None and heard.answer.round == item.dispatch.round:
            item = _after(item, heard.answer, heard.at, catalogued, calendar)
    return item


def opened_item(trial: Trial, catalogued: Item, calendar: Calendar) -> CaseItem:
    """In its present round; another outcome stands from the beginning where that is the trial."""
    sent = trial.sent_at
    item = CaseItem(
        case_id=trial.case_id,
        code=catalogued.code,
        department=catalogued.department,
        status=ItemStatus.DISPATCHED,
        since=sent,
        bounds=ItemBounds(
            watch_days=catalogued.watch_days,
            correction_days=CORRECTION_DAYS,
            correction_rounds=CORRECTION_ROUNDS,
        ),
        dispatch=ItemDispatch(round=trial.round, sent_round=trial.round, sent_at=sent, begun_at=sent),
    )
    due = due_after(item, sent, calendar)
    item = replace(item, clock=ItemClock(due_at=due.at, due_provisional=due.provisional))
    if any(step.kind is ScenarioKind.WITHDRAWAL for step in trial.told):
        item = with_withdrawal(item, at=trial.began, sent=trial.began)
    if trial.scenario.side is Side.SETTLED:
        return replace(item, status=ItemStatus.DONE, outcome=Outcome.REFUSED, decided_at=sent)
    return item


def _after(item: CaseItem, answer: Answer, now: datetime, catalogued: Item, calendar: Calendar) -> CaseItem:
    after = answered(item, answer, now, due=due_by_answer(item, answer, now, calendar))
    check_extension(item, answer, catalogued.extension)
    check_missing(answer, catalogued)
    return after


def _check_documents(trial: Trial, answer: Answer) -> None:
    here = {one.id: one for one in trial.uploaded}
    for named in named_in(answer):
        if named.id not in here:
            raise UnknownDocument
        if not here[named.id].arrived:
            raise DocumentNotReady


def heard_of(
    answer: Answer | None, key: str, digest: str, error: LianbanError | None, *, now: datetime
) -> Heard:
    """`answer`: None of a body that could not be read, or that nobody may have signed."""
    problem = next((f"{one.pointer} {one.detail}" for one in error.problems), error.detail) if error else None
    return Heard(
        at=now,
        webhook_id=key,
        digest=digest,
        status=expected_status(error) if error else OK,
        code=error.code if error else None,
        type=answer.type if answer else None,
        round=answer.round if answer else None,
        legal=answer.at if answer else None,
        documents=len(named_in(answer)) if answer else 0,
        problem=problem,
        answer=answer,
    )
