"""What a submission takes of the files beside its draft: everything that must be there is there, or it is no submission.

Pure.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from functions.domain.case.case import Case, CaseMaterial, DeferredMaterial, Event
from functions.domain.case.events import key_of
from functions.domain.catalogue.materials import really
from functions.domain.catalogue.plan import Plan, PlannedItem
from functions.domain.clock import Calendar
from functions.domain.intake.uploads import check_whole, deferrals, taken
from schemas.catalogue.figures import OBTAINED
from schemas.codes import EventKind
from schemas.intake.materials import AskedUploads


@dataclass(frozen=True, slots=True)
class Claimed:
    """`not_needed`: what is obtained for others and not needed in this situation, as "item/material": the rest of what is not
    asked of the applicant is needed, and how it stands follows from what was recorded of its source."""

    materials: tuple[CaseMaterial, ...]
    deferred: tuple[DeferredMaterial, ...]
    not_needed: tuple[str, ...]


def claimed(plan: Plan, asked: AskedUploads, now: datetime, calendar: Calendar) -> Claimed:
    """Raises MaterialsMissing (faults.md, row 21)."""
    check_whole(plan, asked)
    applying = frozenset(item.code for item in plan.applying)
    return Claimed(
        materials=taken(asked, frozenset(item.code for item in plan.items if item.materials), now),
        deferred=tuple(deferrals(plan, asked, now, calendar)),
        not_needed=tuple(chain.from_iterable(_not_needed(item, applying) for item in plan.applying)),
    )


def _not_needed(item: PlannedItem, applying: frozenset[str]) -> Iterator[str]:
    here = {each.code for each in really(item.materials, applying)}
    for material in item.item.materials:
        if material.source in OBTAINED and material.code not in here:
            yield f"{item.code}/{material.code}"


def deferral_events(case: Case) -> tuple[Event, ...]:
    """One for each deferred material (容缺), with `due_at` in its detail."""
    return tuple(
        Event(
            case.id,
            key_of(EventKind.MATERIAL_DEFERRED, item=one.item, material=one.code),
            case.opened_at,
            EventKind.MATERIAL_DEFERRED,
            one.item,
            detail={"material": one.code, "due_at": one.due_at.isoformat()},
        )
        for one in case.deferred
    )
