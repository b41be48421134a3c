"""Which notices an item's facts deserve (通知), and which of them are owed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from functions.domain.case.appointments import is_elsewhere
from functions.domain.case.case import DeferredMaterial, Ledger
from functions.domain.case.facts import Notice
from functions.domain.case.item import PASSED, WITH_APPLICANT, CaseItem, restoration_part
from functions.domain.case.supply import open_deferrals
from functions.domain.case.todos import mark_of, open_todo, to_be_fetched
from schemas.codes import ItemStatus, Outcome
from schemas.codes_citizen import AppointmentState, NoticeStatus, NoticeTemplate, TodoKind

_SETTLED = frozenset({NoticeStatus.SENT, NoticeStatus.DELIVERED, NoticeStatus.TOLD})
# What their keys begin with.
_OF_APPOINTMENTS = frozenset({"appointment", "called_off", "moved"})


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


def correction_untold(item: CaseItem) -> bool:
    """The list of what is missing, or the time to contest, is open, and no notice of it is on record with the item itself."""
    key = correction_key(item)
    return _is_open_correction(item) and all(notice.key != key for notice in item.aftercare.notices)


def correction_look(item: CaseItem) -> datetime | None:
    return item.aftercare.notice_not_before if correction_untold(item) else None


def _deserved(ledger: Ledger, known: dict[str, Notice]) -> Iterator[Owed]:
    stage = _stage(ledger)
    yield stage
    yield from (_correction(item) for item in ledger.items if _is_open_correction(item))
    yield from (_deferral(one, one.reminded_at) for one in open_deferrals(ledger) if one.reminded_at)
    yield from (owed for item in ledger.held if (owed := _visit(item)))
    yield from (owed for item in ledger.held if (owed := _appointment(item, known)))
    told_at = known[stage.key].at if is_settled(known.get(stage.key)) else None
    check = ledger.service_check
    of_check = (check,) if check.outcome in _BAD or check.desk.overrides else ()
    for item in (*of_check, *ledger.held):
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


def _appointment(item: CaseItem, known: Mapping[str, Notice]) -> Owed | None:
    """Shortly before, once its reminder is owed; and, as long as no other was made, when its office could not keep it or has
    the item no more: nobody travels in vain."""
    found = item.todos.appointment
    if found is None or item.outcome or item.withdrawal.at or mark_of(item, TodoKind.VISIT):
        return None
    when = int(found.at.timestamp())
    if found.state is AppointmentState.CALLED_OFF and found.ended_at:
        key = _once_more(f"called_off/{item.code}/{when}", found.ended_at, known)
        return Owed(key, NoticeTemplate.ACTION_NEEDED, found.ended_at, item.code)
    if found.state is AppointmentState.VOID and found.ended_at and found.ended_at < found.at:
        key = _once_more(f"moved/{item.code}/{when}", found.ended_at, known)
        away = is_elsewhere(item, found)
        return Owed(key, NoticeTemplate.ACTION_NEEDED, found.ended_at, item.code) if away else None
    if found.state is None and found.reminded_at:
        key = f"appointment/{item.code}/{when}"
        return Owed(key, NoticeTemplate.ACTION_NEEDED, found.reminded_at, item.code)
    return None


def _once_more(key: str, at: datetime, known: Mapping[str, Notice]) -> str:
    """Of the same time, booked anew and lost anew, the first word says nothing."""
    told = known.get(key)
    return f"{key}/{int(at.timestamp())}" if told and is_settled(told) and told.at < at else key


def is_of_appointment(owed: Owed) -> bool:
    return owed.key.partition("/")[0] in _OF_APPOINTMENTS


def visit_key(item: CaseItem) -> str:
    """Another office that takes the item up is another visit."""
    moved = f"/{item.dispatch.reroutes}" if item.dispatch.reroutes else ""
    return f"visit/{item.code}{moved}"


def deferral_key(one: DeferredMaterial) -> str:
    return f"deferred/{one.item}/{one.code}"


def result_key(item: CaseItem) -> str:
    """Of another decision in its place another one, though it be the same outcome."""
    again = f"/{item.desk.overrides}" if item.desk.overrides else ""
    return f"result/{item.code}/{item.outcome}{again}"


def correction_key(item: CaseItem) -> str:
    """Of a list, or of a service check that can be contested; of a term that begins anew, another one."""
    what = "contest" if item.status is ItemStatus.CONTESTABLE else "correction"
    return f"{what}/{item.code}/{item.dispatch.round}{restoration_part(item.clock.term_restored)}"


def _asks_something(item: CaseItem) -> bool:
    """A bad outcome may be contested, and only within a term; a withdrawal of a round was somebody else's word. What took the
    place of an outcome makes untrue what was told of that."""
    if item.desk.overrides:
        return True
    if item.outcome is Outcome.WITHDRAWN:
        return item.dispatch.round > 0
    known = any(mark_of(item, kind) for kind in (TodoKind.CONTEST, TodoKind.APPLY_AGAIN))
    return (item.outcome in _BAD and not known) or to_be_fetched(item)


def is_settled(notice: Notice | None) -> bool:
    return notice is not None and notice.status in _SETTLED
