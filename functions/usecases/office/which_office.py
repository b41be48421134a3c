"""Which office has an item, gets its next round, or would have it by the routes: the one answer to each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from functions.domain.case.case import Ledger
from functions.domain.case.item import CaseItem
from functions.domain.errors import DepartmentRefusedPayload, RecordUnreadable
from functions.domain.office.routing import ROUTE_KIND, place_of_office, route_key, route_of
from functions.ports.deps import Deps
from functions.ports.offices import Office
from functions.usecases.records import unreadable_record
from functions.usecases.settings import setting_at


def routed_office(item: CaseItem, deps: Deps) -> Office:
    """Where the routes lead by now."""
    return deps.offices.office(item.department, city=item.city, county=item.county)


def office_of(item: CaseItem, deps: Deps) -> Office:
    """The one that has the item, or would get it from an operator, even if the routes lead elsewhere by now."""
    named = item.dispatch.office or item.dispatch.office_override
    has_it = deps.offices.by_id(named) if named else None
    return has_it or routed_office(item, deps)


def next_office(item: CaseItem, deps: Deps) -> Office:
    """Where an operator sends it, or else where the routes lead.

    Raises DepartmentRefusedPayload: an override that leads nowhere is for an operator.
    """
    if item.dispatch.office_override is None:
        return routed_office(item, deps)
    office = deps.offices.by_id(item.dispatch.office_override)
    if office is None or office.department is not item.department:
        gone = "改派的办理机构不在路由表中，请运行管理员重新指定。"
        raise DepartmentRefusedPayload(gone, said=gone)
    return office


def name_then(office_id: str, at: datetime, deps: Deps) -> str | None:
    """What an operator had named it at that moment; None: it was no office that an operator had set."""
    place = place_of_office(office_id)
    record = setting_at(ROUTE_KIND, route_key(*place), at, deps.store) if place else None
    route = route_of(record.body) if record else None
    return route.name if route else None


@dataclass(frozen=True, slots=True)
class OfficeNames:
    """`now`: by id, of every office that has an item; one that is no longer in the table has none. `then`: by item, of an
    office that had another name when it decided. `unreadable`: items of which nobody can say whether it had."""

    now: Mapping[str, str] = field(default_factory=dict)
    then: Mapping[str, str] = field(default_factory=dict)
    unreadable: frozenset[str] = frozenset()

    def of(self, item: CaseItem) -> str | None:
        """Of the office that has it, or that decided it; rather none than another's."""
        if item.code in self.unreadable:
            return None
        return self.then.get(item.code) or self.now.get(item.dispatch.office or "")


def office_names(ledger: Ledger, deps: Deps) -> OfficeNames:
    """Of a case's items: what is damaged of an office hides none of its cases."""
    ids = {item.dispatch.office for item in ledger.items if item.dispatch.office}
    found = {office: deps.offices.by_id(office) for office in sorted(ids)}
    then: dict[str, str] = {}
    unreadable: set[str] = set()
    for item in ledger.items:
        try:
            if name := decided_under(item, deps):
                then[item.code] = name
        except RecordUnreadable:
            unreadable.add(item.code)
    unreadable |= {
        item.code for item in ledger.items if _is_unreadable(found.get(item.dispatch.office or ""))
    }
    now = {office_id: one.name for office_id, one in found.items() if one and not one.unreadable}
    return OfficeNames(now, then, frozenset(unreadable))


def _is_unreadable(office: Office | None) -> bool:
    return office is not None and office.unreadable


def name_on_paper(item: CaseItem, deps: Deps) -> str:
    """Of the office that has it, or that decided it. Raises RecordUnreadable rather than tell another name."""
    if name := decided_under(item, deps):
        return name
    office = office_of(item, deps)
    check_known(office)
    return office.name


def check_known(office: Office) -> None:
    """Raises RecordUnreadable."""
    if office.unreadable and (place := place_of_office(office.id)):
        raise unreadable_record(ROUTE_KIND, route_key(*place))


def decided_under(item: CaseItem, deps: Deps) -> str | None:
    """The name of its office when it decided, where an operator has set another one since. None: there is no other."""
    office_id, at = item.dispatch.office, item.decided_at
    if office_id is None or at is None or place_of_office(office_id) is None:
        return None
    office = deps.offices.by_id(office_id)
    is_as_then = office and office.id == office_id and office.set_at and office.set_at <= at
    return None if is_as_then else name_then(office_id, at, deps)


def id_of_round(item: CaseItem, deps: Deps) -> str:
    """Of the office that has the present round, or would get it next; it need not be in the table any more."""
    if item.dispatch.office and item.dispatch.has_arrived:
        return item.dispatch.office
    return item.dispatch.office_override or routed_office(item, deps).id
