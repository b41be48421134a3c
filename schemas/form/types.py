"""The form's field types."""

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticKnownError

from schemas.plain_text import ONE_LINE

# Han ideographs with extensions A to H: rare characters occur in real names.
_HAN = "㐀-鿿豈-﫿𠀀-𲎯"
Name = Annotated[
    str,
    StringConstraints(
        pattern=rf"^[{_HAN}·A-Za-z][{_HAN}·A-Za-z ]{{0,48}}[{_HAN}·A-Za-z]$",
        strip_whitespace=True,
        max_length=50,
    ),
    ONE_LINE,
]
# [0-9], not \d: the pattern engine's \d takes digits of every script.
IdNumber = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{16}[0-9Xx]$", max_length=18, to_upper=True)]
# Wider than the operators' ranges: synthetic people get 100..., a prefix that is not allocated to anybody.
Phone = Annotated[str, StringConstraints(pattern=r"^1[0-9]{10}$", max_length=11)]
Line = Annotated[
    str,
    StringConstraints(
        min_length=1,
        max_length=200,
        strip_whitespace=True,
        pattern=r"^[^\x00-\x1f\x7f]*[^\x00-\x1f\x7f\s][^\x00-\x1f\x7f]*$",
    ),
    ONE_LINE,
]
RegionCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$", max_length=6)]
Month = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$", max_length=7)]
BankAccount = Annotated[str, StringConstraints(pattern=r"^[0-9]{12,19}$", max_length=19)]
PaperNumber = Annotated[
    str, StringConstraints(pattern=rf"^[{_HAN}A-Za-z0-9()（）〔〕-]{{4,40}}$", max_length=40)
]


def _calendar_date(value: object) -> object:
    # pydantic, even when strict, also reads a string of digits as a timestamp: "1041379200" is no date.
    if not isinstance(value, str):
        return value
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise PydanticKnownError("date_parsing", {"error": "not a date"})


# Bounded so that no deadline computed from it leaves the calendar.
Day = Annotated[date, BeforeValidator(_calendar_date), Field(ge=date(1900, 1, 1), le=date(2199, 12, 31))]
