"""Who looked at what a case holds of its person."""

from typing import Literal

from schemas.codes import Department, Role
from schemas.wire import Instant, ItemCode, Wire


class CaseLookView(Wire):
    """`at`: the first time of that hour that they looked at it. `region`, `department`: of whoever looked."""

    at: Instant
    what: Literal[
        "looked_up", "item", "form", "fields", "registration", "letter", "file", "files", "receipt", "shipped"
    ]
    what_text: str
    item: ItemCode | None
    item_name: str | None
    by: str
    role: Role
    role_text: str
    region: str | None
    region_name: str | None
    department: Department | None
    department_text: str | None
    purpose: str | None


class CaseLookPageView(Wire):
    """The latest hour first. `cursor` null at the end. `unreadable`: what is damaged."""

    entries: tuple[CaseLookView, ...]
    cursor: str | None
    unreadable: tuple[str, ...] = ()
