"""What an operator can do about an item now, and what would come of it: tried, and written nowhere."""

from collections.abc import Iterable
from dataclasses import dataclass

from functions.domain.case.access import Principal
from functions.domain.case.item import CaseItem
from functions.domain.conflicts import ActOutOfPlace
from functions.domain.office.refusals import OfficeNotFound
from functions.domain.operator.acts import may_be_rerouted, needs_operator
from functions.ports.deps import Deps
from functions.ports.offices import Office
from functions.usecases.office.routes import RouteLine, routes_of
from functions.usecases.office.which_office import id_of_round
from functions.usecases.operator.applied import applied
from schemas.codes import Department
from schemas.operator.acts import OnItem, Retry

# Of a trial: a reason of some length, which goes nowhere.
_TRIAL = "试算"


@dataclass(frozen=True, slots=True)
class Outlook:
    """An item before and after an act."""

    before: CaseItem
    after: CaseItem


def offered(item: CaseItem, by: Principal, deps: Deps) -> tuple[str, ...]:
    """In the order in which they are tried."""
    possible = {
        "retry": item.outcome is None and _may_retry(item, by, deps),
        "reroute": may_be_rerouted(item),
        "settle": needs_operator(item),
        "override": item.outcome is not None,
        "told": item.aftercare.untold_since is not None,
        "notify": item.aftercare.untold_since is not None,
        "abandon": needs_operator(item),
    }
    return tuple(act for act, may in possible.items() if may)


def outlook(item: CaseItem, order: OnItem, by: Principal, deps: Deps, *, reference: str = "") -> Outlook:
    """`reference`: the case's, of an act that holds a decision. Raises ActOutOfPlace, SecondOperatorNeeded, UnknownOffice."""
    after, _ = applied(item, order, reference=reference, by=by.subject, now=deps.clock(), deps=deps)
    return Outlook(item, after)


def elsewhere(item: CaseItem, by: Principal, deps: Deps) -> tuple[Office, ...]:
    """Other offices of its department in its place that have a route, each once; its own worklist is not one of them."""
    try:
        lines = routes_of(by, item.department, item.city, deps)
    except OfficeNotFound:
        return ()
    present = id_of_round(item, deps)
    return tuple(office for office in _that_can_have(lines) if office.id != present)


def offices_in_region(by: Principal, department: Department, deps: Deps) -> tuple[Office, ...]:
    """Of the whole of an operator's region, each once."""
    return _that_can_have(routes_of(by, department, None, deps))


def _that_can_have(lines: Iterable[RouteLine]) -> tuple[Office, ...]:
    """The offices of these routes that an item can be sent to, each once, by their ids."""
    offices = (line.serving for line in lines)
    found = {one.id: one for one in offices if one.mode != "worklist" and not one.unreadable}
    return tuple(office for _, office in sorted(found.items()))


def name_of_office(office: str, deps: Deps) -> str | None:
    """None of one that no table names any more."""
    found = deps.offices.by_id(office)
    return found.name if found else None


def _may_retry(item: CaseItem, by: Principal, deps: Deps) -> bool:
    try:
        outlook(item, Retry(action="retry", reason=_TRIAL), by, deps)
    except ActOutOfPlace:
        return False
    return True
