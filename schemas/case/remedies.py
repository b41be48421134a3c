"""What a refusal tells a person beside its reason: the rule it stands on, and where to turn until when (救济途径)."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from schemas.catalogue.figures import Unit
from schemas.codes_citizen import RemedyWay
from schemas.plain_text import ONE_LINE
from schemas.problems import WANTED
from schemas.refusing import OWN_ERROR
from schemas.wire import LongText, Wire

_TOO_SHORT = "申请行政复议的期限不少于六十日（《中华人民共和国行政复议法》第二十条），请核对。"
_TWICE = "同一途径只写一条，请合并。"
# 行政复议法第二十条: sixty days, unless a law gives more.
LEAST_DAYS = 60
DAYS_OF_MONTH = 30


class Term(Wire):
    """Until when, counted from the day the applicant got the decision."""

    value: Annotated[int, Field(ge=1, le=730)]
    unit: Literal[Unit.NATURAL_DAY, Unit.MONTH]

    def last_day(self, received: date) -> date:
        """From the day after the decision came; holidays, which move the last day on, aside."""
        if self.unit is Unit.NATURAL_DAY:
            return received + timedelta(days=self.value)
        months = received.year * 12 + received.month - 1 + self.value
        year, month = divmod(months, 12)
        return date(year, month + 1, min(received.day, monthrange(year, month + 1)[1]))

    @property
    def days(self) -> int:
        return self.value if self.unit is Unit.NATURAL_DAY else self.value * DAYS_OF_MONTH


class Remedy(Wire):
    """One way to contest the decision. `body`: the full name of who takes it, so that the person knows where to go."""

    way: RemedyWay
    body: Annotated[str, StringConstraints(min_length=4, max_length=100, strip_whitespace=True), ONE_LINE]
    term: Term


def _named(text: str) -> str:
    """An office that writes 按规定 has named nothing."""
    if "《" not in text or "》" not in text[text.index("《") + 2 :]:
        raise PydanticCustomError(OWN_ERROR, WANTED["legal_basis"])
    return text


def _sound(remedies: tuple[Remedy, ...]) -> tuple[Remedy, ...]:
    if len({one.way for one in remedies}) != len(remedies):
        raise PydanticCustomError(OWN_ERROR, _TWICE)
    if any(one.way is RemedyWay.RECONSIDERATION and one.term.days < LEAST_DAYS for one in remedies):
        raise PydanticCustomError(OWN_ERROR, _TOO_SHORT)
    return remedies


NamedRule = Annotated[LongText, AfterValidator(_named)]
Remedies = Annotated[tuple[Remedy, ...], Field(min_length=1, max_length=3), AfterValidator(_sound)]
