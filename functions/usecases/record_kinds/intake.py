"""Drafts and what belongs to them, and what windows did."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NotRequired, TypedDict

from functions.usecases.record_kinds.kept import Nothing, Plain, RecordKind
from schemas.intake.draft import Draft

DRAFT = "draft"
OWN_DRAFTS = "own_drafts"
OPEN_DRAFTS = "open_drafts"
MATERIALS = "materials"
SOURCE_FAILURES = "source_failures"
DRAFT_CODE = "draft_code"
CODES_OF_DRAFT = "codes_of_draft"
WINDOW_ACTS = "window_acts"
TAKEN_ACROSS = "taken_across"


class DraftPlaces(TypedDict):
    """`drafts`: when each was begun, by its id, in seconds."""

    drafts: Mapping[str, int]


class AskedFor(TypedDict):
    """An Asked."""

    uploads: Sequence[Plain]
    deferred: Sequence[Plain]
    discarding: NotRequired[Sequence[str]]
    submitting_until: NotRequired[str]


class SourceFailures(TypedDict):
    source: str
    day: str
    count: int
    first_at: str
    last_at: str
    error: str


class DraftCode(TypedDict):
    """`clerk`: whoever took it first."""

    draft: str
    owner: str
    clerk: NotRequired[str]


class WindowAct(TypedDict):
    """`person` is a keyed name."""

    act: str
    clerk: str
    office: NotRequired[str]
    at: str
    draft: NotRequired[str]
    purpose: NotRequired[str]
    person: NotRequired[str]
    reference: NotRequired[str]


class TakenAcross(TypedDict):
    case_id: str
    clerk: str
    at: str


INTAKE_KINDS: Mapping[str, RecordKind] = {
    # Counted from the last save; the response says until when.
    DRAFT: RecordKind(Draft, sealed=True, life=timedelta(days=60)),
    # As long as a draft that is saved every day for months; what it leads to may be gone before.
    OWN_DRAFTS: RecordKind(Nothing, life=timedelta(days=366), parted=True),
    # From the last draft that was begun: older ones are gone by then, but for one that is saved for a year.
    OPEN_DRAFTS: RecordKind(DraftPlaces, life=timedelta(days=366), parted=True),
    # As long as the draft that its files are for, and a day more.
    MATERIALS: RecordKind(AskedFor, life=timedelta(days=61)),
    SOURCE_FAILURES: RecordKind(SourceFailures),
    DRAFT_CODE: RecordKind(DraftCode, life=timedelta(minutes=15)),
    # By draft, under the code's own key: for whoever made one and comes back.
    CODES_OF_DRAFT: RecordKind(Nothing, life=timedelta(minutes=15), parted=True),
    # 网络数据安全管理条例 Art 12: records of sharing are kept for three years at least.
    WINDOW_ACTS: RecordKind(WindowAct, sealed=True, life=timedelta(days=3 * 366)),
    # By window, what it took for another place; as long as the case.
    TAKEN_ACROSS: RecordKind(TakenAcross, parted=True),
}
