"""Which office has a region's items."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from schemas.codes import Department
from schemas.office.routes import OfficeMode


@dataclass(frozen=True, slots=True)
class Office:
    """The office of a department that a case's city and county lead to.

    `secret`: the name of the keys that sign what it is sent, if not the department's. `guarded`: an operator set its
    endpoint, so that it must lead to the public network. `telephone`: of who works there on the items, for operators.
    `set_at`: when an operator last set it, before which it may have had another name. `unreadable`: what an operator set
    cannot be read, so that nobody knows which office it is: it keeps its id, has no name of its own, and is sent nothing.
    """

    department: Department
    id: str
    name: str
    endpoint: str
    mode: OfficeMode = "api"
    secret: str | None = None
    guarded: bool = False
    telephone: str | None = None
    set_at: datetime | None = None
    unreadable: bool = False


class Offices(Protocol):
    def office(self, department: Department, *, city: str, county: str | None) -> Office:
        """The narrowest region's; where no route leads, the department's worklist for that region."""

    def by_id(self, office_id: str) -> Office | None: ...

    def at(self, department: Department, region: str) -> Office | None:
        """What the file of routes has for exactly this region, whatever an operator set over it."""

    def places(self) -> frozenset[tuple[Department, str]]:
        """The departments and regions that the file of routes names."""

    def forget(self) -> None:
        """Something was set: look again before the next answer."""
