"""How many cases are open in an operator's region: counted in the list itself, up to a bound."""

from functions.domain.case.access import Principal
from functions.ports.case_store import CaseQuery
from functions.ports.deps import Deps
from functions.usecases.case.lists import how_many_of
from schemas.codes import CaseStatus

_MOST = 1_000


def open_cases(by: Principal, deps: Deps, *, most: int = _MOST) -> tuple[int, bool]:
    """And whether that is all of them."""
    count = how_many_of(CaseQuery(status=CaseStatus.OPEN), by=by, most=most + 1, deps=deps)
    return min(count, most), count <= most
