"""What the applicant has to do now (待您办理). Pure: from the ledger and the edition that the case began with."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from functions.domain.case.case import Ledger
from functions.domain.case.corrections import open_corrections
from functions.domain.case.item import WITH_DEPARTMENT, CaseItem
from functions.domain.case.notices import to_be_fetched
from functions.domain.case.supply import open_deferrals
from functions.domain.catalogue.materials import material_of
from schemas.catalogue.edition import Edition
from schemas.codes import ItemStatus, Outcome
from schemas.codes_citizen import TodoKind

_CONTESTABLE = frozenset({Outcome.REFUSED, Outcome.NOT_ACCEPTED})


@dataclass(frozen=True, slots=True)
class Todo:
    """`note` is the edition's or the office's own word on it; `until` where a term runs."""

    kind: TodoKind
    item: str
    note: str | None = None
    until: datetime | None = None


def todo(ledger: Ledger, edition: Edition) -> tuple[Todo, ...]:
    """What has a term comes first, the nearest on top; the rest in the order of the case."""
    every = (
        *_corrections(ledger),
        *_deferrals(ledger, edition),
        *(found for item in ledger.held for found in _of_item(item, edition)),
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


def _of_item(item: CaseItem, edition: Edition) -> Iterator[Todo]:
    if to_be_fetched(item):
        yield Todo(TodoKind.FETCH, item.code, _word(item))
    if item.outcome in _CONTESTABLE:
        yield Todo(TodoKind.CONTEST, item.code, item.reason)
    if item.outcome is Outcome.LAPSED:
        yield Todo(TodoKind.APPLY_AGAIN, item.code)
    if item.status in WITH_DEPARTMENT - {ItemStatus.SUSPENDED} and (note := _visit(item, edition)):
        yield Todo(TodoKind.VISIT, item.code, note)


def _word(item: CaseItem) -> str | None:
    result = getattr(item.answer, "result", None)
    return result.next_steps if result else None


def _visit(item: CaseItem, edition: Edition) -> str | None:
    """Only where the edition knows of a visit: how many there are is 待核定 for most items, and no number is made up."""
    if not edition.has(item.code):
        return None
    visits = edition.item(item.code).visits
    if visits.value == 0:
        return None
    return visits.note or (f"须到场 {visits.value} 次。" if visits.value else None)
