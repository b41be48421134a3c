"""One trial under way: what was sent and what came, as it happened; all that is concluded is made of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.domain.clock import SHANGHAI, Calendar, shanghai_date
from functions.domain.office.conformance.scenario import GENUINE, Ask, Scenario, ScenarioStep
from functions.domain.values import replace
from schemas.case.answers import Answer
from schemas.codes import AnswerType

# What a program goes mad with is cut off, and counted.
MOST_HEARD = 40
OK, ALREADY_THERE, BUSY = 200, 409, 503
# Of a body that nobody has looked into: it may be sent again, put right, under the same id.
UNREAD = frozenset(
    {"bad-signature", "clock-skew", "invalid-body", "malformed", "document-not-ready", "unknown-document"}
)
# Days off in a row, with a statutory holiday in them.
LONG = 4


@dataclass(frozen=True, slots=True)
class SentTrial:
    """One call to the program. `status`: None where no answer came in time; `error`: of what kind that was."""

    step: int
    at: datetime
    webhook_id: str
    ms: int
    status: int | None = None
    error: str | None = None
    said: str | None = None

    @property
    def taken(self) -> bool:
        return self.status is not None and (200 <= self.status < 300 or self.status == ALREADY_THERE)


@dataclass(frozen=True, slots=True)
class Heard:
    """One call by the program: `status` and `code` are what we said to it. `type` and what follows are those of a body that
    could be read; `digest` is of its bytes; `after`: so many messages had been sent by then."""

    at: datetime
    webhook_id: str
    digest: str
    status: int
    code: str | None = None
    type: AnswerType | None = None
    round: int | None = None
    legal: datetime | None = None
    documents: int = 0
    problem: str | None = None
    answer: Answer | None = None
    after: int = 0


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file that the program announced for the applicant; `arrived`: it is here, and is what was announced."""

    id: str
    media_type: str
    size: int
    sha256: str
    arrived: bool = False


@dataclass(frozen=True, slots=True)
class Trial:
    """`case_id`, `reference`, `item`: of nobody's case. `holiday`: the last working day before the long holiday, and the
    first one after it. `sending`: the step that is being sent just now. `unheard`: calls beyond what is kept. `fetched`: when
    the program fetched the late file."""

    scenario: Scenario
    case_id: str
    reference: str
    item: str
    began: datetime
    holiday: tuple[datetime, datetime]
    sent: tuple[SentTrial, ...] = ()
    heard: tuple[Heard, ...] = ()
    uploaded: tuple[Uploaded, ...] = ()
    sending: int | None = None
    unheard: int = 0
    fetched: tuple[datetime, ...] = ()

    @property
    def sent_at(self) -> datetime:
        """When the item went out, as the messages have it."""
        return self.holiday[0] - timedelta(hours=1) if self.scenario.backdated else self.began

    def step(self, sent: SentTrial) -> ScenarioStep:
        return self.scenario.steps[sent.step]

    @property
    def told(self) -> tuple[ScenarioStep, ...]:
        """The genuine messages that the program has, or may have by now."""
        return self.told_by(len(self.sent) + (self.sending is not None))

    def told_by(self, sent: int) -> tuple[ScenarioStep, ...]:
        """By the time that so many messages had been sent."""
        return tuple(step for step in self.scenario.steps[:sent] if step.how in GENUINE)

    @property
    def round(self) -> int:
        """The latest one that was sent; 0: nothing was that may be taken."""
        return max((step.round for step in self.told), default=0)

    @property
    def settled(self) -> tuple[Heard, ...]:
        """The first call under each id that we did not put off."""
        first: dict[str, Heard] = {}
        for one in self.heard:
            if one.status != BUSY and one.code not in UNREAD:
                first.setdefault(one.webhook_id, one)
        return tuple(first.values())

    def recorded(self, round_: int, type_: AnswerType) -> bool:
        return any((one.round, one.type, one.status) == (round_, type_, OK) for one in self.settled)

    def wished(self, ask: Ask) -> datetime | None:
        """The time that an answer is asked to name; None: its own."""
        return {"now": None, "before_holiday": self.holiday[0], "after_holiday": self.holiday[1]}[ask.when]


def with_sent(trial: Trial, sent: SentTrial) -> Trial:
    return replace(trial, sent=(*trial.sent, sent), sending=None)


def with_heard(trial: Trial, heard: Heard) -> Trial:
    if len(trial.heard) >= MOST_HEARD:
        return replace(trial, unheard=trial.unheard + 1)
    after = len(trial.sent) + (trial.sending is not None)
    return replace(trial, heard=(*trial.heard, replace(heard, after=after)))


def with_fetched(trial: Trial, at: datetime) -> Trial:
    return replace(trial, fetched=(*trial.fetched, at)[:MOST_HEARD])


def trial_webhook_id(trial: Trial, place: int) -> str:
    """As the contract has them (docs/departments.md); what may not be taken has an id of its own."""
    step = trial.scenario.steps[place]
    plain = f"{trial.case_id}/{trial.item}/{step.round}"
    if step.how not in GENUINE:
        return f"{plain}/{step.how.value.replace('_', '-')}"
    behind = {"item.withdrawal_requested": "/withdrawal", "item.reminded": "/reminder/1"}
    late = f"/material/{trial.case_id}"
    return plain + behind.get(step.kind, late if step.kind == "item.material_added" else "")


def long_holiday(now: datetime, calendar: Calendar) -> tuple[datetime, datetime]:
    """Ten in the morning of the last working day before the last long holiday that is over, and of the first one after it."""
    day = shanghai_date(now) - timedelta(days=1)
    while True:
        while not calendar.is_working(day):
            day -= timedelta(days=1)
        after = day
        day -= timedelta(days=1)
        off = 0
        while not calendar.is_working(day):
            day, off = day - timedelta(days=1), off + 1
        if off >= LONG:
            break
    morning = now.astimezone(SHANGHAI).replace(hour=10, minute=0, second=0, microsecond=0)
    return (
        morning.replace(year=day.year, month=day.month, day=day.day),
        morning.replace(year=after.year, month=after.month, day=after.day),
    )
