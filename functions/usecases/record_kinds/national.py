"""Exports to the national platform, its numbers, and what platforms of the province are owed."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NotRequired, TypedDict

from functions.domain.national.owed_messages import MESSAGE_OWED
from functions.usecases.record_kinds.kept import OwedSince, RecordKind

EXPORT_AUDIT = "export_audit"
EXPORT_RUN = "export_run"
EXPORT_PART = "export_part"
EXPORT_SENT = "export_sent"
PROJECT_NO = "project_no"
PROJECT_SERIAL = "project_serial"
MESSAGES_TOLD = "messages_told"


class ExportAudit(TypedDict):
    """Who took national rows, and why; how many cases and rows, and how many of these do not fit their table."""

    at: str
    by: str
    reason: str
    city: str
    unmasked: bool
    batch: int
    since: str | None
    cases: int
    rows: int
    unfit: int
    unreadable: NotRequired[int]


class ExportRunBody(TypedDict):
    """An export that is taken part by part: `places` are cursors, `taken` of each part cases, rows, what did not fit and
    (older ones do not say) what could not be read."""

    by: str
    region: str
    reason: str
    city: str | None
    unmasked: bool
    at: str
    places: Sequence[str | None]
    taken: Sequence[Sequence[int]]
    over: bool


class ExportPartBody(TypedDict):
    """The ids of a part's cases, in its order, and of those that could not be read in its lists."""

    cases: Sequence[str]
    unreadable: Sequence[str]


class ExportSent(TypedDict):
    run: str
    digest: NotRequired[str]


class ProjectNumber(TypedDict):
    number: str


class Serial(TypedDict):
    """`restored`: the mark of the restoration since which serials that may have been given in lost hours are passed over."""

    last: int
    restored: NotRequired[str]


class MessagesTold(TypedDict):
    """Keys of messages, of one case for one platform: those that it took, and those that it will not."""

    told: Sequence[str]
    refused: Sequence[str]


NATIONAL_KINDS: Mapping[str, RecordKind] = {
    EXPORT_AUDIT: RecordKind(ExportAudit),
    EXPORT_RUN: RecordKind(ExportRunBody),
    EXPORT_PART: RecordKind(ExportPartBody, parted=True),
    # As long as its form may be sent again.
    EXPORT_SENT: RecordKind(ExportSent, life=timedelta(days=7)),
    PROJECT_NO: RecordKind(ProjectNumber),
    PROJECT_SERIAL: RecordKind(Serial),
    # By platform of the province, of each case.
    MESSAGE_OWED: RecordKind(OwedSince, parted=True),
    MESSAGES_TOLD: RecordKind(MessagesTold, parted=True),
}
