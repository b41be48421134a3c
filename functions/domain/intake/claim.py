"""What a submission takes of the files beside its draft: everything that must be there is there, or it is no submission.

Pure.
"""

from dataclasses import dataclass
from datetime import datetime

from functions.domain.case.case import Case, CaseMaterial, DeferredMaterial, Event
from functions.domain.case.events import key_of
from functions.domain.catalogue.materials import really
from functions.domain.catalogue.plan import Plan
from functions.domain.clock import Calendar
from functions.domain.intake.uploads import check_whole, deferrals, taken
from schemas.codes import EventKind
from schemas.intake.materials import Asked


@dataclass(frozen=True, slots=True)
class Claimed:
    """`obtained`: what is not asked of the applicant, codes of materials by item: how each of them stands follows from what
    was recorded of its source (catalogue/standing.py)."""

    materials: tuple[CaseMaterial, ...]
    deferred: tuple[DeferredMaterial, ...]
    obtained: dict[str, tuple[str, ...]]


def claimed(plan: Plan, asked: Asked, now: datetime, calendar: Calendar) -> Claimed:
    """Raises MaterialsMissing (faults.md, row 21)."""
    check_whole(plan, asked)
    applying = frozenset(item.code for item in plan.applying)
    return Claimed(
        materials=taken(asked, applying, now),
        deferred=tuple(deferrals(plan, asked, now, calendar)),
        obtained={
            item.code: tuple(each.code for each in really(item.materials, applying) if each.is_obtained)
            for item in sorted(plan.applying, key=lambda one: one.code)
        },
    )


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
