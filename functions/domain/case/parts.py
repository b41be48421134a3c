"""What an item carries beside its status, grouped by whose it is. Stored rows are flat (adapters/flat_items.py).

Without slots, as the item, so that values.replace copies all of one at once; `with_clock` and its like are in item.py.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from functions.domain.case.facts import Appointment, Mark, Notice, Parcel, Rating
from schemas.case.answers import Answer
from schemas.catalogue.figures import Unit
from schemas.codes import AnswerType, Outcome


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the last dispatch did not arrive, since when, how often; no retry before `not_before` (Retry-After). `said`: what
    the office's system answered.
    """

    error: str
    since: datetime
    attempts: int
    not_before: datetime | None = None
    said: str | None = None


@dataclass(frozen=True, slots=True)
class OfficeCall:
    """One call to an office: what under which key (without the case and the item), when it began, how many milliseconds it
    took, which attempt under its key. `status`: of HTTP, None where no answer came; `error`: None where the office took it;
    `said`: the office's first words, of what it did not take; `next_at`: not tried again before.
    """

    key: str
    at: datetime
    ms: int
    office: str
    attempt: int = 1
    status: int | None = None
    error: str | None = None
    said: str | None = None
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """What an operator must look at: the state it happened in, the error's class name, and a cause without personal data.
    `said`: the office's own words, which stand in no list of causes.
    """

    state: str
    error: str
    cause: str
    at: datetime
    said: str | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """Another outcome in place of the recorded one, proposed by one operator; it takes a second one to confirm.

    `answer` is the decision as it will stand on the item: the second operator confirms exactly that.
    """

    outcome: Outcome
    reason: str
    by: str
    at: datetime
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class ClockWord:
    """What the office said of its clock (特别程序、延长), by the time `at` that it names itself, whenever it arrived."""

    kind: AnswerType
    at: datetime
    days: int = 0
    unit: Unit = Unit.WORKING_DAY


@dataclass(frozen=True, slots=True)
class ClockStep:
    """What moves the due time: the clock stood from `since` to `until` (特别程序), or the office extended it (延长)."""

    since: datetime
    until: datetime
    working_days: int = 0
    natural_days: int = 0


@dataclass(frozen=True, slots=True)
class Limit:
    value: int
    unit: Unit


@dataclass(frozen=True, kw_only=True)
class ItemBounds:
    """Of the waits, in working days and in seconds as the state machine counts, fixed when the case was opened."""

    watch_days: int = 0
    watch_seconds: int = 0
    correction_days: int = 0
    correction_rounds: int = 0
    correction_seconds: int = 0
    # How long the applicant may contest a bad service check; 0: as long as a correction takes (opened before there was one).
    contest_days: int = 0
    # 办结时限 as the edition has it for this applicant's situation; None where it is 待核定.
    limit: Limit | None = None


@dataclass(frozen=True, kw_only=True)
class ItemDispatch:
    """Rounds of dispatch: `round` is owed, `sent_round` is the last one the office acknowledged."""

    round: int = 0
    sent_round: int = 0
    sent_at: datetime | None = None
    # Since when the office may have had it, where that was long before `sent_at`: a call whose end nobody saw.
    begun_at: datetime | None = None
    # The office that the present round went to; an operator may send the item to another one.
    office: str | None = None
    office_override: str | None = None
    # How often an operator sent it elsewhere; and sent it anew to an office that had it, or had refused it.
    reroutes: int = 0
    retries: int = 0
    # The mark of the restoration since which the present round is owed, or carries something else (put_back.py).
    restored: str = ""
    # The rounds that an office has handed to another one (移送): what the first says of them counts no more.
    transfers: tuple[int, ...] = ()
    # The region that it was handed to, whose office has it now.
    handed_to: str | None = None
    # An operator ordered this round anew, alone or in a batch, and nobody has tried it since; `taken`: somebody is at it.
    # What was ordered alone is tried even if its office is left alone just now.
    ordered: Literal["alone", "batch", "taken"] | None = None
    # When it was last ordered to be sent anew: what the office was sent before and has lost, is answered for by that.
    again_at: datetime | None = None
    note: str | None = None
    receipt: str | None = None
    trouble: Trouble | None = None
    # How long the one call took by which round 1 arrived at once, at `sent_at` at `office`, and its status: the row of a
    # straight case holds no more of it. Otherwise the first call and the last few stand in `deliveries` (deliveries.py).
    sent_ms: int | None = None
    sent_status: int = 200
    deliveries: tuple[OfficeCall, ...] = ()

    @property
    def has_arrived(self) -> bool:
        """The office has the present round."""
        return 0 < self.round <= self.sent_round

    @property
    def arrived_at(self) -> datetime | None:
        """Since when it has; `sent_at` itself may still be that of an earlier round, or of another office."""
        return self.sent_at if self.has_arrived else None


