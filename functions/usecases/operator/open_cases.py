"""How many cases are open in an operator's region: counted in the list itself, up to a bound."""

from itertools import islice

from functions.domain.case.access import Principal
from functions.ports.case_store import CaseQuery
from functions.ports.deps import Deps
from functions.usecases.case.lists import cases_of
from functions.usecases.walks import pages
from schemas.codes import CaseStatus

_PAGE, PAGES = 100, 10


def open_cases(by: Principal, deps: Deps) -> tuple[int, bool]:
    """And whether that is all of them."""
    query = CaseQuery(status=CaseStatus.OPEN)
    walk = pages(lambda cursor: cases_of(query, by=by, limit=_PAGE, cursor=cursor, deps=deps))
    count, cursor = 0, None
    for page in islice(walk, PAGES):
        count, cursor = count + len(page.entries) + len(page.unreadable), page.cursor
    return count, cursor is None
