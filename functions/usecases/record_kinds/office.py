"""What is kept of offices and for them."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, NotRequired, TypedDict

from functions.domain.office.directory import DIRECTORY_KIND
from functions.domain.office.routing import ROUTE_KIND
from functions.usecases.record_kinds.kept import Plain, RecordKind, Setting

SLOT_DAY = "slots"
SLOT_CLOSING = "slot_closing"
EXCHANGE = "exchange"
SHIPMENT = "exchange_batch"
MANIFEST = "manifest"
RESTORED = "restored"
UNKNOWN_HERE = "unknown_here"
CIRCUIT = "circuit"
WEBHOOK_KEYS = "webhook_keys"
CONFORMANCE = "conformance"


class RouteSet(Setting):
    route: Plain | None


class DirectorySet(Setting):
    """By department, a DirectoryEntry."""

    entries: Mapping[str, Plain]


class SlotDayBody(TypedDict):
    """A SlotDay; of each slot its time, minutes, capacity, whether it is closed, and the ids of the cases that booked it."""

    slots: Sequence[Sequence[Any]]
    reason: str | None
    lost: NotRequired[Sequence[Sequence[Any]]]
    """Of each who was called off the time, its minutes, and the id of the case."""


class SlotClosed(TypedDict):
    """A day of which times were closed: who had booked there is still to be told."""

    office: str
    item: str
    day: str


class ExchangeState(TypedDict):
    """An Exchange."""

    exported: int
    imported: int
    importing: Plain | None
    outstanding: Mapping[str, int]


class Shipment(TypedDict):
    """Messages without the form's fields, which are put in again when it is read."""

    office: str
    sequence: int
    made_at: str
    key: str
    entries: Sequence[Plain]
    digest: str


class ManifestTaken(TypedDict):
    """`total` is None until it was compared. `at`: as of when it speaks; `number`: the so-manieth of its day."""

    digest: str
    at: NotRequired[str]
    number: NotRequired[int]
    compared: int
    total: int | None
    differences: Sequence[Plain]


class RestoredLedger(TypedDict):
    """The ledger was put back, `at`, as it was `of` a moment before: what came in between may be unknown here."""

    at: str
    of: str


class UnknownHereBody(TypedDict):
    """`at`: as of when the manifest speaks. `entries`, the first of `total`: reference, item and the office's word of it."""

    department: str
    at: str
    total: int
    entries: Sequence[Plain]


class CircuitState(TypedDict):
    """A Circuit."""

    failures: int
    since: str | None
    error: str | None
    next_try: str | None


class KeySeen(TypedDict):
    """`until`: when it was first seen to be valid no more."""

    fingerprint: str
    since: str
    until: str | None


class KeysSeen(TypedDict):
    """Of one secret: the keys that were valid when somebody looked, the oldest first."""

    keys: list[KeySeen]


class ReportHandedIn(TypedDict):
    """A ConformanceReport, handed in `at`, when the interface had this version."""

    at: str
    interface: str
    report: Plain


OFFICE_KINDS: Mapping[str, RecordKind] = {
    # With the versions before the present one beside them (settings.py).
    ROUTE_KIND: RecordKind(RouteSet, parted=True),
    # By city.
    DIRECTORY_KIND: RecordKind(DirectorySet, parted=True),
    # By office and item, a day's times and the cases whose applicants come then; kept for a time after the day.
    SLOT_DAY: RecordKind(SlotDayBody, life=timedelta(days=366), parted=True),
    # Until everybody who had booked there is told.
    SLOT_CLOSING: RecordKind(SlotClosed),
    EXCHANGE: RecordKind(ExchangeState),
    SHIPMENT: RecordKind(Shipment),
    MANIFEST: RecordKind(ManifestTaken),
    RESTORED: RecordKind(RestoredLedger),
    # Of an office, what its last manifest named and nobody here knows.
    UNKNOWN_HERE: RecordKind(UnknownHereBody),
    CIRCUIT: RecordKind(CircuitState),
    WEBHOOK_KEYS: RecordKind(KeysSeen),
    # By department. As long as what is shared with it is noted; the first words of a program's answers stand in it.
    CONFORMANCE: RecordKind(ReportHandedIn, sealed=True, life=timedelta(days=3 * 366), parted=True),
}
