"""A case (办件), its history, and the ledger that holds it with its items (item.py): frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from functions.domain.case.facts import Notice
from functions.domain.case.item import SERVICE_CHECK, CaseItem
from functions.domain.case.refusals import ItemNotFound
from functions.domain.catalogue.standing import SourceChecked
from schemas.codes import CaseStatus, EventKind
from schemas.form.application import Application


@dataclass(frozen=True, slots=True)
class ApplicantTerm:
    """A term that runs against the applicant: the edition's `place`th deadline of `item`, from the form's date."""

    item: str
    place: int
    start: date


@dataclass(frozen=True, slots=True)
class CaseMaterial:
    """A file that the applicant uploaded for an item; `id` is its opaque key, and the type of it was told by its content.
    `scanned_at`: when a scanner found no virus in it; None: nobody looked."""

    id: str
    item: str
    code: str
    media_type: str
    size: int
    sha256: str
    at: datetime
    scanned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeferredMaterial:
    """容缺: taken without this material, which the applicant is to bring by `due_at`."""

    item: str
    code: str
    due_at: datetime
    remind_at: datetime
    reminded_at: datetime | None = None


@dataclass(frozen=True)
class Case:
    id: str
    reference: str
    applicant: str
    city: str
    county: str | None
    edition: str
    status: CaseStatus
    opened_at: datetime
    run: int = 1
    # Dates only: they are shown on every look at the case, and the form is not read for that.
    terms: tuple[ApplicantTerm, ...] = ()
    # What came of the notices to the applicant; one that is owed and was never tried is not here (notices.py).
    notices: tuple[Notice, ...] = ()
    materials: tuple[CaseMaterial, ...] = ()
    deferred: tuple[DeferredMaterial, ...] = ()
    closed_at: datetime | None = None
    # When something of an item changed that its case would not show: a rating, another outcome in place of the first.
    amended_at: datetime | None = None
    # From when on its run, its bounds and its draft are looked after again; nobody looks after those of a closed case.
    watch_not_before: datetime | None = None
    # From when on the next of its notices is tried, after one that failed or one that an operator ordered.
    notice_not_before: datetime | None = None
    # When the sweep looks again: the earliest of both, as `upkeep/looks.py` said when it was written; nothing else sets it.
    check_at: datetime | None = None
    checks: int = 0
    # The draft it was submitted from, until that is deleted and its materials are the case's: a debt.
    draft: str | None = None
    # Paths of fields that the applicant corrected against shared data; the values are sealed elsewhere.
    corrected: tuple[str, ...] = ()
    # What came of asking the sources of shared data before it was taken; what is not here nobody asked.
    checked: tuple[SourceChecked, ...] = ()
    # What else is obtained for its items and not needed in this situation, as "item/material". None: the first event tells
    # what is.
    not_needed: tuple[str, ...] | None = None
    # 跨域通办: the region of the window that took it for another place; its clerks go on seeing it.
    window: str | None = None
    # The mark of the ledger's last restoration when it was opened (put_back.py): what is of a later one may be lost here.
    restored: str = ""
    version: int = 0

    @property
    def execution(self) -> str:
        """The deterministic name of the present run."""
        return f"{self.id}-{self.run}"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a case's append-only history. `key` is deterministic: the same event is appended once."""

    case_id: str
    key: str
    at: datetime
    kind: EventKind
    item: str | None = None
    actor: str = "system"
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ledger:
    """A case with all its items, the service check first."""

    case: Case
    items: tuple[CaseItem, ...]

    def item(self, code: str) -> CaseItem:
        for item in self.items:
            if item.code == code:
                return item
        raise ItemNotFound

    def with_item(self, item: CaseItem) -> "Ledger":
        # Not replace: a ledger has slots, and is made anew at every step.
        return Ledger(self.case, tuple([item if old.code == item.code else old for old in self.items]))

    @property
    def service_check(self) -> CaseItem:
        return self.item(SERVICE_CHECK)

    @property
    def held(self) -> tuple[CaseItem, ...]:
        """The applicant's items: everything but the service check."""
        return tuple([item for item in self.items if item.code != SERVICE_CHECK])

    def prerequisites(self, item: CaseItem) -> tuple[CaseItem, ...]:
        """`after` as the case holds it; the service check stands before every item that needs one."""
        if item.is_service_check:
            return ()
        check = () if item.unchecked else (SERVICE_CHECK,)
        return tuple([self.item(code) for code in (*check, *item.after)])


@dataclass(frozen=True, slots=True)
class Record:
    """A small versioned document beside the cases: a batch, an office's exchange, a draft. Version 0 is not stored yet.

    From `expires_at` on it is absent to every reader and writer. A `sealed` body is encrypted at rest, bound to its kind
    and key; those are readable, so they never hold anything of a person. `expires_at` is a whole second.
    """

    kind: str
    key: str
    body: Mapping[str, Any]
    version: int = 0
    expires_at: datetime | None = None
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One atomic write: every case and item names the version it was read at, every event must be new.

    `application` replaces the form; it needs `case` in the same change, whose version guards both. `records` are put, each
    over the version that it names. `note`: of cases and items alone, what is known again or may be done again, and of a
    case nothing that lists of cases tell: a crash a moment later may leave it unwritten, and with it all that was written
    after it.
    """

    case: Case | None = None
    items: tuple[CaseItem, ...] = ()
    events: tuple[Event, ...] = ()
    application: Application | None = None
    records: tuple[Record, ...] = ()
    note: bool = False
