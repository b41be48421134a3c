"""Which office and item a page of times is about, and which there are for whoever is signed in."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from functions.domain.refusals import NotFound
from functions.pages.office.place import own_department
from functions.pages.page import Asked
from functions.ports.deps import Deps
from functions.usecases.office.bookings import SlotPlace
from functions.usecases.office.jurisdiction import routed_offices

SLOTS = "/office/slots"


@dataclass(frozen=True, slots=True)
class OfficeItem:
    """An item that asks for a visit, at one of the person's offices. `at_desk`: they work on its items on these pages."""

    office: str
    item: str
    office_name: str
    item_name: str
    at_desk: bool

    def address(self, path: str = SLOTS, **more: str) -> str:
        return f"{path}?{urlencode({'office': self.office, 'item': self.item, **more})}"

    def place(self, asked: Asked) -> SlotPlace:
        return SlotPlace(own_department(asked), self.office, self.item, asked.by)


def office_items(asked: Asked) -> tuple[OfficeItem, ...]:
    return tuple(_found(asked, asked.deps))


def _found(asked: Asked, deps: Deps) -> Iterator[OfficeItem]:
    edition, department = deps.editions(deps.current_edition), own_department(asked)
    for office in routed_offices(asked.by, deps):
        for item in edition.items:
            if item.department is department and item.visits.told:
                yield OfficeItem(office.id, item.code, office.name, item.name, office.mode == "worklist")


def office_item(asked: Asked) -> OfficeItem | None:
    """The one that the address, or the form, names; the only one there is. Raises NotFound for another's."""
    given = {name: asked.form.text(name) or asked.query.get(name, "") for name in ("office", "item")}
    known = office_items(asked)
    if not any(given.values()):
        return known[0] if len(known) == 1 else None
    found = next((one for one in known if (one.office, one.item) == (given["office"], given["item"])), None)
    if found is None:
        raise NotFound
    return found
