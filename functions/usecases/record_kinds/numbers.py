"""What is counted of closed cases, and recounts."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

from functions.usecases.record_kinds.kept import Plain, RecordKind

NUMBERS = "numbers"
COUNTING = "counting"
RECOUNT = "recount"
RECOUNT_MONTH = "recount_month"
RECOUNTED = "recounted"


class CountedMonthBody(TypedDict):
    """`rows`: by row its figures, as packed.py writes them."""

    until: str
    rows: Mapping[str, str]
    righted: str | None


class CountingBody(TypedDict):
    """`known_until`: of the calendar that it was counted by. `wanted`: by city, who ordered a recount. `uncounted`: by city,
    how many changed and could not be counted.
    """

    until: str
    floor: str
    next_at: str
    edition: int
    known_until: NotRequired[str | None]
    wanted: Mapping[str, Plain]
    uncounted: NotRequired[Mapping[str, int]]


class RecountBody(TypedDict):
    """`adds`: by month, as a month's rows."""

    order: Plain
    until: str
    ready: bool
    slices: int
    adds: Mapping[str, Plain]
    cursor: str | None
    cases: int
    unreadable: int
    uncounted: int
    over: bool
    done: bool


class RecountMonthBody(TypedDict):
    """`kept` and `found`: as a month's rows."""

    kept: Plain
    found: Plain
    slices: int


class RecountedBody(TypedDict):
    order: Plain
    at: str
    until: str
    cases: int
    unreadable: int
    differing: int
    differences: Sequence[Sequence[str | int]]


NUMBERS_KINDS: Mapping[str, RecordKind] = {
    # By city, a record a month.
    NUMBERS: RecordKind(CountedMonthBody, parted=True),
    COUNTING: RecordKind(CountingBody),
    RECOUNT: RecordKind(RecountBody),
    # By recount, a record a month.
    RECOUNT_MONTH: RecordKind(RecountMonthBody, parted=True),
    RECOUNTED: RecordKind(RecountedBody),
}
