"""What the use cases need of the world outside. A port, its adapter, its embedded twin and its fake share one file name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, Literal, Protocol, TypeVar

from functions.domain.access import Principal
from functions.domain.case import Case, Change, Event, Ledger
from functions.domain.clock import Calendar
from functions.domain.files import FileFacts, StoredFile
from functions.domain.item import Attention, CaseItem
from functions.domain.national_numbers import NationalCodes
from schemas.codes import CaseStatus, Department
from schemas.dispatches import Message
from schemas.edition import Edition
from schemas.form import Application
from schemas.notices import NoticeMessage
from schemas.prefill import SourceCode
from schemas.routes import OfficeMode

T = TypeVar("T", covariant=True)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list; `cursor` is opaque and None at the end."""

    entries: tuple[T, ...]
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """A submission to be written at once: the ledger, the form, its first events, and the key it came under."""

    ledger: Ledger
    application: Application
    events: tuple[Event, ...]
    key: str
    digest: str


@dataclass(frozen=True, slots=True)
class Submission:
    """What a submission key stands for: the first case it opened, and the digest of the body it came with."""

    case_id: str
    reference: str
    digest: str


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """Which cases, newest first within a city. `cities` bounds what an operator may see; None filters nothing."""

    applicant: str | None = None
    cities: tuple[str, ...] = ()
    county: str | None = None
    status: CaseStatus | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class ItemQuery:
    """Which open items: those of an office's, or those of some cities that need attention. Longest in their state first."""

    office: str | None = None
    attention: Attention | None = None
    cities: tuple[str, ...] = ()


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


class CaseStore(Protocol):
    """The ledger. Every read of one case is strongly consistent; lists may lag by moments.

    An event's key is used once in its case; the keys of an opening's events are its own, and are not used again.
    Errors: CaseNotFound; StaleWrite (a version moved); DuplicateEvent (an event's key exists; nothing is written);
    StoreBusy (throttled after its own retries; nothing is written); BadCursor.
    """

    def create(self, opening: Opening) -> Submission:
        """Write all of `opening` at once, or nothing if its key was used before: returns what the key stands for."""

    def submission(self, key: str) -> Submission | None:
        """What a submission key stands for already."""

    def ledger(self, case_id: str) -> Ledger: ...

    def application(self, case_id: str) -> Application: ...

    def case_id_of(self, reference: str) -> str: ...

    def commit(self, change: Change) -> Change:
        """Write all of `change` at once or nothing; returns it with the versions now stored."""

    def events(self, case_id: str, *, limit: int, cursor: str | None = None) -> Page[Event]:
        """Oldest first."""

    def event(self, case_id: str, key: str) -> Event | None: ...

    # A case of a list may come without its notices, which only its own page shows.
    def cases(self, query: CaseQuery, *, limit: int, cursor: str | None = None) -> Page[Case]: ...

    def items(self, query: ItemQuery, *, limit: int, cursor: str | None = None) -> Page[CaseItem]: ...

    def record(self, kind: str, key: str) -> Record | None: ...

    def put(self, record: Record) -> Record:
        """Write it if its version is the stored one (0: it must be new); StaleWrite otherwise. Returns it as stored."""

    def delete(self, record: Record) -> None:
        """Delete it if its version is the stored one, StaleWrite otherwise; one that is gone already stays gone."""

    def purge(self, *, limit: int) -> int:
        """Rid the disk of at most `limit` expired records; how many it was. 0 where the store does so by itself."""

    def records(self, kind: str, *, limit: int, cursor: str | None = None) -> Page[Record]:
        """In the order of their keys."""

    def due(self, now: datetime, *, limit: int, cursor: str | None = None) -> Page[str]:
        """The ids of cases of which something (the case or an item) has `check_at` <= now; each once a page."""


ExecutionStatus = Literal["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]


@dataclass(frozen=True, slots=True)
class Execution:
    """One run of the state machine, as the engine tells it."""

    name: str
    status: ExecutionStatus
    started_at: datetime
    stopped_at: datetime | None = None
    error: str | None = None
    cause: str | None = None
    # How many events its history holds, where the engine tells; Step Functions ends a run at 25,000.
    events: int | None = None


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """One event of an execution; `kind` is Step Functions' own name, e.g. TaskStateEntered."""

    id: int
    at: datetime
    kind: str
    state: str | None = None
    item: str | None = None
    detail: str | None = None


class Executions(Protocol):
    """The state machine's engine. Errors: StartThrottled; TaskGone."""

    def start(self, name: str, given: Mapping[str, Any]) -> None:
        """Idempotent by name: a run that exists already is left as it is."""

    def resume(self, token: str, output: Mapping[str, Any]) -> None: ...

    def fail(self, token: str, *, error: str, cause: str) -> None: ...

    def stop(self, name: str) -> None:
        """End the run; one that has ended, or never was, is left as it is."""

    def find(self, name: str) -> Execution | None: ...

    def history(self, name: str, *, limit: int, cursor: str | None = None) -> Page[HistoryEvent]: ...

    def definition(self) -> Mapping[str, Any]:
        """The joined state machine (ASL), for the graph of states."""


@dataclass(frozen=True, slots=True)
class Office:
    """The office of a department that a case's city and county lead to.

    `secret`: the name of the keys that sign what it is sent, if not the department's. `guarded`: an operator set its
    endpoint, so that it must lead to the public network.
    """

    department: Department
    id: str
    name: str
    endpoint: str
    mode: OfficeMode = "api"
    secret: str | None = None
    guarded: bool = False


@dataclass(frozen=True, slots=True)
class SourceQuery:
    """What one source is asked of one person. `key`: names the request, for both sides' records."""

    source: SourceCode
    name: str = field(repr=False)
    id_number: str = field(repr=False)
    attributes: frozenset[str]
    purpose: str
    key: str


@dataclass(frozen=True, slots=True)
class SourceAnswer:
    """`values` by attribute: what the source knows of the person, in its own codes. `error`: it did not answer, and why."""

    source: SourceCode
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)
    error: str | None = None


