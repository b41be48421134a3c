"""Everything a use case may reach, in one value. A port, its adapter, its embedded twin and its fake share one file name."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import RLock
from typing import Any, Protocol
from zlib import crc32

from functions.domain.case.put_back import LostHours, restoration_mark, restored_at
from functions.domain.clock import Calendar
from functions.domain.intake.file_faults import FileFault
from functions.domain.national.numbers import NationalCodes
from functions.domain.national.owed_messages import ToldPlatform
from functions.ports.case_store import CaseStore, Record
from functions.ports.cookies import Cookies
from functions.ports.electronic_seal import ElectronicSeal
from functions.ports.executions import Executions
from functions.ports.file_reading import FileReading
from functions.ports.gateway import Gateway
from functions.ports.materials import Materials
from functions.ports.new_id import NewId
from functions.ports.notices import Notices
from functions.ports.offices import Offices
from functions.ports.platform import ProvincePlatform
from functions.ports.scanner import Scanner
from functions.ports.shared_data import SharedData
from functions.ports.sign_in import SignIn
from functions.ports.signatures import Signatures
from functions.ports.tokens import Tokens
from functions.ports.typefaces import Typefaces
from schemas.catalogue.edition import Edition

Clock = Callable[[], datetime]


AtOnce = Callable[[Sequence[Callable[[], Any]]], list[Any]]


def in_turn(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    return [call() for call in calls]


# Does the same with each of many; the next one is asked for once there is room for it.
ForEach = Callable[[Iterable[str], Callable[[str], None]], None]


def one_by_one(names: Iterable[str], act: Callable[[str], None]) -> None:
    for name in names:
        act(name)


# The lines of what applicants are told, and of what operators ordered for many; a department's line has its code.
NOTICES_LINE, BATCHES_LINE = "notices", "batches"
# The line of the seal service; the other platforms of the province have lines by their names.
SEALS_LINE = "seals"
# What is no office's.
OWN_LINES = frozenset({NOTICES_LINE, SEALS_LINE, *ToldPlatform})


class InLine(Protocol):
    """Takes something to do that calls somebody outside: the name of its line, a key under which it stands there once, and
    the call, which counts its own failures.
    """

    def __call__(self, line: str, key: str, call: Callable[[], Any]) -> None: ...

    def begin(self) -> None:
        """A look begins. Where the process may stop after it, the time for what is put in line is counted from now."""

    def drain(self) -> None:
        """A look is at its end. Where the process may stop after it, what was put in line is over now or left to the next."""


class Here:
    """Nobody works beside the sweep: everything is done at once."""

    def __call__(self, line: str, key: str, call: Callable[[], Any]) -> None:
        call()

    def begin(self) -> None:
        """There is no line."""

    def drain(self) -> None:
        """Nothing was left."""


class TakenAsWhole:
    """Where nobody sends files."""

    def fault(self, media_type: str, whole: bytes) -> FileFault | None:
        return None


class NoTypefaces:
    """A rare character is told by its code point."""

    def block(self, number: int) -> bytes | None:
        return None


def nothing_waits() -> None:
    """Where what was acknowledged is written already."""


def nothing_sealed() -> None:
    """Where there are no keys to ask for."""


def nobody_issues() -> None:
    """Where no token is ever judged."""


class NoCookies:
    """Where there are no pages: nobody is ever signed in."""

    def seal(self, text: str) -> str:
        return ""

    def unseal(self, sealed: str) -> str | None:
        return None


@dataclass(slots=True)
class WritersTurn:
    """For those who write an item in this process: who would lose need not read, judge and encode for nothing. `written`:
    which item was written last in such a turn, and its version then.
    """

    lock: RLock = field(default_factory=RLock)
    written: tuple[str, str, int] = ("", "", 0)

    def is_past(self, case_id: str, code: str, version: int) -> bool:
        """Whether somebody here has written that item since."""
        *item, last = self.written
        return item == [case_id, code] and last > version


class WritersTurns:
    """Of one ledger, as long as one process lives. More than ever write at once: two items that share one wait a moment for
    nothing.
    """

    _MOST = 256

    def __init__(self) -> None:
        # Each made when it is first asked for: most processes of ours, and most tests, ask for a few.
        self._turns: dict[int, WritersTurn] = {}

    def __call__(self, case_id: str, code: str) -> WritersTurn:
        """The same in every process: a life is played again as it was."""
        number = crc32(f"{case_id}/{code}".encode()) % self._MOST
        # Of two who make it at the same moment both get the one that was first.
        return self._turns.get(number) or self._turns.setdefault(number, WritersTurn())


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
    # Whether what was uploaded can be opened.
    file_reading: FileReading = field(default_factory=TakenAsWhole)
    # The second typeface, for what the first lacks of a name.
    typefaces: Typefaces = field(default_factory=NoTypefaces)
    # None: nothing is scanned for viruses here, and every office, clerk and applicant is told so (未经病毒扫描).
    scanner: Scanner | None = None
    # What the sweep need not wait for.
    in_line: InLine = field(default_factory=Here)
    # A sweep's looks at its cases.
    looks: ForEach = one_by_one
    # For how long one sweep goes on to the next case; what is left is due at the next. None: until all are looked at.
    look_within: timedelta | None = None
    # At each so many looks at a case that is well the engine is asked of its run; where it can be asked for nothing, at each.
    asked_every: int = 1
    # Raises StoreBusy while what was acknowledged cannot be written.
    check_notes: Callable[[], None] = nothing_waits
    # Raises SealKeysMissing, SecretUnusable where nothing could be sealed now.
    check_keys: Callable[[], None] = nothing_sealed
    # Raises IdentityUnavailable where nobody's token could be judged now.
    check_issuer: Callable[[], None] = nobody_issues
    # When this server was started, whose first sweep may take minutes; None: others sweep, whenever this process began.
    began: datetime | None = None
    # Whether there is room to go on with; None: that is not ours to see to.
    has_room: Callable[[], bool] | None = None
    # A record as it was some seconds ago at most; None reads the store itself.
    recent: Callable[[str, str], Record | None] | None = None
    # 实施编码 by office and item, as far as they are confirmed.
    codes: NationalCodes = field(default_factory=NationalCodes)
    # What pages let a browser keep.
    cookies: Cookies = field(default_factory=NoCookies)
    # None: 统一身份认证 is not connected here, and nobody signs in to the pages.
    sign_in: SignIn | None = None
    # Pages of which other origins may use the interface.
    origins: frozenset[str] = frozenset()
    # None: no seal service is connected, and every letter says that it bears no seal.
    electronic_seal: ElectronicSeal | None = None
    # 统一申办受理平台 and 好差评; None: not connected, and nothing is owed to it.
    acceptance: ProvincePlatform | None = None
    ratings: ProvincePlatform | None = None
    # Where people open the pages, without a slash at its end; "": nobody knows, and no letter can name where it is verified.
    public_address: str = ""
    # 演练: made-up persons only, marked on every page and paper, and nothing leaves.
    training: bool = False
    # Whether browsers reach this server over plain HTTP: then those on this machine keep its cookies by plain names.
    plain_http: bool = False
    # Each time that the ledger was put back from a backup, by a name of that time: what came after the backup is known to
    # offices, and no id of it may stand for anything here.
    put_back: tuple[str, ...] = ()
    # As of when the ledger was put back the last time; None: never, or nobody knows.
    restored_of: datetime | None = None
    # Who writes an item in this process goes one by one.
    turns: WritersTurns = field(default_factory=WritersTurns)

    @property
    def mark(self) -> str:
        """Of the ledger's last restoration."""
        return restoration_mark(self.put_back)

    @property
    def restored_at(self) -> datetime | None:
        """When that was; None: never, or nobody knows."""
        return restored_at(self.put_back)

    @property
    def lost_hours(self) -> LostHours | None:
        """What it lost; None: nothing, or nobody knows when it was."""
        at = self.restored_at
        return LostHours(self.restored_of, at) if at else None
