"""Which office is told of an item's round."""

from functions.domain.case.case import Ledger
from functions.domain.case.item import CaseItem
from functions.ports.deps import Deps
from functions.ports.offices import Office


def office_of(ledger: Ledger, item: CaseItem, deps: Deps) -> Office:
    """The one that has the round, or would get it from an operator, even if the routes lead elsewhere by now."""
    case, named = ledger.case, item.office or item.office_override
    has_it = deps.offices.by_id(named) if named else None
    return has_it or deps.offices.office(item.department, city=case.city, county=case.county)
