"""What an office without a system of its own has finished, by period: the latest first, office by office (已办结)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from functions.domain.case.access import Principal
from functions.domain.case.item import CaseItem
from functions.domain.clock import SHANGHAI, shanghai_date
from functions.domain.office.worklist import within
from functions.domain.refusals import NotFound
from functions.ports.case_store import ItemQuery
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.office.jurisdiction import offices_of
from functions.usecases.office.listed import Listed, listed_page
from functions.usecases.walks import list_by_list
from schemas.codes import Department, Outcome

# Ours: how far back is looked where nobody says.
USUAL_DAYS = 30
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """Days of Asia/Shanghai, both of them in it."""

    first: date
    last: date


def period_of(first: date | None, last: date | None, now: datetime) -> Period:
    """The last thirty days where nothing is said."""
    today = shanghai_date(now)
    end = last or (max(first, today) if first else today)
    return Period(first or end - (USUAL_DAYS - 1) * _DAY, end)


def finished(
    department: Department,
    period: Period,
    outcome: Outcome | None,
    *,
    by: Principal,
    limit: int,
    cursor: str | None,
    deps: Deps,
) -> Page[Listed]:
    """Of this person's department and region, as of open items; None: whatever came of it. Raises NotFound for another
    department's, BadCursor."""
    if by.department is not department:
        raise NotFound
    since, until = _midnight(period.first), _midnight(period.last + _DAY)

    def read(office: str, size: int, inner: str | None) -> Page[CaseItem]:
        query = ItemQuery(office=office, finished=True, since=since, until=until)
        return deps.store.items(query, limit=size, cursor=inner)

    def wanted(item: CaseItem) -> bool:
        return within(by, item) and outcome in (None, item.outcome)

    page = list_by_list(
        offices_of(by, deps), read, wanted=wanted, limit=limit, cursor=cursor, at_once=deps.at_once
    )
    return listed_page(page, deps)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
