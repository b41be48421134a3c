"""Gathers what is known of a case beside its ledger, and asks why it waits (domain/operator/why.py)."""

from dataclasses import dataclass

from functions.domain.case.access import Principal
from functions.domain.case.case import Ledger
from functions.domain.errors import StartThrottled
from functions.domain.operator.known import CaseWhy, Known, SweepStopped
from functions.domain.operator.why import why
from functions.ports.deps import Deps
from functions.ports.offices import Office
from functions.usecases import limits
from functions.usecases.case.lists import case_of
from functions.usecases.case.view import ledger_of
from functions.usecases.office.circuits import in_trouble
from functions.usecases.office.which_office import office_of
from functions.usecases.operator.setbacks import setback_of
from schemas.codes import CaseStatus


@dataclass(frozen=True, slots=True)
class WhyAsked:
    """`known.running`: None where the engine was not asked, or did not answer."""

    known: Known
    why: CaseWhy

    @property
    def ledger(self) -> Ledger:
        return self.known.ledger


def why_of(case_id: str, *, by: Principal, deps: Deps, engine: bool = True) -> WhyAsked:
    """`engine`: whether it is asked. Raises CaseNotFound, RecordUnreadable, StoreBusy."""
    ledger = ledger_of(case_id, by=by, deps=deps)
    known = _known(ledger, _runs(ledger, deps) if engine else None, deps)
    return WhyAsked(known, why(known))


def why_of_reference(reference: str, *, by: Principal, deps: Deps) -> WhyAsked:
    """Of a whole number, only so often. Raises CaseNotFound, TooOften, RecordUnreadable, StoreBusy."""
    limits.count("look_up", by, deps)
    return why_of(case_of(reference, by=by, deps=deps).id, by=by, deps=deps)


def _runs(ledger: Ledger, deps: Deps) -> bool | None:
    """None: the engine does not answer; why the case waits the ledger tells."""
    case = ledger.case
    if case.status is not CaseStatus.OPEN:
        return False
    try:
        run = deps.executions.find(case.execution, counted=False)
    except StartThrottled:
        return None
    return run is not None and run.status == "RUNNING"


def _known(ledger: Ledger, running: bool | None, deps: Deps) -> Known:
    found = setback_of(ledger.case.id, deps)
    return Known(
        ledger=ledger,
        now=deps.clock(),
        offices=_offices(ledger, deps),
        circuits={one.name: one.circuit for one in in_trouble(deps).entries},
        running=running,
        setback=SweepStopped(found.error, found.since, found.set_aside is not None) if found else None,
    )


def _offices(ledger: Ledger, deps: Deps) -> dict[str, Office]:
    return {item.code: office_of(item, deps) for item in ledger.items}
