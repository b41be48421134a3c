"""What a submission takes of the files beside its draft: everything that must be there is there, or it is no submission.

Pure.
"""

from dataclasses import dataclass
from datetime import datetime

from functions.domain.case.case import Case, CaseMaterial, DeferredMaterial, Event
from functions.domain.case.events import key_of
from functions.domain.catalogue.plan import Plan, PlannedItem
from functions.domain.clock import Calendar
from functions.domain.intake.uploads import check_whole, deferrals, taken
from schemas.codes import EventKind
from schemas.intake.materials import Asked


@dataclass(frozen=True, slots=True)
class Claimed:
    """`waived`: 免予提交, codes of materials by item: what the submission's event keeps as the receipt of it."""

    materials: tuple[CaseMaterial, ...]
    deferred: tuple[DeferredMaterial, ...]
    waived: dict[str, list[str]]


def claimed(plan: Plan, asked: Asked, now: datetime, calendar: Calendar) -> Claimed:
    """Raises MaterialsMissing (faults.md, row 21)."""
    check_whole(plan, asked)
    applying = frozenset(item.code for item in plan.applying)
    return Claimed(
        materials=taken(asked, applying, now),
        deferred=tuple(deferrals(plan, asked, now, calendar)),
        waived={
            item.code: _waived(item, applying) for item in sorted(plan.applying, key=lambda one: one.code)
        },
    )


def _waived(item: PlannedItem, applying: frozenset[str]) -> list[str]:
    """What an earlier item makes is not needed where that item does not apply."""
    obtained = (each for each in item.materials if each.is_waived)
    return [each.code for each in obtained if each.made_by is None or each.made_by in applying]


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
