"""Counts a city anew from its ledger, slice by slice, and tells what differs from what was kept; that is put right.

It counts what every closed case added at the city's mark of when it began, in the order in which cases were opened, which
never changes. Meanwhile the city is counted on from that mark: the difference between then and then is added at the end.
"""

from contextlib import suppress

from functions.domain.errors import RecordUnreadable, StaleWrite
from functions.domain.numbers.contribution import added, differing, less
from functions.domain.values import replace
from functions.ports.case_store import CaseQuery
from functions.ports.deps import Deps
from functions.usecases.numbers.kept import (
    Checked,
    CountedMonth,
    Counting,
    Rows,
    begin_month_anew,
    counting_now,
    keep_checked,
    month_in,
    months_of,
    put_counting,
    put_month,
)
from functions.usecases.numbers.reading import closed_cases, contributions
from functions.usecases.numbers.recount_rows import (
    Recount,
    RecountMonth,
    add_slice,
    delete_recount,
    delete_recount_months,
    put_recount,
    put_recount_month,
    recount_months,
)
from schemas.codes import CaseStatus

SLICE = 100
_MOST_TOLD = 50


def begun_recount(city: str, counting: Counting, deps: Deps) -> Recount | None:
    """None where a month has been counted further than the mark: then another look begins it. What cannot be read of the
    months is begun anew at the mark. Raises StaleWrite.
    """
    months = months_of(city, deps)
    if any(month.until > counting.until for month in months.entries):
        return None
    for lost in months.unreadable:
        begin_month_anew(city, lost, counting.until, deps)
    uncounted = counting.uncounted.get(city, 0)
    return put_recount(Recount(city, counting.wanted[city], counting.until, uncounted=uncounted), deps)


def counted_slice(recount: Recount, deps: Deps) -> Recount | None:
    """One step on; None after the last one, and where it has to begin anew. Raises StaleWrite, StoreBusy."""
    if recount.done:
        clear_recount(recount, deps)
        return None
    if not recount.ready:
        return _with_kept(recount, deps)
    add_slice(recount, deps)
    if recount.over:
        _finished(recount, deps)
        return None
    return put_recount(_next_slice(recount, deps), deps)


def _with_kept(recount: Recount, deps: Deps) -> Recount | None:
    """What is kept of each month at its mark: the same, whoever notes it."""
    months = months_of(recount.city, deps)
    if months.unreadable or any(month.until > recount.until for month in months.entries):
        # Counted on, or damaged, since it began.
        clear_recount(recount, deps)
        return None
    for month in months.entries:
        with suppress(StaleWrite):
            put_recount_month(recount, RecountMonth(month.month, month.rows), deps)
    return put_recount(replace(recount, ready=True), deps)


def _next_slice(recount: Recount, deps: Deps) -> Recount:
    query = CaseQuery(cities=(recount.city,), status=CaseStatus.CLOSED, oldest_first=True)
    page = deps.store.cases(query, limit=SLICE, cursor=recount.cursor)
    closed = [one.id for one in page.entries if one.closed_at and one.closed_at <= recount.until]
    cases, _ = closed_cases(closed, deps)
    adds: dict[str, Rows] = {}
    counted = 0
    for one in cases:
        if at_mark := contributions(one, recount.until):
            adds[one.month] = added(adds.get(one.month, {}), *at_mark)
            counted += 1
    return replace(
        recount,
        slices=recount.slices + 1,
        adds=adds,
        cursor=page.cursor,
        cases=recount.cases + counted,
        unreadable=recount.unreadable + len(closed) - counted + len(page.unreadable),
        over=page.cursor is None,
    )


def _finished(recount: Recount, deps: Deps) -> None:
    try:
        _finish(recount, deps)
    except RecordUnreadable:
        # A month was damaged since it began: it is still wanted, and begins again.
        clear_recount(recount, deps)


def _finish(recount: Recount, deps: Deps) -> None:
    """Done again after a crash, it changes nothing that it has changed."""
    told: list[tuple[str, str, str, int, int]] = []
    for month in recount_months(recount, deps):
        differs = [(month.month, *one) for one in differing(month.kept, month.found)]
        told += differs
        if differs:
            _put_right(month, recount, deps)
    checked = Checked(
        recount.order,
        deps.clock(),
        recount.until,
        recount.cases,
        recount.unreadable,
        len(told),
        tuple(told[:_MOST_TOLD]),
    )
    keep_checked(recount.city, checked, deps)
    counting = counting_now(deps)
    # Another one that was ordered meanwhile is still wanted.
    if counting and counting.wanted.get(recount.city) == recount.order:
        put_counting(_without(recount, counting), deps)
    clear_recount(put_recount(replace(recount, done=True), deps), deps)


def clear_recount(recount: Recount, deps: Deps) -> None:
    delete_recount_months(recount, deps)
    delete_recount(recount, deps)


def _without(recount: Recount, counting: Counting) -> Counting:
    """It is wanted no longer; of what was in no number there is left what it could not read either."""
    still = counting.uncounted.get(recount.city, 0) - recount.uncounted + recount.unreadable
    uncounted = {**counting.uncounted, recount.city: still}
    return replace(
        counting,
        wanted={city: order for city, order in counting.wanted.items() if city != recount.city},
        uncounted={city: number for city, number in uncounted.items() if number > 0},
    )


def _put_right(month: RecountMonth, recount: Recount, deps: Deps) -> None:
    kept = month_in(recount.city, month.month, deps) or CountedMonth(recount.city, month.month, recount.until)
    if kept.righted == recount.order.id:
        return
    change = less(month.found, month.kept)
    put_month(replace(kept, rows=added(kept.rows, change), righted=recount.order.id), deps)
