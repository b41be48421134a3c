"""Which event owes the applicant which notice (通知). Pure: the ledger alone decides, so a notice is owed from the very
write that records its event, and costs no write of its own.

A straight case owes three: received, in progress, done; a later one takes the place of an earlier one that was never
sent. What asks something of the applicant owes one more each: a correction, a visit, a deferred material that is due soon, a
result to be fetched, a bad outcome (`todos.py` has the kinds, `tellings.py` the notice of each).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.domain.case.case import Case, DeferredMaterial, Ledger
from functions.domain.case.facts import Notice
from functions.domain.case.item import PASSED, SERVICE_CHECK, WITH_APPLICANT, CaseItem, with_aftercare
from functions.domain.case.supply import open_deferrals
from functions.domain.case.todos import mark_of, open_todo, to_be_fetched
from functions.domain.conflicts import NothingToTell
from functions.domain.values import replace
from schemas.codes import ItemStatus, Outcome
from schemas.codes_citizen import NoticeStatus, NoticeTemplate, TodoKind, ToldHow

# What the gateway refuses to read is not sent again by machine; what it could not take now is, later and later.
NOTICE_REFUSED = "NoticeRefused"
_AGAIN = timedelta(minutes=1)
LONGEST_AGAIN = timedelta(hours=6)
# After so many tries operators see it; after so many it is theirs alone (some two days).
SHOWN_AFTER = 4
MOST_ATTEMPTS = 14

_SETTLED = frozenset({NoticeStatus.SENT, NoticeStatus.DELIVERED, NoticeStatus.TOLD})
_BAD = frozenset({Outcome.REFUSED, Outcome.NOT_ACCEPTED, Outcome.LAPSED})


@dataclass(frozen=True, slots=True)
class Owed:
    """A notice whose event has happened. `item`: what it is about, None for the whole case."""

    key: str
    template: NoticeTemplate
    at: datetime
    item: str | None = None


def notices_of(ledger: Ledger) -> tuple[Notice, ...]:
    """Everything recorded, in the order of the last tries."""
    every = (*ledger.case.notices, *(notice for item in ledger.items for notice in item.aftercare.notices))
    return tuple(sorted(every, key=lambda notice: (notice.at, notice.key)))


def owed_notices(ledger: Ledger) -> tuple[Owed, ...]:
    """What the applicant has not been told, whether it was tried before or not: by their account, or, if they have none, by
    the phone of the form.
    """
    known = {notice.key: notice for notice in notices_of(ledger)}
    return tuple(owed for owed in _deserved(ledger, known) if not is_settled(known.get(owed.key)))


def sendable(ledger: Ledger, now: datetime) -> tuple[Owed, ...]:
    """Of those owed, the ones to try now: not what has just failed, nor what is an operator's by now."""
    known = {notice.key: notice for notice in ledger.case.notices}
    return tuple(owed for owed in owed_notices(ledger) if _is_due(known.get(owed.key), now))


def pertinent(ledger: Ledger) -> tuple[Notice, ...]:
    """What the case keeps: everything that was sent, and what failed as long as the applicant still has to know it."""
    owed = {one.key for one in owed_notices(ledger)}
    return tuple(
        one for one in ledger.case.notices if one.status is not NoticeStatus.FAILED or one.key in owed
    )


def next_try(ledger: Ledger) -> datetime | None:
    """When the next failed notice is to be tried again; None if none will be."""
    known = {notice.key: notice for notice in ledger.case.notices}
    failed = (known[owed.key] for owed in owed_notices(ledger) if owed.key in known)
    return min((notice.at + _pause(notice) for notice in failed if not is_given_up(notice)), default=None)


def correction_untold(item: CaseItem) -> bool:
    """The list of what is missing, or the time to contest, is open, and no notice of it is on record with the item itself."""
    key = correction_key(item)
    return _is_open_correction(item) and all(notice.key != key for notice in item.aftercare.notices)


def correction_put_off(item: CaseItem, now: datetime) -> CaseItem:
    """Telling of it has just failed: the sweep tries again soon, and keeps with the case what comes of that."""
    return with_aftercare(item, notice_not_before=now + _AGAIN)


def correction_look(item: CaseItem) -> datetime | None:
    return item.aftercare.notice_not_before if correction_untold(item) else None


def noted(
    case: Case,
    owed: Owed,
    status: NoticeStatus,
    now: datetime,
    *,
    error: str | None = None,
    how: ToldHow = ToldHow.ACCOUNT,
) -> Case:
    """The case after one try."""
    before = next((notice for notice in case.notices if notice.key == owed.key), None)
    notice = Notice(owed.key, status, now, before.attempts + 1 if before else 1, error, how)
    others = tuple(one for one in case.notices if one.key != owed.key)
    return replace(case, notices=(*others, notice))


def is_given_up(notice: Notice) -> bool:
    """No machine tries it again."""
    failed = notice.status is NoticeStatus.FAILED
    return failed and (notice.error == NOTICE_REFUSED or notice.attempts >= MOST_ATTEMPTS)


def marked_items(ledger: Ledger) -> tuple[CaseItem, ...]:
    """The items that operators begin, or need no longer, to look at because of a notice; the service check stands for the
    whole case.
    """
    untold = {_carrier(one.key): one.at for one in ledger.case.notices if notice_needs_operator(one)}
    return tuple(
        with_aftercare(item, untold_since=untold.get(item.code))
        for item in ledger.items
        if (item.aftercare.untold_since is None) == (item.code in untold)
    )


