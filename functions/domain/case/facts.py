"""What the ledger keeps of a notice to the applicant (通知), of a to-do that is done, and of a rating (好差评): facts without
rules of their own.

The rules are in `notices.py`, `todos.py` and `ratings.py`. A rating's text is sealed beside the ledger.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from functions.domain.clock import shanghai_date
from schemas.codes import Role
from schemas.codes_citizen import (
    AppointmentState,
    CollectingOn,
    NoticeStatus,
    PaperShown,
    RatingLevel,
    RatingTag,
    TodoKind,
    ToldHow,
)


@dataclass(frozen=True, slots=True)
class Notice:
    """`key` is unique within its case; `at` is the last try, `attempts` counts them, `error` is the last one's class name.

    `how`: the way that was tried, or that somebody went.
    """

    key: str
    status: NoticeStatus
    at: datetime
    attempts: int = 1
    error: str | None = None
    how: ToldHow = ToldHow.ACCOUNT


@dataclass(frozen=True, slots=True)
class CollectingAgent:
    """Who collected a result in its applicant's stead. Sealed in whatever row (adapters/sealed_texts.py), never printed."""

    name: str = field(repr=False)
    mandate: CollectingOn
    id_tail: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class HandoverFact:
    """On what paper a result was handed over; to the applicant, where there is no agent."""

    paper: PaperShown
    agent: CollectingAgent | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A to-do is done (到场, 领取), or the applicant knows of it and wants no more: who said so, and when.

    `handover`: of a result that staff handed over; `on`: the day, where that was another one than `at`.
    """

    kind: TodoKind
    at: datetime
    by: Role
    who: str
    handover: HandoverFact | None = None
    on: date | None = None

    @property
    def day(self) -> date:
        return self.on or shanghai_date(self.at)


@dataclass(frozen=True, slots=True)
class Parcel:
    """邮寄: by whom a result or a decision was sent, under which number, and who said so when. The number is sealed in every
    row (adapters/sealed_texts.py): with it anybody may see where it goes."""

    carrier: str
    number: str = field(repr=False)
    at: datetime
    by: Role
    who: str


@dataclass(frozen=True, slots=True)
class Appointment:
    """When the applicant comes to an office (到场预约). `state` None: it stands; `missed`: how often nobody came.

    `remind_at`: when the reminder is owed; None once it was given, or if there is no time for one.
    """

    office: str
    at: datetime
    minutes: int
    booked_at: datetime | None = None
    remind_at: datetime | None = None
    reminded_at: datetime | None = None
    state: AppointmentState | None = None
    ended_at: datetime | None = None
    missed: int = 0

    @property
    def until(self) -> datetime:
        return self.at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Rating:
    """`at` is the first time. A bad one owes a return visit (回访) by `visit_due`, until an office says what it did."""

    level: RatingLevel
    tags: tuple[RatingTag, ...]
    at: datetime
    changed_at: datetime
    visit_due: datetime | None = None
    visit_overdue: bool = False
    visited_at: datetime | None = None
    visited_by: str | None = None

    @property
    def visit_owed(self) -> bool:
        return self.visit_due is not None and self.visited_at is None
