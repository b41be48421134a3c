"""The ledger, and what is asked of and written to it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from functions.domain.case.case import Case, Change, Event, Ledger
from functions.domain.case.case import Record as Record
from functions.domain.case.item import CaseItem
from functions.ports.page import Page
from schemas.codes import Attention, CaseStatus
from schemas.form.application import Application


@dataclass(frozen=True, slots=True)
class Submission:
    """What a submission key stands for: the first case it opened, and the digest of the body it came with. `repeated`: it
    stood for it before, and nothing was written now.
    """

    case_id: str
    reference: str
    digest: str
    repeated: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """Which cases, newest first within a city, or oldest. `cities` bounds what an operator may see; None filters nothing."""

    applicant: str | None = None
    cities: tuple[str, ...] = ()
    county: str | None = None
    status: CaseStatus | None = None
    reference: str | None = None
    oldest_first: bool = False

    def matches(self, case: Case) -> bool:
        """Empty `cities` bounds nothing here, as in an applicant's own list."""
        return (
            self.applicant in (None, case.applicant)
            and (not self.cities or case.city in self.cities)
            and self.county in (None, case.county)
            and self.status in (None, case.status)
            and self.reference in (None, case.reference)
        )


@dataclass(frozen=True, slots=True)
class ItemQuery:
    """Which items: those of an office's list, or those of some cities that need attention. Longest in their state first.

    `waiting`: instead, what was handed in at a window of those cities and waits for its applicant, the nearest term first.
    `finished`: instead, what has its outcome of an office that works on our pages, the latest first; from `since` on, and
    before `until`. Without `texts` what somebody wrote by hand may come as it is kept, sealed: for whoever only counts.
    """

    office: str | None = None
    attention: Attention | None = None
    cities: tuple[str, ...] = ()
    waiting: bool = False
    finished: bool = False
    since: datetime | None = None
    until: datetime | None = None
    texts: bool = True


@dataclass(frozen=True, slots=True)
class Opening:
    """A submission to be written at once: the ledger, the form, its first events, the key it came under, and the record that
    leads to it from its person, over the version that was read."""

    ledger: Ledger
    application: Application
    events: tuple[Event, ...]
    key: str
    digest: str
    person: Record | None = None


@dataclass(frozen=True, slots=True, order=True)
class NewsMark:
    """Of an item of which there is news for the engine (`news_at`): written with it, in a list by time, where it stays."""

    at: datetime
    case_id: str
    code: str


class CaseStore(Protocol):
    """The ledger. Every read of one case is strongly consistent; lists may lag by moments.

    An event's key is used once in its case; the keys of an opening's events are its own, and are not used again.
    Errors: CaseNotFound; StaleWrite (a version moved); DuplicateEvent (an event's key exists; nothing is written);
    StoreBusy (throttled after its own retries; nothing is written); BadCursor.
    """

    @property
    def lag(self) -> timedelta:
        """How far lists may be behind what was written, at most."""

    def create(self, opening: Opening) -> Submission:
        """Write all of `opening` at once, or nothing if its key was used before: returns what the key stands for.

        Raises StaleWrite: the record of its person was written since it was read.
        """

    def submission(self, key: str) -> Submission | None:
        """What a submission key stands for already."""

    def ledger(self, case_id: str) -> Ledger: ...

    def glimpse(self, case_id: str) -> Ledger:
        """The same for less, but it may lag by moments, as lists may."""

    def glimpse_item(self, case_id: str, code: str) -> CaseItem | None:
        """Of one item that was written since its case was opened; None also where that does not show yet."""

    def application(self, case_id: str) -> Application: ...

    def case_id_of(self, reference: str) -> str: ...

    def commit(self, change: Change) -> Change:
        """Write all of `change` at once or nothing; returns it with the versions now stored."""

    def events(self, case_id: str, *, limit: int, cursor: str | None = None) -> Page[Event]:
        """Oldest first."""

    def event(self, case_id: str, key: str) -> Event | None: ...

    # A case of a list may come without its notices, which only its own page shows.
    def cases(self, query: CaseQuery, *, limit: int, cursor: str | None = None) -> Page[Case]: ...

    def how_many(self, query: CaseQuery, *, most: int) -> int:
        """How many cases of `query`'s cities, county and status there are, none of them read; of more than `most`, `most`."""

    def settled(
        self, query: CaseQuery, since: datetime, *, limit: int, cursor: str | None = None
    ) -> Page[str]:
        """The ids of closed cases of `query`'s cities and county, city by city; of those whose end, or what was put right of
        them after it, is later than `since`, the earliest first.
        """

    def items(self, query: ItemQuery, *, limit: int, cursor: str | None = None) -> Page[CaseItem]: ...

    def record(self, kind: str, key: str) -> Record | None: ...

    def put(self, record: Record) -> Record:
        """Write it if its version is the stored one (0: it must be new); StaleWrite otherwise. Returns it as stored."""

    def delete(self, record: Record) -> None:
        """Delete it if its version is the stored one, StaleWrite otherwise; one that is gone already stays gone."""

    def purge(self, *, limit: int) -> int:
        """Rid the disk of at most `limit` expired records; how many it was. 0 where the store does so by itself."""

    def records(self, kind: str, *, limit: int, cursor: str | None = None, after: str = "") -> Page[Record]:
        """In the order of their keys; from the first page on only those behind `after`. Of what cannot be read its key is
        told: whether that may be passed over is the caller's to say.
        """

    def due(self, now: datetime, *, limit: int, cursor: str | None = None) -> Page[str]:
        """The ids of cases of which something (the case or an item) has `check_at` <= now; each once a page."""

    def news(self, after: datetime | None, until: datetime, *, limit: int) -> tuple[NewsMark, ...]:
        """The marks behind `after` and up to `until`, the earliest first: `limit`, and all of the last one's moment."""
