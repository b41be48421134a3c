"""Who may see what. What somebody may not see does not exist for them: 404, never 403 (faults.md, row 22)."""

from dataclasses import dataclass

from functions.domain.case import Case
from schemas.codes import Department, Role


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody signed in. `region` is GB/T 2260: 440000 the province, 440100 a city, 440106 a county. `subject` is opaque."""

    subject: str
    role: Role
    region: str | None = None
    department: Department | None = None


def in_region(region: str | None, *, city: str, county: str | None) -> bool:
    """Is a case of this city and county inside `region`? A principal without a region sees none."""
    if not region:
        return False
    prefix = region[:2] if region.endswith("0000") else region[:4] if region.endswith("00") else region
    return (county or city).startswith(prefix)


def may_see(principal: Principal, case: Case) -> bool:
    if principal.role is Role.APPLICANT:
        return case.applicant == principal.subject
    if principal.role in (Role.CLERK, Role.OPERATOR):
        return in_region(principal.region, city=case.city, county=case.county)
    return False
