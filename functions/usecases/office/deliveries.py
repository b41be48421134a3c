"""The log of calls to an office (投递记录), for its own staff and for operators of its region, and for its system.

It is made of the items themselves: what the office has in hand, and what is on its way there. What is finished is found by
its reference.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from functions.domain.case.access import Principal
from functions.domain.case.case import Ledger
from functions.domain.case.deliveries import deliveries_of
from functions.domain.case.item import CaseItem
from functions.domain.case.refusals import CaseNotFound
from functions.domain.values import replace
from functions.ports.case_store import ItemQuery
from functions.ports.deps import Deps
from functions.ports.offices import Office
from functions.ports.page import Page
from functions.usecases.office.jurisdiction import permitted_office
from functions.usecases.office.which_office import id_of_round
from functions.usecases.walks import if_readable, list_by_list
from schemas.codes import Department

# What has not arrived stands in no office's list: it is found among what operators look at.
_SENDING, _STUCK, _IN_HAND = _LISTS = "sending", "incident", "office"


@dataclass(frozen=True, slots=True)
class Logged:
    ledger: Ledger
    item: CaseItem


def deliveries_of_case(ledger: Ledger) -> tuple[Logged, ...]:
    return tuple(Logged(ledger, item) for item in ledger.items if deliveries_of(item))


def deliveries_of_office(
    office_id: str, department: Department, *, by: Principal, limit: int, cursor: str | None, deps: Deps
) -> Page[Logged]:
    """Raises OfficeNotFound, also for an office that is not this person's; BadCursor."""
    office = permitted_office(office_id, department, by=by, deps=deps)
    return log_of_office(office, limit=limit, cursor=cursor, deps=deps)


def log_of_office(office: Office, *, limit: int, cursor: str | None, deps: Deps) -> Page[Logged]:
    """Raises BadCursor."""
    return _log(_LISTS, office, lambda _: True, limit, cursor, deps)


def chosen_of_office(
    office_id: str,
    department: Department,
    *,
    by: Principal,
    chosen: Callable[[CaseItem], bool],
    limit: int,
    cursor: str | None,
    deps: Deps,
) -> Page[Logged]:
    """Of the log what is `chosen`, what the office has in hand first: the other lists are the whole province's, and long
    when much is out of order. Raises OfficeNotFound, BadCursor.
    """
    office = permitted_office(office_id, department, by=by, deps=deps)
    return _log((_IN_HAND, _SENDING, _STUCK), office, chosen, limit, cursor, deps)


def _log(
    lists: tuple[str, ...],
    office: Office,
    chosen: Callable[[CaseItem], bool],
    limit: int,
    cursor: str | None,
    deps: Deps,
) -> Page[Logged]:
    """What cannot be read keeps no other out of the log: it is named, by its case's id and its code."""

    def read(name: str, size: int, inner: str | None) -> Page[CaseItem]:
        page = deps.store.items(_query(name, office.id, deps), limit=size, cursor=inner)
        if name == _IN_HAND:
            return page
        # One of a later round stands in the office's list as well. Of the province's, nobody knows whose the damaged are.
        entries = tuple(one for one in page.entries if one.dispatch.office != office.id)
        return replace(page, entries=entries, unreadable=())

    def wanted(item: CaseItem) -> bool:
        ours = item.department is office.department and id_of_round(item, deps) == office.id
        return ours and _called(item, office.id) and chosen(item)

    page = list_by_list(lists, read, wanted=wanted, limit=limit, cursor=cursor, at_once=deps.at_once)
    ledgers = deps.at_once([partial(if_readable, deps.store.ledger, item.case_id) for item in page.entries])
    found = tuple(zip(ledgers, page.entries, strict=True))
    damaged = (f"{item.case_id}/{item.code}" for ledger, item in found if ledger is None)
    logged = tuple(Logged(ledger, item) for ledger, item in found if ledger)
    return Page(logged, page.cursor, (*page.unreadable, *damaged))


def deliveries_of_reference(
    reference: str, office_id: str, department: Department, *, by: Principal, deps: Deps
) -> tuple[Logged, ...]:
    """Of one case, finished or not: what went to this office. Raises OfficeNotFound, CaseNotFound."""
    return log_of_reference(reference, permitted_office(office_id, department, by=by, deps=deps), deps)


def log_of_reference(reference: str, office: Office, deps: Deps) -> tuple[Logged, ...]:
    """Raises CaseNotFound."""
    ledger = deps.store.ledger(deps.store.case_id_of(reference))
    found = tuple(
        Logged(ledger, item)
        for item in ledger.items
        if item.department is office.department and _called(item, office.id)
    )
    if not found:
        raise CaseNotFound
    return found


def _query(name: str, office: str, deps: Deps) -> ItemQuery:
    if name == _IN_HAND:
        return ItemQuery(office=office)
    cities = tuple(city.code for city in deps.editions(deps.current_edition).regions.cities)
    return ItemQuery(attention="sending" if name == _SENDING else "incident", cities=cities)


def _called(item: CaseItem, office: str) -> bool:
    return any(one.office == office for one in deliveries_of(item))
