"""Which months a page of the numbers is asked for; what cannot be is told at its field, as the interface tells it."""

import re
from dataclasses import dataclass

from functions.pages.page import Asked
from functions.usecases.numbers.looking import SPAN_WORDS, MonthSpan, span_of

NUMBERS_PATH = "/console/numbers"
PILOT = f"{NUMBERS_PATH}/pilot"
_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
_NO_MONTH = "请填年和月，例如 2026-01。"


@dataclass(frozen=True, slots=True)
class AskedSpan:
    """`errors`: by field; then the span is the last year."""

    span: MonthSpan
    errors: dict[str, str]


def asked_span(asked: Asked) -> AskedSpan:
    given = {name: asked.query.get(name, "") for name in ("first", "last")}
    now = asked.deps.clock()
    errors = {name: _NO_MONTH for name, told in given.items() if told and not _MONTH.fullmatch(told)}
    if not errors:
        span = span_of(given["first"] or None, given["last"] or None, now)
        if span.can_be_asked:
            return AskedSpan(span, {})
        errors = {"last" if given["last"] else "first": SPAN_WORDS}
    return AskedSpan(span_of(None, None, now), errors)