@dataclass(frozen=True, kw_only=True)
class ItemClock:
    """What the law's clock says of the office and of the applicant, and the reminders (催办) that follow from it."""

    due_at: datetime | None = None
    due_provisional: bool = False
    accepted_at: datetime | None = None
    deemed_accepted: bool = False
    # As rows had them that were written before `words`; clock_words.py reads either.
    steps: tuple[ClockStep, ...] = ()
    # All that was said of this round's clock, in the order of its own time: a newer calendar counts it again.
    words: tuple[ClockWord, ...] = ()
    extended: bool = False
    # By how many days in the rounds before, at the same office.
    extended_before: int = 0
    overdue_since: datetime | None = None
    reminders: int = 0
    reminder_owed: bool = False
    # When the office was last reminded, or last could not be.
    reminder_at: datetime | None = None
    # Until when it is the applicant's turn: to correct, or to contest.
    correct_by: datetime | None = None
    # The mark of the restoration since which that term is counted: what the applicant did in time may be lost (bounds.py).
    term_restored: str = ""
    heard_at: datetime | None = None
    silent_since: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ItemDesk:
    """Who works on it: the office's staff who claimed it, and what operators must look at or decide."""

    claimed_by: str | None = None
    claimed_at: datetime | None = None
    # The present round went to an office that works on our pages.
    at_desk: bool = False
    # 逾期认定: whether the reason of whoever applied late holds; None: nobody has decided.
    late_excused: bool | None = None
    incident: Incident | None = None
    override: Override | None = None
    # How often another outcome took the place of the recorded one.
    overrides: int = 0
    # 终止办理: an operator ended it, whose outcome counts as withdrawn. Rows of before do not tell (unmet.py reads them).
    abandoned: bool = False


@dataclass(frozen=True, kw_only=True)
class ItemWithdrawal:
    """Asking the office to let it go (撤回): when the applicant asked, when the office knew (office_debts.py)."""

    at: datetime | None = None
    sent: datetime | None = None
    not_before: datetime | None = None
    # The mark of the restoration since which it is asked.
    restored: str = ""


@dataclass(frozen=True, kw_only=True)
class ItemContest:
    """When the applicant contested a bad service check (异议), and the decision that they contest: once, ever."""

    at: datetime | None = None
    decision: Answer | None = None


@dataclass(frozen=True, slots=True)
class ItemDocument:
    """A document (附件) that the office sent with an `answer` of this kind; `id` is its opaque key, `name` what the applicant
    reads. `scanned_at`: when a scanner found no virus in it; None: nobody looked."""

    id: str
    name: str
    media_type: str
    size: int
    sha256: str
    at: datetime
    answer: AnswerType
    scanned_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ItemFiles:
    """Files that came after the present round was owed, until its office has been told (office_debts.py), and those of which
    an office behind an air gap learns by its next files; and the documents that the office sent with its answers.
    """

    owed: tuple[str, ...] = ()
    shipped: tuple[str, ...] = ()
    not_before: datetime | None = None
    documents: tuple[ItemDocument, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ItemAftercare:
    """What the applicant says of it and is told of it (好差评, 通知)."""

    # Notices of corrections that were sent; what failed is with the case.
    notices: tuple[Notice, ...] = ()
    notice_not_before: datetime | None = None
    rating: Rating | None = None
    # Since when operators see that the applicant could not be notified of this item (the service check: of the case).
    untold_since: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ItemTodos:
    """What waits for the applicant (待您办理), beside what status and answer say already (todos.py)."""

    # Its citizen had no account when it was handed in: the clerks' list holds what waits for them.
    at_window: bool = False
    # The edition knows of a visit. Noted when it begins, so that an item of which none is asked is not longer for it.
    visit: bool = False
    # 容缺: by when the next of its deferred materials is to be brought.
    bring_by: datetime | None = None
    marks: tuple[Mark, ...] = ()
    parcel: Parcel | None = None
    # The last one that was made of it.
    appointment: Appointment | None = None
