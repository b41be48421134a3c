"""Offices behind an air gap, and who may carry files for them."""

from functions.domain.case.access import Principal
from functions.domain.office.refusals import OfficeNotFound
from functions.ports.deps import Deps
from functions.ports.offices import Office
from functions.usecases.office.jurisdiction import offices_of, permitted_office
from schemas.codes import Department


def exchange_office(office_id: str, department: Department, *, by: Principal, deps: Deps) -> Office:
    office = permitted_office(office_id, department, by=by, deps=deps)
    if office.mode != "exchange":
        raise OfficeNotFound
    return office


def exchange_offices(*, by: Principal, deps: Deps) -> tuple[Office, ...]:
    """Those that this member of staff may carry files for."""
    if by.department is None:
        return ()
    found = (deps.offices.by_id(one) for one in offices_of(by, deps))
    return tuple(
        office for office in found if office and office.mode == "exchange" and _may(office, by, deps)
    )


def _may(office: Office, by: Principal, deps: Deps) -> bool:
    try:
        exchange_office(office.id, office.department, by=by, deps=deps)
    except OfficeNotFound:
        return False
    return True
