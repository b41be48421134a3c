"""What one closed case adds to the numbers of its city and month, by row and figure. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from functions.domain.case.case import Event, Ledger
from functions.domain.case.item import CaseItem
from functions.domain.case.materials import recorded_standings
from functions.domain.catalogue.critical_path import critical_path
from functions.domain.clock import SHANGHAI, Calendar
from functions.domain.deadlines.basis import due_basis
from functions.domain.national.outcomes import said
from functions.domain.numbers.course import ItemCourse, as_closed, course_of, days_between, is_in_time, used
from functions.domain.numbers.figures import CASE_ROW
from schemas.catalogue.edition import Edition
from schemas.catalogue.figures import Unit
from schemas.catalogue.standing import Standing
from schemas.codes import EventKind, Outcome
from schemas.codes_citizen import DueBasis

# By row, of each figure how much. What is not here is 0.
Counts = Mapping[str, Counter[str]]

_STANDINGS = {
    Standing.UPLOADED: "uploaded",
    Standing.VERIFIED: "verified",
    Standing.OFFICE_CHECKS: "awaiting",
    Standing.DEFERRED: "deferred",
    Standing.FROM_ITEM: "carried",
}
_TIMED = {Unit.WORKING_DAY: "timed_working", Unit.NATURAL_DAY: "timed_natural"}


@dataclass(frozen=True, slots=True)
class ClosedCase:
    """All that is read of it."""

    ledger: Ledger
    events: tuple[Event, ...]
    edition: Edition
    calendar: Calendar

    @property
    def month(self) -> str:
        closed = self.ledger.case.closed_at
        return month_of(closed) if closed else ""

    def of_item(self, code: str) -> tuple[Event, ...]:
        return tuple(event for event in self.events if event.item == code)


def month_of(at: datetime) -> str:
    """In China time, as "2026-11"."""
    return f"{at.astimezone(SHANGHAI):%Y-%m}"


def month_number(month: str) -> int:
    """To reckon with months; `nth_month` is the way back."""
    year, _, of_year = month.partition("-")
    return int(year) * 12 + int(of_year) - 1


def nth_month(number: int) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def contribution(one: ClosedCase, until: datetime) -> dict[str, Counter[str]]:
    """As it stood at `until`: nothing before it was closed."""
    case = one.ledger.case
    if case.closed_at is None or case.closed_at > until:
        return {}
    rows: dict[str, Counter[str]] = {}
    courses: dict[str, ItemCourse] = {}
    for item in one.ledger.items:
        history = one.of_item(item.code)
        course = course_of(item, history, case.closed_at, until)
        if course is None or course.first is Outcome.NOT_NEEDED:
            continue
        courses[item.code] = course
        then = as_closed(item, history, case.closed_at, one.calendar)
        rows[item.code] = _item_row(then, course, one) + _materials(one, item)
    return {CASE_ROW: _case_row(one, courses, rows), **rows}


def _item_row(item: CaseItem, course: ItemCourse, one: ClosedCase) -> Counter[str]:
    row = Counter({course.outcome.value: 1})
    row[course.level or "unrated"] += 1
    for number, some, none, total in (
        (course.corrections, "corrected", "uncorrected", "corrections"),
        (course.incidents, "troubled", "untroubled", "incidents"),
        (course.visits, "attended", "unattended", "visits"),
    ):
        row[some if number else none] += 1
        row[total] += number
    row["fetched" if course.fetched else "unfetched"] += 1
    return row + _times(item, course, one)


def _times(item: CaseItem, course: ItemCourse, one: ClosedCase) -> Counter[str]:
    """Against the limit that the case was opened with, in its unit."""
    if course.decided is None:
        return Counter({"untimed": 1, "unlimited": 1})
    unit = item.bounds.limit.unit if item.bounds.limit else Unit.WORKING_DAY
    row = Counter({_TIMED.get(unit, "timed_other"): 1, _limit(item, course.decided, one.edition): 1})
    row["days"] += handled_days(course, one.calendar) or 0
    if unit in _TIMED:
        row[f"used_{_TIMED[unit].removeprefix('timed_')}"] += (
            used(item, course.decided, unit, one.calendar) or 0
        )
    return row


def _limit(item: CaseItem, decided: datetime, edition: Edition) -> str:
    basis = due_basis(item, edition)
    if basis is DueBasis.WATCH:
        return "unlimited"
    kept = "in" if is_in_time(item, decided) else "over"
    return f"{kept}_{'promise' if basis is DueBasis.PROMISED else 'statute'}"


def handled_days(course: ItemCourse, calendar: Calendar) -> int | None:
    """In working days, whatever its limit is counted in: so items can be compared and added. None: no office decided."""
    if course.begun is None or course.decided is None:
        return None
    return days_between(course.begun, course.decided, Unit.WORKING_DAY, calendar)


def _materials(one: ClosedCase, item: CaseItem) -> Counter[str]:
    """As the case itself tells of its materials (material_tally), of one item."""
    case, code = one.ledger.case, item.code
    submitted = _submitted(one.events)
    found = {
        stands.material.code: stands.standing
        for stands in recorded_standings(one.ledger, code, submitted, one.edition)
    }
    brought = (
        each for each in case.materials if each.item == code and each.at <= (case.closed_at or each.at)
    )
    found |= {each.code: Standing.UPLOADED for each in brought if each.code not in found}
    found |= {each.code: Standing.DEFERRED for each in case.deferred if each.item == code}
    return Counter(_STANDINGS[standing] for standing in found.values() if standing in _STANDINGS)


def _case_row(
    one: ClosedCase, courses: Mapping[str, ItemCourse], rows: Mapping[str, Counter[str]]
) -> Counter[str]:
    case, held = one.ledger.case, {item.code for item in one.ledger.held}
    whole = all(course.outcome is Outcome.GRANTED for code, course in courses.items() if code in held)
    submitted = _submitted(one.events)
    at_window = submitted is not None and said(submitted, "how") is not None
    row = Counter({"window" if at_window else "online": 1, "whole" if whole else "partly": 1})
    row["elapsed"] = days_between(
        case.opened_at, case.closed_at or case.opened_at, Unit.WORKING_DAY, one.calendar
    )
    days = {code: handled_days(course, one.calendar) for code, course in courses.items()}
    row["item_days"] = sum(each or 0 for each in days.values())
    row["path"] = critical_path(_waits(one.ledger, courses), days.get).working_days
    row["trips"] = at_window + sum(each["visits"] + each["fetched"] for each in rows.values())
    for figure in _STANDINGS.values():
        row[figure] = sum(each[figure] for each in rows.values())
    return row


def _waits(ledger: Ledger, courses: Mapping[str, ItemCourse]) -> dict[str, tuple[str, ...]]:
    return {
        item.code: tuple(each.code for each in ledger.prerequisites(item) if each.code in courses)
        for item in ledger.items
        if item.code in courses
    }


def _submitted(events: Sequence[Event]) -> Event | None:
    return next((event for event in events if event.kind is EventKind.SUBMITTED), None)


def added(*every: Counts) -> dict[str, Counter[str]]:
    """Rows and figures that come to nothing are left out; there may be negative ones."""
    total: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in every:
        for row, figures in one.items():
            total[row].update(figures)
    return _without_nothing(total)


def less(one: Counts, other: Counts) -> dict[str, Counter[str]]:
    return added(
        one, {row: Counter({code: -n for code, n in figures.items()}) for row, figures in other.items()}
    )


def _without_nothing(rows: Mapping[str, Counter[str]]) -> dict[str, Counter[str]]:
    found = ((row, Counter({code: n for code, n in figures.items() if n})) for row, figures in rows.items())
    return {row: figures for row, figures in found if figures}


def differing(one: Counts, other: Counts) -> Iterable[tuple[str, str, int, int]]:
    """Row, figure, and what each of them has there."""
    for row, figures in sorted(less(one, other).items()):
        for code in sorted(figures):
            yield row, code, one.get(row, Counter())[code], other.get(row, Counter())[code]
