"""Which months a page of the numbers is asked for: what is none of them is the last year."""

import re

from functions.pages.page import Asked
from functions.usecases.numbers.looking import MOST_MONTHS, MonthSpan, span_of

NUMBERS_PATH = "/console/numbers"
PILOT = f"{NUMBERS_PATH}/pilot"
_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


def asked_span(asked: Asked) -> MonthSpan:
    first, last = (_month(asked.query.get(name, "")) for name in ("first", "last"))
    span = span_of(first, last, asked.deps.clock())
    return span if 1 <= span.months <= MOST_MONTHS else span_of(None, None, asked.deps.clock())


def _month(given: str) -> str | None:
    return given if _MONTH.fullmatch(given) else None
