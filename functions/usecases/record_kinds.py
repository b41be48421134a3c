"""Every kind of small document that is kept beside the cases (`Record`): its name in the store, and how it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from functions.domain.guide.place_figures import PLACE_FIGURES, PLACED_EDITION, PLACES_SET
from functions.domain.guide.rollout import ROLLOUT_KIND
from functions.domain.national.owed_messages import MESSAGE_OWED
from functions.domain.office.directory import DIRECTORY_KIND
from functions.domain.office.routing import ROUTE_KIND
from functions.domain.operator.batch import BATCH
from functions.usecases import record_bodies as bodies
from schemas.intake.draft import Draft

FEEDBACK_OPEN, FEEDBACK_CLOSED, FEEDBACK_SENT = "feedback_open", "feedback_closed", "feedback_sent"
FEEDBACK_CODE = "feedback_code"
RATING, RATED = "rating", "rated"
DRAFT, MATERIALS, SOURCE_FAILURES = "draft", "materials", "source_failures"
DRAFT_CODE, WINDOW_ACTS, LOOKED = "draft_code", "window_acts", "looked"
FORM_CORRECTIONS, PERSON = "form_corrections", "person"
EXCHANGE, SHIPMENT, MANIFEST = "exchange", "exchange_batch", "manifest"
EXPORT_AUDIT, PROJECT_NO, PROJECT_SERIAL = "export_audit", "project_no", "project_serial"
EXPORT_RUN, EXPORT_SENT = "export_run", "export_sent"
RUNNING_BATCHES, METRICS, CASE_SETBACK = "batches", "metrics", "setback"
OVERRIDES, OPERATED = "overrides", "operated"
SEAL_KEYS = "seal_keys"
RESTORED, UNKNOWN_HERE = "restored", "unknown_here"
WEBHOOK_KEYS = "webhook_keys"
CONFORMANCE = "conformance"
CIRCUIT = "circuit"
LIMIT = "limit"
OWN_DRAFTS, OWN_FEEDBACK = "own_drafts", "own_feedback"
OPEN_DRAFTS = "open_drafts"
PARKED = "parked"
MESSAGES_TOLD = "messages_told"
OWED_READ = "owed_read"
TAKEN_ACROSS = "taken_across"
ISSUED_LETTERS, SEAL_OWED = "issued", "seal_owed"
CIRCULAR, CIRCULAR_SENT, CIRCULAR_READ = "circular", "circular_sent", "circular_read"
CIRCULAR_ASKED, CIRCULAR_OPEN = "circular_asked", "circular_open"
SLOT_DAY, SLOT_CLOSING = "slots", "slot_closing"
NUMBERS, COUNTING, RECOUNT, RECOUNTED = "numbers", "counting", "recount", "recounted"
RECOUNT_MONTH = "recount_month"


@dataclass(frozen=True, slots=True)
class _Kept:
    """`body`: what it holds, a model or the names of its parts. `sealed`: it may hold something of a person. `life`: from
    the write that says so on; None: it has no end of its own. `parted`: more follows the name, after a "#" or a "/".
    """

    body: type[Any]
    sealed: bool = False
    life: timedelta | None = None
    parted: bool = False


RECORD_KINDS: Mapping[str, _Kept] = {
    FEEDBACK_OPEN: _Kept(bodies.Feedback, sealed=True, parted=True),
    FEEDBACK_CLOSED: _Kept(bodies.Feedback, sealed=True, parted=True),
    # As long as its key may be sent again.
    FEEDBACK_SENT: _Kept(bodies.FeedbackSent, life=timedelta(days=7)),
    # As long as the feedback itself; its key is made of the code, which nobody but the sender has.
    FEEDBACK_CODE: _Kept(bodies.FeedbackCode),
    RATING: _Kept(bodies.RatingWords, sealed=True),
    # By city, what leads to each item that was rated.
    RATED: _Kept(bodies.RatedPlace, parted=True),
    # Counted from the last save; the response says until when.
    DRAFT: _Kept(Draft, sealed=True, life=timedelta(days=60)),
    # As long as the draft that its files are for, and a day more.
    MATERIALS: _Kept(bodies.AskedFor, life=timedelta(days=61)),
    SOURCE_FAILURES: _Kept(bodies.SourceFailures),
    DRAFT_CODE: _Kept(bodies.DraftCode, life=timedelta(minutes=15)),
    # 网络数据安全管理条例 Art 12: records of sharing are kept for three years at least.
    WINDOW_ACTS: _Kept(bodies.WindowAct, sealed=True, life=timedelta(days=3 * 366)),
    # By case, who looked at what it holds of its person; as long as those.
    LOOKED: _Kept(bodies.CaseLook, sealed=True, life=timedelta(days=3 * 366), parted=True),
    FORM_CORRECTIONS: _Kept(bodies.FieldSources, sealed=True),
    PERSON: _Kept(bodies.PersonCases, parted=True),
    EXCHANGE: _Kept(bodies.ExchangeState),
    SHIPMENT: _Kept(bodies.Shipment),
    MANIFEST: _Kept(bodies.ManifestTaken),
    EXPORT_AUDIT: _Kept(bodies.ExportAudit),
    EXPORT_RUN: _Kept(bodies.ExportRunBody),
    # As long as its form may be sent again.
    EXPORT_SENT: _Kept(bodies.ExportSent, life=timedelta(days=7)),
    PROJECT_NO: _Kept(bodies.ProjectNumber),
    PROJECT_SERIAL: _Kept(bodies.Serial),
    BATCH: _Kept(bodies.BatchBody),
    RUNNING_BATCHES: _Kept(bodies.RunningBatches),
    METRICS: _Kept(bodies.SweepFigures),
    # Longer than anybody leaves a correction to be confirmed; the item itself holds the proposal.
    OVERRIDES: _Kept(bodies.OverridePlace, life=timedelta(days=366)),
    # By city, what leads to each act of an operator on a case.
    OPERATED: _Kept(bodies.OperatedPlace, parted=True),
    CASE_SETBACK: _Kept(bodies.SetBack),
    SEAL_KEYS: _Kept(bodies.SealKeys),
    RESTORED: _Kept(bodies.RestoredLedger),
    # Of an office, what its last manifest named and nobody here knows.
    UNKNOWN_HERE: _Kept(bodies.UnknownHereBody),
    WEBHOOK_KEYS: _Kept(bodies.KeysSeen),
    # By department. As long as what is shared with it is noted; the first words of a program's answers stand in it.
    CONFORMANCE: _Kept(bodies.ReportHandedIn, sealed=True, life=timedelta(days=3 * 366), parted=True),
    CIRCUIT: _Kept(bodies.CircuitState),
    # At least as long as the longest span of time that is counted in.
    LIMIT: _Kept(bodies.Counted, life=timedelta(hours=1), parted=True),
    # As long as a draft that is saved every day for months; what it leads to may be gone before.
    OWN_DRAFTS: _Kept(bodies.Nothing, life=timedelta(days=366), parted=True),
    # From the last draft that was begun: older ones are gone by then, but for one that is saved for a year.
    OPEN_DRAFTS: _Kept(bodies.DraftPlaces, life=timedelta(days=366), parted=True),
    OWN_FEEDBACK: _Kept(bodies.Nothing, parted=True),
    # By its code, and as long as somebody may show the letter.
    ISSUED_LETTERS: _Kept(bodies.IssuedLetter),
    SEAL_OWED: _Kept(bodies.OwedSince),
    # By platform of the province, of each case.
    MESSAGE_OWED: _Kept(bodies.OwedSince, parted=True),
    MESSAGES_TOLD: _Kept(bodies.MessagesTold, parted=True),
    # By kind of marks, how far the sweeps have come in more than one of them reads.
    OWED_READ: _Kept(bodies.OwedRead),
    # Long enough to sign in again.
    PARKED: _Kept(bodies.ParkedForm, sealed=True, life=timedelta(hours=1), parted=True),
    # By place. What was said to be so is looked up years later.
    CIRCULAR: _Kept(bodies.CircularBody, parted=True),
    # As long as its key may be sent again.
    CIRCULAR_SENT: _Kept(bodies.CircularSent, life=timedelta(days=7)),
    # By circular: who read it, and what was asked.
    CIRCULAR_READ: _Kept(bodies.Acknowledged, parted=True),
    CIRCULAR_ASKED: _Kept(bodies.AskedBack, sealed=True, parted=True),
    # By place, what leads to each question that nobody has answered.
    CIRCULAR_OPEN: _Kept(bodies.AskedPlace, parted=True),
    # By office and item, a day's times and the cases whose applicants come then; kept for a time after the day.
    SLOT_DAY: _Kept(bodies.SlotDayBody, life=timedelta(days=366), parted=True),
    # Until everybody who had booked there is told.
    SLOT_CLOSING: _Kept(bodies.SlotClosed),
    # By city, a record a month.
    NUMBERS: _Kept(bodies.CountedMonthBody, parted=True),
    COUNTING: _Kept(bodies.CountingBody),
    RECOUNT: _Kept(bodies.RecountBody),
    # By recount, a record a month.
    RECOUNT_MONTH: _Kept(bodies.RecountMonthBody, parted=True),
    RECOUNTED: _Kept(bodies.RecountedBody),
    # With the versions before the present one beside them (settings.py).
    ROUTE_KIND: _Kept(bodies.RouteSet, parted=True),
    ROLLOUT_KIND: _Kept(bodies.RolloutSet, parted=True),
    # By window, what it took for another place; as long as the case.
    TAKEN_ACROSS: _Kept(bodies.TakenAcross, parted=True),
    # By city.
    DIRECTORY_KIND: _Kept(bodies.DirectorySet, parted=True),
    PLACE_FIGURES: _Kept(bodies.PlaceFiguresSet, parted=True),
    PLACES_SET: _Kept(bodies.PlacesSet),
    # By the name that cases keep: never changed, and kept as long as they.
    PLACED_EDITION: _Kept(bodies.PlacedFigures),
}


def kept_as(kind: str) -> _Kept:
    name, *_ = kind.replace("#", "/").split("/")
    return RECORD_KINDS[name]


def end_of(kind: str, now: datetime) -> datetime:
    """Until when what is written now is kept, a whole second. Raises ValueError for a kind without an end."""
    life = kept_as(kind).life
    if life is None:
        raise ValueError(f"{kind} has no end of its own")
    return (now + life).replace(microsecond=0)
