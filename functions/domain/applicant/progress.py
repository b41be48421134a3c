"""What the applicant has to do now (待您办理). Pure: from the ledger and the edition that the case began with."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from functions.domain.case.case import Ledger
from functions.domain.case.corrections import open_corrections
from functions.domain.case.item import CaseItem
from functions.domain.case.notices_owed import is_settled
from functions.domain.case.supply import open_deferrals
from functions.domain.case.tellings import telling_of
from functions.domain.case.todos import expects_visit, is_past, open_todos
from functions.domain.catalogue.materials import material_of
from schemas.catalogue.edition import Edition
from schemas.codes_citizen import TodoKind


@dataclass(frozen=True, slots=True)
class Todo:
    """`note` is the edition's or the office's own word on it; `until` where a term runs."""

    kind: TodoKind
    item: str
    note: str | None = None
    until: datetime | None = None


def todo(ledger: Ledger, edition: Edition, now: datetime) -> tuple[Todo, ...]:
    """What has a term comes first, the nearest on top; the rest in the order of the case.

    Nothing that is unmet (unmet.py) is without its line, until its applicant has said that they know.
    """
    every = (
        *_corrections(ledger),
        *_deferrals(ledger, edition),
        *(found for item in ledger.items for found in _of_item(ledger, item, edition, now)),
    )
    return tuple(sorted(every, key=lambda one: (one.until is None, one.until and one.until.timestamp())))


def _corrections(ledger: Ledger) -> Iterator[Todo]:
    for item in open_corrections(ledger):
        yield Todo(TodoKind.CORRECT, item.code, until=item.clock.correct_by)


def _deferrals(ledger: Ledger, edition: Edition) -> Iterator[Todo]:
    """容缺: until when to bring what."""
    for one in open_deferrals(ledger):
        material = material_of(edition, one.item, one.code)
        yield Todo(TodoKind.BRING, one.item, material.name if material else one.code, until=one.due_at)


def _of_item(ledger: Ledger, item: CaseItem, edition: Edition, now: datetime) -> Iterator[Todo]:
    for one in open_todos(item):
        if one.kind in _NOTES and not is_past(item, one.kind, _told_at(ledger, item, one.kind), now):
            yield Todo(one.kind, item.code, _NOTES[one.kind](item), until=one.until)
    # By the edition, for a case that was opened before its items said themselves that a visit is to come.
    visits = edition.item(item.code).visits if edition.has(item.code) else None
    if visits and visits.told and expects_visit(item, at_once=visits.at_once):
        yield Todo(TodoKind.VISIT, item.code, visits.told)


def _told_at(ledger: Ledger, item: CaseItem, kind: TodoKind) -> datetime | None:
    told = telling_of(ledger, item, kind)
    return told.at if is_settled(told) and told else None


def _word(item: CaseItem) -> str | None:
    result = getattr(item.answer, "result", None)
    return result.next_steps if result else None


# What is said of it beside the kind's own sentence; corrections, deferrals and visits are told above.
_NOTES: Mapping[TodoKind, Callable[[CaseItem], str | None]] = {
    TodoKind.FETCH: _word,
    TodoKind.CONTEST: lambda item: item.reason,
    TodoKind.APPLY_AGAIN: lambda _: None,
    TodoKind.CONTEST_CHECK: lambda item: f"{item.reason.rstrip('。')}。" if item.reason else None,
    TodoKind.OTHERWISE: lambda _: None,
}
