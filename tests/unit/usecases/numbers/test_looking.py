from datetime import UTC, datetime

from functions.usecases.numbers.looking import MonthSpan, span_of
from tests.support.each import each

NOW = datetime(2026, 11, 30, 17, 0, tzinfo=UTC)


@each(
    "first, last, span",
    [
        # In China it is December by then.
        (None, None, MonthSpan("2026-01", "2026-12")),
        ("2026-03", None, MonthSpan("2026-03", "2026-12")),
        (None, "2025-02", MonthSpan("2024-03", "2025-02")),
        ("2027-02", None, MonthSpan("2027-02", "2027-02")),
    ],
)
def test_what_is_not_said_of_a_span_is_a_year_until_now(
    first: str | None, last: str | None, span: MonthSpan
) -> None:
    assert span_of(first, last, NOW) == span


def test_both_ends_of_a_span_are_in_it() -> None:
    assert MonthSpan("2025-11", "2026-01").months == 3
