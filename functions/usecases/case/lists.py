"""Which cases somebody may list, and one of them by its number."""

from dataclasses import replace
from datetime import datetime

from functions.domain.case.access import Principal, in_region, may_see, region_holds
from functions.domain.case.case import Case
from functions.domain.case.refusals import CaseNotFound
from functions.domain.errors import RecordUnreadable
from functions.domain.guide.refusals import CityNotFound
from functions.ports.case_store import CaseQuery
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases import limits
from functions.usecases.case.people import claim_cases
from schemas.codes import Role

ELSEWHERE = (
    "没有找到该办件：办件编号有误，或者该办件不在您的辖区。请与申请人核对编号；"
    "属于其他地方的，请申请人到安置地的窗口办理。"
)


COUNTY_ELSEWHERE = "没有找到该县（市、区），请核对代码，或确认它在您的管辖区域内。"


def cases_of(query: CaseQuery, *, by: Principal, limit: int, cursor: str | None, deps: Deps) -> Page[Case]:
    """An applicant's own; for clerks and operators, those of their region, narrowed by `query`, by a reference only so often.
    A number or a region that is not theirs is no empty list. Raises CaseNotFound, CityNotFound, TooOften."""
    if by.role is Role.APPLICANT:
        claim_cases(by, deps)
        scoped = replace(query, applicant=by.subject, cities=())
    else:
        if query.reference:
            limits.count("look_up", by, deps)
        scoped = _scoped(query, by, deps)
    if scoped.reference and cursor is None and (found := _of_reference(scoped, scoped.reference, by, deps)):
        return found
    page = deps.store.cases(scoped, limit=limit, cursor=cursor)
    return replace(page, entries=tuple(case for case in page.entries if may_see(by, case)))


def how_many_of(query: CaseQuery, *, by: Principal, most: int, deps: Deps) -> int:
    """Of a clerk's or an operator's region, at most so many. Raises CityNotFound."""
    return deps.store.how_many(_scoped(query, by, deps), most=most)


def case_of(reference: str, *, by: Principal, deps: Deps) -> Case:
    """Of a whole number. Whether there is none, or one that this person may not see, is not told apart. Raises CaseNotFound,
    RecordUnreadable."""
    case = deps.store.ledger(_id_of(reference, by, deps)).case
    if not may_see(by, case):
        raise _not_found(by)
    return case


def settled_of(
    query: CaseQuery, since: datetime, *, by: Principal, limit: int, cursor: str | None, deps: Deps
) -> Page[str]:
    """Ids of closed cases of an operator's region, of which something happened after `since` that an export tells."""
    return deps.store.settled(_scoped(query, by, deps), since, limit=limit, cursor=cursor)


def _scoped(query: CaseQuery, by: Principal, deps: Deps) -> CaseQuery:
    """Within the region of a clerk or an operator. Raises CityNotFound."""
    if query.county and not region_holds(by.region, query.county):
        raise CityNotFound(COUNTY_ELSEWHERE)
    cities = cities_within(by.region, query.cities, deps)
    return replace(query, cities=cities, county=query.county or _county(by.region))


def _of_reference(query: CaseQuery, reference: str, by: Principal, deps: Deps) -> Page[Case] | None:
    """By the index of references: one case is not looked for among all of the province. None: an applicant's case that cannot
    be read stands in their own list. Raises CaseNotFound."""
    try:
        case = case_of(reference, by=by, deps=deps)
    except RecordUnreadable:
        return None if by.role is Role.APPLICANT else Page((), None, (deps.store.case_id_of(reference),))
    return Page((case,) if query.matches(case) else ())


def _id_of(reference: str, by: Principal, deps: Deps) -> str:
    try:
        return deps.store.case_id_of(reference)
    except CaseNotFound:
        raise _not_found(by) from None


def _not_found(by: Principal) -> CaseNotFound:
    return CaseNotFound() if by.role is Role.APPLICANT else CaseNotFound(ELSEWHERE)


def cities_within(region: str | None, wanted: tuple[str, ...], deps: Deps) -> tuple[str, ...]:
    """Codes of the cities that somebody of `region` sees something of, out of `wanted`; none wanted means all.

    Raises CityNotFound where some are wanted and none is theirs."""
    cities = deps.editions(deps.current_edition).regions.cities
    found = tuple(
        city.code for city in cities if (not wanted or city.code in wanted) and _overlaps(region, city.code)
    )
    if wanted and not found:
        raise CityNotFound
    return found


def _overlaps(region: str | None, city: str) -> bool:
    return in_region(region, city=city, county=None) or (region or "")[:4] == city[:4]


def _county(region: str | None) -> str | None:
    return region if region and region != f"{region[:4]}00" else None
