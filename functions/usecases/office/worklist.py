"""What lies with an office without a system of its own (待办): the lists of whoever works there, one after the other."""

from functions.domain.case.access import Principal
from functions.domain.case.item import CaseItem
from functions.domain.office.trays import Tray, lies_in
from functions.domain.office.worklist import in_hand, within
from functions.domain.refusals import NotFound
from functions.ports.case_store import ItemQuery
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.office.jurisdiction import worklists_of
from functions.usecases.office.listed import Listed, listed_page
from functions.usecases.walks import list_by_list
from schemas.codes import Department


def worklist(
    department: Department,
    *,
    by: Principal,
    limit: int,
    cursor: str | None,
    deps: Deps,
    tray: Tray = Tray.ALL,
) -> Page[Listed]:
    """Office by office. Raises NotFound for another department's list, BadCursor."""
    if by.department is not department:
        raise NotFound
    page = items_in_hand(tray, by=by, limit=limit, cursor=cursor, deps=deps)
    return listed_page(page, deps)


def items_in_hand(tray: Tray, *, by: Principal, limit: int, cursor: str | None, deps: Deps) -> Page[CaseItem]:
    """Of every worklist of this person's region. Raises BadCursor."""
    now = deps.clock()

    def read(office: str, size: int, inner: str | None) -> Page[CaseItem]:
        return deps.store.items(ItemQuery(office=office), limit=size, cursor=inner)

    def wanted(item: CaseItem) -> bool:
        return in_hand(item) and within(by, item) and lies_in(item, tray, by.subject, now)

    return list_by_list(
        list(worklists_of(by, deps)), read, wanted=wanted, limit=limit, cursor=cursor, at_once=deps.at_once
    )
