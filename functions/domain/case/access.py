"""Who may see what. What somebody may not see does not exist for them: 404, never 403 (faults.md, row 22)."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from functions.domain.case.case import Case
from functions.domain.case.refusals import IdentityUnreadable, IdentityUnverified, LevelTooLow
from schemas.codes import Department, Role
from schemas.wire import PROVINCE

if TYPE_CHECKING:
    from schemas.intake.draft import Draft


@dataclass(frozen=True, slots=True)
class Person:
    """A citizen as the identity platform verified them (实名). Never printed."""

    name: str = field(repr=False)
    id_number: str = field(repr=False)


class LevelAct(StrEnum):
    """What a level of authentication may be too low for: seeing what is one's own, changing anything, applying."""

    SEE = "see"
    CHANGE = "change"
    APPLY = "apply"


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody signed in. `region` is GB/T 2260: 440000 the province, 440100 a city, 440106 a county,
    441900121 a town of a city without counties. `subject` is opaque.

    `person`: who a citizen is, where the identity platform has verified it. `unreadable`: it has, and what it says is no
    name or no number. `barred`: what the level at which they signed in does not allow, where levels are configured.
    """

    subject: str
    role: Role
    region: str | None = None
    department: Department | None = None
    person: Person | None = None
    unreadable: bool = False
    barred: frozenset[LevelAct] = frozenset()


def check_level(by: Principal, act: LevelAct) -> None:
    """Raises LevelTooLow."""
    if act in by.barred:
        raise LevelTooLow


def verified(by: Principal) -> Person:
    """Who applies, or has sources asked. Raises LevelTooLow, IdentityUnverified, IdentityUnreadable."""
    check_level(by, LevelAct.APPLY)
    if by.unreadable:
        raise IdentityUnreadable
    if by.person is None:
        raise IdentityUnverified
    return by.person


def in_region(region: str | None, *, city: str, county: str | None) -> bool:
    """Is a case of this city and county inside `region`? A principal without a region sees none."""
    if not region:
        return False
    return (county or city).startswith(_significant(region))


# Whose case it is while nobody knows the citizen's subject: the office's where it was handed in.
WINDOW = "window/"


def is_known(case: Case) -> bool:
    """Whether the citizen has an account that the case belongs to."""
    return not case.applicant.startswith(WINDOW)


def may_see_draft(principal: Principal, draft: "Draft", now: datetime) -> bool:
    """A citizen's own; at the window, those begun in an office of the clerk's region, and those that their citizen let
    this clerk continue, for a time."""
    if principal.role is Role.APPLICANT:
        return draft.office is None and draft.owner == principal.subject
    if principal.role is not Role.CLERK:
        return False
    if draft.office is not None:
        return region_holds(principal.region, draft.office)
    return any(helper.clerk == principal.subject and now < helper.until for helper in draft.helpers)


def region_holds(region: str | None, office: str) -> bool:
    """Is an office that serves `office` inside `region`? A wider office is not inside a narrower one."""
    if not region:
        return False
    return _significant(office).startswith(_significant(region))


def _significant(region: str) -> str:
    if len(region) > len(PROVINCE):
        return region
    return region[:2] if region.endswith("0000") else region[:4] if region.endswith("00") else region


def may_see(principal: Principal, case: Case) -> bool:
    if principal.role is Role.APPLICANT:
        return is_known(case) and case.applicant == principal.subject
    if principal.role is Role.CLERK and case.window and region_holds(principal.region, case.window):
        return True
    if principal.role in (Role.CLERK, Role.OPERATOR):
        return in_region(principal.region, city=case.city, county=case.county)
    return False