def told_otherwise(ledger: Ledger, item: CaseItem, now: datetime) -> Case:
    """An operator has told the applicant in another way. Raises NothingToTell."""
    found = _failed_of(ledger, item)
    told = (replace(one, status=NoticeStatus.TOLD, at=now, how=ToldHow.OTHER) for one in found)
    return replace(ledger.case, notices=(*_without(ledger.case, found), *told))


def tried_anew(ledger: Ledger, item: CaseItem, now: datetime) -> Case:
    """As if it had not been tried: the next look, which is soon, sends it. Raises NothingToTell."""
    left = _without(ledger.case, _failed_of(ledger, item))
    return replace(ledger.case, notices=left, notice_not_before=now)


def _failed_of(ledger: Ledger, item: CaseItem) -> tuple[Notice, ...]:
    found = tuple(
        one for one in ledger.case.notices if notice_needs_operator(one) and _carrier(one.key) == item.code
    )
    if not found:
        raise NothingToTell
    return found


def _without(case: Case, notices: tuple[Notice, ...]) -> tuple[Notice, ...]:
    return tuple(one for one in case.notices if one not in notices)


def _carrier(key: str) -> str:
    return subject(key)[1] or SERVICE_CHECK


def subject(key: str) -> tuple[NoticeTemplate, str | None]:
    """The template and the item that a notice's key stands for."""
    head, _, rest = key.partition("/")
    if rest:
        return NoticeTemplate.ACTION_NEEDED, rest.partition("/")[0]
    return NoticeTemplate(head), None


def notice_needs_operator(notice: Notice) -> bool:
    return is_given_up(notice) or (notice.status is NoticeStatus.FAILED and notice.attempts >= SHOWN_AFTER)


def _deserved(ledger: Ledger, known: dict[str, Notice]) -> Iterator[Owed]:
    stage = _stage(ledger)
    yield stage
    yield from (_correction(item) for item in ledger.items if _is_open_correction(item))
    yield from (_deferral(one, one.reminded_at) for one in open_deferrals(ledger) if one.reminded_at)
    yield from (owed for item in ledger.held if (owed := _visit(item)))
    told_at = known[stage.key].at if is_settled(known.get(stage.key)) else None
    check = (ledger.service_check,) if ledger.service_check.outcome in _BAD else ()
    for item in (*check, *ledger.held):
        if not _asks_something(item) or item.outcome is None:
            continue
        # The last notice sends the applicant to all results at once; one that was replaced since is told by itself.
        if stage.template is NoticeTemplate.DONE and (told_at is None or item.since <= told_at):
            continue
        yield Owed(result_key(item), NoticeTemplate.ACTION_NEEDED, item.since, item.code)


def _stage(ledger: Ledger) -> Owed:
    """The one that tells how far the case has come."""
    check = ledger.service_check
    if all(item.outcome for item in ledger.items):
        last = max(item.since for item in ledger.items)
        return Owed("done", NoticeTemplate.DONE, ledger.case.closed_at or last)
    if check.outcome in PASSED:
        return Owed("in_progress", NoticeTemplate.IN_PROGRESS, check.since)
    return Owed("received", NoticeTemplate.RECEIVED, ledger.case.opened_at)


def _is_open_correction(item: CaseItem) -> bool:
    """Or a service check that can be contested; an item on its way out needs no correction any more (corrections.py)."""
    return item.status in WITH_APPLICANT and item.withdrawal.at is None


def _correction(item: CaseItem) -> Owed:
    return Owed(correction_key(item), NoticeTemplate.ACTION_NEEDED, item.since, item.code)


def _deferral(one: DeferredMaterial, at: datetime) -> Owed:
    """容缺: once, shortly before the material is due."""
    return Owed(deferral_key(one), NoticeTemplate.ACTION_NEEDED, at, one.item)


def _visit(item: CaseItem) -> Owed | None:
    found = open_todo(item, TodoKind.VISIT)
    if found is None:
        return None
    return Owed(visit_key(item), NoticeTemplate.ACTION_NEEDED, found.since, item.code)


def visit_key(item: CaseItem) -> str:
    return f"visit/{item.code}"


def deferral_key(one: DeferredMaterial) -> str:
    return f"deferred/{one.item}/{one.code}"


def result_key(item: CaseItem) -> str:
    return f"result/{item.code}/{item.outcome}"


def correction_key(item: CaseItem) -> str:
    """Of a list, or of a service check that can be contested."""
    what = "contest" if item.status is ItemStatus.CONTESTABLE else "correction"
    return f"{what}/{item.code}/{item.dispatch.round}"


def _asks_something(item: CaseItem) -> bool:
    """A bad outcome may be contested, and only within a term; a withdrawal of a round was somebody else's word."""
    if item.outcome is Outcome.WITHDRAWN:
        return item.dispatch.round > 0
    known = any(mark_of(item, kind) for kind in (TodoKind.CONTEST, TodoKind.APPLY_AGAIN))
    return (item.outcome in _BAD and not known) or to_be_fetched(item)


def is_settled(notice: Notice | None) -> bool:
    return notice is not None and notice.status in _SETTLED


def _is_due(notice: Notice | None, now: datetime) -> bool:
    return notice is None or not (is_given_up(notice) or now < notice.at + _pause(notice))


def _pause(notice: Notice) -> timedelta:
    return min(_AGAIN * (1 << min(notice.attempts - 1, 20)), LONGEST_AGAIN)
