"""What offices have and we do not know, as operators see it."""

from schemas.codes import Department, ItemStatus, Outcome
from schemas.wire import Instant, ItemCode, Reference, Wire


class UnknownItemView(Wire):
    """`theirs`: what the office says of it."""

    reference: Reference
    item: ItemCode
    item_name: str
    theirs: ItemStatus | Outcome
    theirs_text: str


class UnknownOfficeView(Wire):
    """Of the office's last manifest, which speaks of `at`; `items` are the first of `total`."""

    office: str
    office_name: str
    telephone: str | None
    department: Department
    department_text: str
    at: Instant
    total: int
    items: tuple[UnknownItemView, ...]


class RestorationView(Wire):
    """The ledger was put back `at` a moment, as it was `of` an earlier one."""

    at: Instant
    of: Instant


class UnknownPageView(Wire):
    """`restored`: the last time that a backup was put back, None if never. A short page may have a cursor all the same.
    `unreadable`: offices whose last list is damaged.
    """

    restored: RestorationView | None
    offices: tuple[UnknownOfficeView, ...]
    next_steps: str
    cursor: str | None
    unreadable: tuple[str, ...] = ()
