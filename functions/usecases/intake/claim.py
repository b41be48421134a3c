"""What a submission takes of the files beside its draft: everything that must be there is there, or it is no submission."""

from dataclasses import dataclass
from datetime import datetime

from functions.domain.case.case import Case, CaseMaterial, DeferredMaterial, Event
from functions.domain.catalogue.materials import needed
from functions.domain.catalogue.plan import Plan
from functions.domain.catalogue.rules import facts_of
from functions.domain.intake.uploads import check_whole, deferrals, taken
from functions.ports.deps import Deps
from functions.usecases.intake.uploads import looked_at, shelf_of_draft
from schemas.catalogue.edition import Edition
from schemas.codes import EventKind
from schemas.form.application import Application
from schemas.intake.materials import Asked


@dataclass(frozen=True, slots=True)
class Claimed:
    """`waived`: 免予提交, codes of materials by item: what the submission's event keeps as the receipt of it."""

    materials: tuple[CaseMaterial, ...]
    deferred: tuple[DeferredMaterial, ...]
    waived: dict[str, list[str]]


def claimed(
    application: Application, plan: Plan, edition: Edition, draft: str | None, now: datetime, deps: Deps
) -> Claimed:
    """Raises MaterialsMissing (faults.md, row 21), MaterialsUnavailable."""
    asked = looked_at(shelf_of_draft(draft), deps) if draft else Asked()
    check_whole(application, edition, asked)
    applying = frozenset(item.code for item in plan.applying)
    materials = taken(asked, applying, now)
    deferred = tuple(deferrals(application, edition, asked, now, deps.calendar))
    waived = {code: _waived(code, applying, application, edition) for code in sorted(applying)}
    return Claimed(materials, deferred, waived)


def _waived(code: str, applying: frozenset[str], application: Application, edition: Edition) -> list[str]:
    """What an earlier item makes is not needed where that item does not apply."""
    every = needed(edition.item(code), facts_of(application), edition.items)
    obtained = (each for each in every if each.is_waived)
    return [each.code for each in obtained if each.made_by is None or each.made_by in applying]


def promise_events(case: Case, deferred: tuple[DeferredMaterial, ...]) -> tuple[Event, ...]:
    return tuple(
        Event(
            case.id,
            f"submitted/deferred/{one.item}/{one.code}",
            case.opened_at,
            EventKind.MATERIAL_DEFERRED,
            one.item,
            detail={"material": one.code, "due_at": one.due_at.isoformat()},
        )
        for one in deferred
    )
