"""Offices behind an air gap, and who may carry files for them."""

from functions.domain.case.access import Principal
from functions.domain.office.refusals import OfficeNotFound
from functions.ports.deps import Deps
from functions.ports.offices import Office
from functions.usecases.office.jurisdiction import permitted_office, working_by
from schemas.codes import Department


def exchange_office(office_id: str, department: Department, *, by: Principal, deps: Deps) -> Office:
    office = permitted_office(office_id, department, by=by, deps=deps)
    if office.mode != "exchange":
        raise OfficeNotFound
    return office


def exchange_offices(*, by: Principal, deps: Deps) -> tuple[Office, ...]:
    """Those that this member of staff may carry files for."""
    return working_by("exchange", by, deps)
