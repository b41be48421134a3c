"""Which office has an item, gets its next round, or would have it by the routes: the one answer to each."""

from functions.domain.case.item import CaseItem
from functions.domain.errors import DepartmentRefusedPayload
from functions.ports.deps import Deps
from functions.ports.offices import Office


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


def id_of_round(item: CaseItem, deps: Deps) -> str:
    """Of the office that has the present round, or would get it next; it need not be in the table any more."""
    if item.dispatch.office and item.dispatch.has_arrived:
        return item.dispatch.office
    return item.dispatch.office_override or routed_office(item, deps).id
