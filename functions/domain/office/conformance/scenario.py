"""What a trial of a department's program (联调) is made of, as data: what it is sent and asked to say, and looked at for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Literal

from schemas.codes import AnswerType


class ScenarioKind(StrEnum):
    DISPATCHED = "item.dispatched"
    CORRECTED = "item.corrected"
    WITHDRAWAL = "item.withdrawal_requested"
    REMINDED = "item.reminded"
    MATERIAL = "item.material_added"


class How(StrEnum):
    """How a message is signed. Only the genuine ones may be taken."""

    GENUINE = "genuine"
    # By the retired key and by the valid one, in this order: as while a key is being rotated.
    ROTATED = "rotated"
    # Four minutes old: within the five that two clocks may differ by.
    SLOW_CLOCK = "slow_clock"
    FORGED = "forged"
    TAMPERED = "tampered"
    UNSIGNED = "unsigned"
    RETIRED_KEY = "retired_key"
    TOO_OLD = "too_old"
    AHEAD = "ahead"


GENUINE = frozenset({How.GENUINE, How.ROTATED, How.SLOW_CLOCK})
# How far the time that a message names lies from ours.
SHIFT: Mapping[How, timedelta] = {
    How.SLOW_CLOCK: timedelta(minutes=-4),
    How.TOO_OLD: timedelta(minutes=-10),
    How.AHEAD: timedelta(minutes=10),
}

# What the office has decided, on the working day before the last long holiday and on the one after it.
When = Literal["now", "before_holiday", "after_holiday"]


@dataclass(frozen=True, slots=True)
class Ask:
    """One answer that the program is asked to give; `document`: with a file for the applicant."""

    type: AnswerType
    when: When = "now"
    document: bool = False


@dataclass(frozen=True, slots=True)
class ScenarioStep:
    """`after`: the answers that are waited for before it is sent. `again`: under the id it was sent under before."""

    kind: ScenarioKind = ScenarioKind.DISPATCHED
    asks: tuple[Ask, ...] = ()
    round: int = 1
    how: How = How.GENUINE
    after: tuple[AnswerType, ...] = ()
    again: bool = False


class Side(StrEnum):
    """How our own side meets the answers."""

    PLAIN = "plain"
    # The outcome stands already, another one.
    SETTLED = "settled"
    # Each answer meets 503 with Retry-After, once.
    BUSY = "busy"
    # The first answer is taken only after a while.
    SLOW = "slow"


class ScenarioLevel(StrEnum):
    MUST = "must"
    SHOULD = "should"


class Check(StrEnum):
    """What is looked at in all that came (grading.py)."""

    TAKEN = "taken"
    REFUSED = "refused"
    ANSWERED = "answered"
    NOTHING_SAID = "nothing_said"
    SAID_ONCE = "said_once"
    REPEATED_409 = "repeated_409"
    NO_STALE = "no_stale"
    ONE_OUTCOME = "one_outcome"
    NOT_SENT_AGAIN = "not_sent_again"
    SENT_AGAIN = "sent_again"
    PATIENT = "patient"
    PROMPT = "prompt"
    LEGAL_TIME = "legal_time"
    DOCUMENT = "document"
    FETCHED = "fetched"


WantedCheck = tuple[Check, ScenarioLevel]


@dataclass(frozen=True, slots=True)
class Scenario:
    """`about`: what is tried, in words for the program's developer."""

    code: str
    title: str
    title_en: str
    about: str
    steps: tuple[ScenarioStep, ...]
    wants: tuple[WantedCheck, ...]
    side: Side = Side.PLAIN
    # Sent as if it had been sent before the last long holiday.
    backdated: bool = False

    def asked(self, round_: int) -> tuple[Ask, ...]:
        """Of the genuine messages of a round that come for the first time."""
        return tuple(ask for step in self.asking if step.round == round_ for ask in step.asks)

    @property
    def asking(self) -> tuple[ScenarioStep, ...]:
        return tuple(step for step in self.steps if step.how in GENUINE and not step.again)

    @property
    def rounds(self) -> tuple[int, ...]:
        return tuple(sorted({step.round for step in self.asking if step.asks}))


@dataclass(frozen=True, slots=True)
class Pace:
    """In seconds. `answers`: how long an answer is waited for. `quiet`: what would come too much has come by then.
    `silence`: after what must not be answered at all. `retry`: our Retry-After. `hold`: how long our side is slow.
    `prompt`: as long an answer to a call should take at most (three that take five seconds, and an office is called less).
    """

    answers: float = 30.0
    quiet: float = 1.5
    silence: float = 3.0
    retry: int = 2
    hold: float = 6.0
    prompt: float = 5.0
