"""One promised date for the whole case (整件承诺办结日): the items' clocks, rolled up along `after`."""

from dataclasses import dataclass
from datetime import datetime
from graphlib import TopologicalSorter

from functions.domain.case.case import Ledger
from functions.domain.case.item import WITH_APPLICANT, CaseItem
from functions.domain.clock import Calendar, Deadline
from functions.domain.deadlines.due import day_moves_on, due_after


@dataclass(frozen=True, slots=True)
class Promise:
    """`at` counts only items that have an official limit; those in `uncounted` (待核定) have none and come on top.

    None where no open item has a limit: our own bound of supervision is never told as a promise. `stopped`: a clock that
    is counted stands still now (特别程序), and the day moves with it.
    """

    at: datetime | None
    provisional: bool
    uncounted: tuple[str, ...]
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class _End:
    """When an item is expected to be decided, and whether an official limit says so."""

    at: datetime
    provisional: bool = False
    counted: bool = False


def promise(ledger: Ledger, now: datetime, calendar: Calendar) -> Promise:
    """Counted on every read, so that it follows every change of the case."""
    ends: dict[str, _End] = {}
    for code in _order(ledger):
        item = ledger.item(code)
        before = tuple(ends[one.code] for one in ledger.prerequisites(item))
        ends[code] = _end(item, _start(before, now), calendar)
    still_open = tuple(item.code for item in ledger.items if item.outcome is None)
    counted = tuple(ends[code] for code in still_open if ends[code].counted)
    if not counted:
        return Promise(None, provisional=False, uncounted=still_open)
    last = max(counted, key=lambda end: end.at)
    uncounted = tuple(code for code in still_open if not ends[code].counted)
    return Promise(
        last.at,
        last.provisional,
        uncounted,
        any(day_moves_on(item) for item in ledger.items if item.bounds.limit),
    )


def _order(ledger: Ledger) -> tuple[str, ...]:
    """Every item after those it waits for."""
    waits = {item.code: tuple(one.code for one in ledger.prerequisites(item)) for item in ledger.items}
    return tuple(TopologicalSorter(waits).static_order())


def _start(before: tuple[_End, ...], now: datetime) -> _End:
    """An item can begin when the last one before it ends, and never before now."""
    last = max(before, key=lambda end: end.at, default=_End(now))
    return last if last.at > now else _End(now)


def _end(item: CaseItem, start: _End, calendar: Calendar) -> _End:
    if item.outcome:
        return _End(item.decided_at or start.at)
    if item.bounds.limit is None:
        # Its time is not known: what stands behind it is counted as if it took none.
        return _End(start.at, start.provisional)
    due = _due(item, start.at, calendar)
    return _End(due.at, due.provisional or start.provisional, counted=True)


def _due(item: CaseItem, start: datetime, calendar: Calendar) -> Deadline:
    if item.status in WITH_APPLICANT:
        # A correction may come on its last day; then the office's limit begins anew.
        return due_after(item, max(start, item.clock.correct_by or start), calendar)
    if item.dispatch.round and item.clock.due_at:
        return Deadline(item.clock.due_at, item.clock.due_provisional)
    return due_after(item, start, calendar)
