"""What the body of each kind of record holds, as it is written from now on; an older one may lack what is not required."""

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

Plain = Mapping[str, Any]


class Feedback(TypedDict):
    """The order (FeedbackOrder) with its sender, None where nobody had signed in.

    Of `answers` each has `at`, `act` (the key that it came under), `said`.
    """

    city: str
    kind: str
    text: str
    reference: str | None
    by: str | None
    role: str | None
    answers: Sequence[Plain]


class FeedbackSent(TypedDict):
    id: str
    digest: str


class FeedbackCode(TypedDict):
    id: str


class RatingWords(TypedDict):
    """Beside the item's Rating, which has no words; `visit`: a VisitReport."""

    text: NotRequired[str | None]
    channel: NotRequired[str]
    visit: NotRequired[Plain]


class RatedPlace(TypedDict):
    case_id: str
    item: str


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


class Counted(TypedDict):
    count: int


class DraftPlaces(TypedDict):
    """`drafts`: when each was begun, by its id, in seconds."""

    drafts: Mapping[str, int]


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


class OperatedPlace(TypedDict):
    """`by`: the operator's subject."""

    case_id: str
    act: str
    at: str
    by: str


class CaseLook(TypedDict):
    """`by`: the subject of who looked, of `role`. `purpose`: as whoever looked the case up wrote it."""

    what: str
    by: str
    role: str
    at: str
    region: NotRequired[str]
    department: NotRequired[str]
    item: NotRequired[str]
    purpose: NotRequired[str]


class FieldSources(TypedDict):
    """By the path of a field that was corrected, its FieldSource."""


class Nothing(TypedDict):
    """Its kind and its key say it all."""


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


class ParkedForm(TypedDict):
    """`fields`: each a name and a value."""

    address: str
    fields: Sequence[Sequence[str]]
    files: bool


class IssuedLetter(TypedDict):
    """Nothing of the person. `files`: by the digest of a file that was printed, the number of the seal in it, or "".

    `seal`: number, name, at, demo, and the seal service's signature over the digest.
    """

    case_id: str
    item: str
    kind: str
    reference: str
    on: str
    digest: str
    office: str
    office_name: str
    has_place: bool
    files: Mapping[str, str]
    seal: Plain | None


class OwedSince(TypedDict):
    """By its key: a letter's code, or a case and what was written of it. `at`: since when."""

    at: str


class OwedRead(TypedDict):
    """`after`: the key of the last mark that was read; "" where the next look begins anew."""

    after: str


class MessagesTold(TypedDict):
    """Keys of messages, of one case for one platform: those that it took, and those that it will not."""

    told: Sequence[str]
    refused: Sequence[str]


class PersonCases(TypedDict):
    """Their ids, oldest first; one of an earlier release is named by its key."""

    cases: NotRequired[Sequence[str]]


class ReportHandedIn(TypedDict):
    """A ConformanceReport, handed in `at`, when the interface had this version."""

    at: str
    interface: str
    report: Plain


class CircuitState(TypedDict):
    """A Circuit."""

    failures: int
    since: str | None
    error: str | None
    next_try: str | None


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


class ExportRunBody(TypedDict):
    """An export that is taken part by part: `places` are cursors, `taken` of each part cases, rows and what did not fit."""

    by: str
    region: str
    reason: str
    city: str | None
    unmasked: bool
    at: str
    places: Sequence[str | None]
    taken: Sequence[Sequence[int]]
    over: bool


class ExportSent(TypedDict):
    run: str
    digest: NotRequired[str]


class ProjectNumber(TypedDict):
    number: str


class Serial(TypedDict):
    last: int


class BatchBody(TypedDict):
    """A Batch; an entry is a short list, for a thousand of them share one document."""

    digest: str
    order: Plain
    region: str | None
    creator: str
    created_at: str
    state: str
    starter: str | None
    truncated: bool
    steps: Sequence[Sequence[Any]]
    entries: Sequence[Sequence[Any]]


class OverridePlace(TypedDict):
    """Where another outcome was proposed (更正结果); what and by whom stands with the item."""

    case_id: str
    item: str
    city: str
    county: str | None


class RunningBatches(TypedDict):
    ids: Sequence[str]


class SweepFigures(TypedDict):
    at: str
    cases: int
    repairs: Mapping[str, int]
    failures: Mapping[str, int]
    lost: Mapping[str, int]
    silent_loss: int
    set_back: int


class Setting(TypedDict):
    reason: str
    operator: str
    at: str


class RouteSet(Setting):
    route: Plain | None


class RolloutSet(Setting):
    entries: Sequence[Plain]


class TakenAcross(TypedDict):
    case_id: str
    clerk: str
    at: str


class DirectorySet(Setting):
    """By department, a DirectoryEntry."""

    entries: Mapping[str, Plain]


class PlaceFiguresSet(Setting):
    """Of StandingFigures."""

    standing: Sequence[Plain]
    waiting: Sequence[Plain]


class PlacesSet(TypedDict):
    places: Sequence[str]


class PlacedFigures(TypedDict):
    figures: Sequence[Plain]


class SetBack(TypedDict):
    """A case that the sweep cannot look at; moments as text."""

    error: str
    since: str
    last: str
    times: int
    set_aside: str | None


class KeySeen(TypedDict):
    """`until`: when it was first seen to be valid no more."""

    fingerprint: str
    since: str
    until: str | None


class KeysSeen(TypedDict):
    """Of one secret: the keys that were valid when somebody looked, the oldest first."""

    keys: list[KeySeen]


class SealKeys(TypedDict):
    """Of every key that anything was sealed with."""

    fingerprints: list[str]


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


class CircularBody(TypedDict):
    """The order (CircularOrder) with who published it when; `withdrawn`: when, by whom and why."""

    kind: str
    title: str
    text: str
    source: str | None
    items: Sequence[str]
    departments: Sequence[str]
    effective_on: str
    acknowledge_by: str | None
    replaces: str | None
    by: str
    at: str
    replaced_by: NotRequired[str]
    withdrawn: NotRequired[Plain]


class CircularSent(TypedDict):
    id: str
    digest: str


class Acknowledged(TypedDict):
    """`by`: the subject of who acknowledged it, of `role`."""

    at: str
    by: str
    role: str
    region: str
    department: str | None


class AskedBack(TypedDict):
    """`answer`: when, by whom, and its text."""

    text: str
    at: str
    by: str
    role: str
    region: str
    department: str | None
    answer: NotRequired[Plain]


class AskedPlace(TypedDict):
    circular: str


class CountedMonthBody(TypedDict):
    """`rows`: by row its figures, as packed.py writes them."""

    until: str
    rows: Mapping[str, str]
    righted: str | None


class CountingBody(TypedDict):
    """`wanted`: by city, who ordered a recount. `uncounted`: by city, how many changed and could not be counted."""

    until: str
    floor: str
    next_at: str
    edition: int
    wanted: Mapping[str, Plain]
    uncounted: NotRequired[Mapping[str, int]]


class RecountedBody(TypedDict):
    order: Plain
    at: str
    until: str
    cases: int
    unreadable: int
    differing: int
    differences: Sequence[Sequence[str | int]]


class RecountBody(TypedDict):
    """`adds`: by month, as a month's rows."""

    order: Plain
    until: str
    ready: bool
    slices: int
    adds: Mapping[str, Plain]
    cursor: str | None
    cases: int
    unreadable: int
    uncounted: int
    over: bool
    done: bool


class RecountMonthBody(TypedDict):
    """`kept` and `found`: as a month's rows."""

    kept: Plain
    found: Plain
    slices: int
