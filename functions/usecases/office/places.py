"""Which item a request of an office's staff is about, and whether it is there for them."""

from dataclasses import dataclass

from functions.domain.case.access import Principal
from functions.domain.case.item import CaseItem
from functions.domain.case.refusals import ItemNotFound
from functions.domain.conflicts import TransferredAway
from functions.domain.office.worklist import went_from, within
from functions.ports.deps import Deps
from schemas.codes import Department


@dataclass(frozen=True, slots=True)
class Place:
    """An item as the address of a request names it."""

    department: Department
    case_id: str
    item: str


def check_place(place: Place, item: CaseItem, by: Principal, deps: Deps) -> None:
    """What is not in this person's worklist does not exist for them, nor what its office answers by itself.

    Raises ItemNotFound; TransferredAway of what their own office has handed to another.
    """
    if by.department is place.department and went_from(by, item):
        raise TransferredAway
    office = deps.offices.by_id(item.dispatch.office) if item.dispatch.office else None
    mine = by.department is place.department and within(by, item)
    if not mine or office is None or office.mode != "worklist":
        raise ItemNotFound