class SharedData(Protocol):
    def ask(self, queries: tuple[SourceQuery, ...]) -> tuple[SourceAnswer, ...]:
        """All sources at once, within a budget for all together; one that fails costs only its own answer."""


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


class Gateway(Protocol):
    """Sends to a department's office under a deterministic key. 2xx and 409 are success.

    Errors: DepartmentUnavailable (408, 425, 429, 5xx, no answer in time); DepartmentRefusedPayload (any other 4xx).
    """

    def send(self, office: Office, message: Message, *, key: str) -> None: ...


# What the gateway said of a notice: it has it, or the applicant has it.
Delivery = Literal["sent", "delivered"]


class Notices(Protocol):
    """Sends a notice to the applicant under a deterministic key; the same key again is the same notice.

    Errors: NoticeUnavailable (408, 425, 429, 5xx, no answer in time); NoticeRefused (any other 4xx).
    """

    def send(self, message: NoticeMessage, *, key: str) -> Delivery: ...


@dataclass(frozen=True, slots=True)
class Upload:
    """Where an announced file may be sent: PUT to `address` with these `headers`, before `until`."""

    address: str
    headers: Mapping[str, str]
    until: datetime


class Materials(Protocol):
    """Applicants' files (申请材料), encrypted at rest, by opaque keys. No file passes through the API: clients and offices
    send and fetch them at signed addresses. Errors: MaterialsUnavailable.
    """

    def upload(self, key: str, file: FileFacts, *, until: datetime) -> Upload:
        """For exactly this file, by length, type and checksum. It stays unclaimed, and goes after 61 days, until kept."""

    def find(self, key: str) -> StoredFile | None:
        """What has arrived."""

    def keep(self, key: str) -> None:
        """A case holds it from now on; again changes nothing."""

    def link(self, key: str, *, media_type: str, until: datetime) -> str:
        """An address to fetch it from, before `until`."""

    def delete(self, key: str) -> None:
        """One that is gone already stays gone."""


class Signatures(Protocol):
    """Checks inbound webhooks, and signs files (Standard Webhooks 1.0). Errors: BadSignature; ClockSkew."""

    def verify(
        self, department: Department, headers: Mapping[str, str], body: bytes, *, now: datetime
    ) -> str:
        """Returns the webhook-id of an authentic delivery."""

    def sign(self, department: Department, webhook_id: str, *, at: datetime, body: bytes) -> str:
        """The value of `webhook-signature`, by the department's keys."""


class Tokens(Protocol):
    """Checks Bearer tokens (OIDC). Errors: MissingToken; BadToken."""

    def principal(self, authorization: str | None) -> Principal: ...


class NewId(Protocol):
    def case_id(self) -> str: ...

    def reference(self, on: date) -> str:
        """A public number that a person can read out: it ends in a check character and cannot be guessed."""


Clock = Callable[[], datetime]
AtOnce = Callable[[Sequence[Callable[[], Any]]], list[Any]]


def in_turn(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    return [call() for call in calls]


@dataclass(frozen=True)
class Deps:
    """Everything a use case may reach, built once by bootstrap."""

    store: CaseStore
    executions: Executions
    gateway: Gateway
    offices: Offices
    signatures: Signatures
    tokens: Tokens
    editions: Callable[[str], Edition]
    current_edition: str
    calendar: Calendar
    clock: Clock
    new_id: NewId
    materials: Materials
    # None: this deployment has no message gateway; nobody is owed a notice, and the progress page tells everything.
    notices: Notices | None = None
    # One machine's platform lets operators name plain HTTP and private addresses; in production nobody may.
    private_endpoints: bool = False
    # None: no sharing platform is connected, and everything is filled in by hand.
    shared_data: SharedData | None = None
    # A name for an ID number that nobody can turn back or make without our key; None: cases are not found by person.
    person_key: Callable[[str], str] | None = None
    # Outside calls that need not wait for each other; the first error is raised, and what it leaves undone is owed still.
    at_once: AtOnce = in_turn
    # A record as it was some seconds ago at most; None reads the store itself.
    recent: Callable[[str, str], Record | None] | None = None
    # 实施编码 by office and item, as far as they are confirmed.
    codes: NationalCodes = field(default_factory=NationalCodes)
