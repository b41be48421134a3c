"""A new case from a plan, and the input of its execution: ids, the plan and bounds of waits, nothing of a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from functions.domain.case.case import ApplicantTerm, Case, CaseMaterial, DeferredMaterial, Event, Ledger
from functions.domain.case.consequences import FIRST_CHECK
from functions.domain.case.item import SERVICE_CHECK, CaseItem, Limit
from schemas.codes import CaseStatus, Department, EventKind, ItemStatus, Outcome


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound of a wait: working days, and the seconds they come to when the case is opened."""

    working_days: int
    seconds: int


@dataclass(frozen=True, slots=True)
class ItemToOpen:
    """One item as the plan has it; `not_needed` is the Chinese reason if the situation rules it out."""

    code: str
    department: Department
    after: tuple[str, ...]
    watch: Bound
    correction: Bound
    correction_rounds: int
    limit: Limit | None
    not_needed: str | None = None


@dataclass(frozen=True, slots=True)
class CaseToOpen:
    id: str
    reference: str
    applicant: str
    city: str
    county: str | None
    edition: str
    terms: tuple[ApplicantTerm, ...] = ()
    draft: str | None = None
    corrected: tuple[str, ...] = ()
    materials: tuple[CaseMaterial, ...] = ()
    deferred: tuple[DeferredMaterial, ...] = ()


def open_case(opened: CaseToOpen, items: tuple[ItemToOpen, ...], now: datetime) -> Ledger:
    """The ledger of a new case: the service check first, then the items in the plan's order."""
    case = Case(
        id=opened.id,
        reference=opened.reference,
        applicant=opened.applicant,
        city=opened.city,
        county=opened.county,
        edition=opened.edition,
        terms=opened.terms,
        draft=opened.draft,
        corrected=opened.corrected,
        materials=opened.materials,
        deferred=opened.deferred,
        status=CaseStatus.OPEN,
        opened_at=now,
        check_at=now + FIRST_CHECK,
    )
    return Ledger(case, tuple(_open_item(opened, item, now) for item in items))


def _open_item(case: CaseToOpen, item: ItemToOpen, now: datetime) -> CaseItem:
    needed = item.not_needed is None
    # Nothing stands before the service check.
    begins = ItemStatus.READY if item.code == SERVICE_CHECK else ItemStatus.WAITING
    return CaseItem(
        case_id=case.id,
        city=case.city,
        county=case.county,
        code=item.code,
        department=item.department,
        status=begins if needed else ItemStatus.DONE,
        since=now,
        after=item.after,
        watch_days=item.watch.working_days,
        watch_seconds=item.watch.seconds,
        correction_days=item.correction.working_days,
        correction_seconds=item.correction.seconds,
        correction_rounds=item.correction_rounds,
        limit=item.limit,
        outcome=None if needed else Outcome.NOT_NEEDED,
        reason=item.not_needed,
        decided_at=None if needed else now,
    )


def opening_events(
    ledger: Ledger, actor: str, channel: str, detail: Mapping[str, Any] | None = None
) -> tuple[Event, ...]:
    case = ledger.case
    told = {"channel": channel, **(detail or {})}
    submitted = Event(case.id, "submitted", case.opened_at, EventKind.SUBMITTED, actor=actor, detail=told)
    not_needed = tuple(
        Event(case.id, f"not_needed/{item.code}", case.opened_at, EventKind.NOT_NEEDED, item.code)
        for item in ledger.held
        if item.outcome is Outcome.NOT_NEEDED
    )
    return (submitted, *not_needed)


def execution_input(ledger: Ledger) -> dict[str, Any]:
    """The same for the same run, whatever has happened since: a run is started under one name with one input."""
    branches: dict[str, list[dict[str, Any]]] = {department.value: [] for department in Department}
    for item in ledger.held:
        if item.outcome is not Outcome.NOT_NEEDED:
            branches[item.department].append(
                {
                    "item": item.code,
                    "seconds": item.watch_seconds,
                    "correction_seconds": item.correction_seconds,
                }
            )
    return {
        "case_id": ledger.case.id,
        "run": ledger.case.run,
        "wait": {"seconds": ledger.item(SERVICE_CHECK).watch_seconds},
        "plan": branches,
    }
