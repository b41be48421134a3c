"""Counts a city anew from its ledger, slice by slice, and tells what differs from what was kept; that is put right.

It counts what every closed case added at the city's mark of when it began, in the order in which cases were opened, which
never changes. Meanwhile the city is counted on from that mark: the difference between then and then is added at the end.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from functions.domain.numbers.contribution import added, differing, less
from functions.domain.numbers.packed import packed_counts, unpacked_counts
from functions.domain.values import replace
from functions.ports.case_store import CaseQuery, Record
from functions.ports.deps import Deps
from functions.usecases.numbers.kept import (
    Checked,
    CountedMonth,
    Counting,
    RecountOrder,
    Rows,
    counting_now,
    in_utc,
    keep_checked,
    month_in,
    months_of,
    order_body,
    order_in,
    put_counting,
    put_month,
)
from functions.usecases.numbers.reading import closed_cases, contributions
from functions.usecases.record_kinds import RECOUNT
from functions.usecases.records import new_record
from schemas.codes import CaseStatus

SLICE = 100
_MOST_TOLD = 50


@dataclass(frozen=True, slots=True)
class Recount:
    """`kept`: what was kept of each month when it began; `found`: what was counted so far. `uncounted`: how many were not
    then, which it has looked at again.
    """

    city: str
    order: RecountOrder
    until: datetime
    kept: Mapping[str, Rows]
    found: Mapping[str, Rows] = field(default_factory=dict)
    cursor: str | None = None
    cases: int = 0
    unreadable: int = 0
    over: bool = False
    uncounted: int = 0
    version: int = 0


def recount_of(city: str, deps: Deps) -> Recount | None:
    record = deps.store.record(RECOUNT, city)
    return _recount(record) if record else None


def begun_recount(city: str, counting: Counting, deps: Deps) -> Recount | None:
    """None where a month has been counted further than the mark: then another look begins it. Raises StaleWrite."""
    months = tuple(months_of(city, deps))
    if any(month.until > counting.until for month in months):
        return None
    kept = {month.month: month.rows for month in months}
    begun = Recount(
        city, counting.wanted[city], counting.until, kept, uncounted=counting.uncounted.get(city, 0)
    )
    return _put(begun, deps)


def counted_slice(recount: Recount, deps: Deps) -> Recount:
    """With the next cases counted; or finished, if there were none left. Raises StaleWrite, StoreBusy."""
    if recount.over:
        _finish(recount, deps)
        return recount
    query = CaseQuery(cities=(recount.city,), status=CaseStatus.CLOSED, oldest_first=True)
    page = deps.store.cases(query, limit=SLICE, cursor=recount.cursor)
    closed = [one.id for one in page.entries if one.closed_at and one.closed_at <= recount.until]
    cases, _ = closed_cases(closed, deps)
    found, counted = dict(recount.found), 0
    for one in cases:
        if at_mark := contributions(one, recount.until):
            found[one.month] = added(found.get(one.month, {}), *at_mark)
            counted += 1
    after = replace(
        recount,
        found=found,
        cursor=page.cursor,
        cases=recount.cases + counted,
        unreadable=recount.unreadable + len(closed) - counted + len(page.unreadable),
        over=page.cursor is None,
    )
    return _put(after, deps)


def _finish(recount: Recount, deps: Deps) -> None:
    """Done again after a crash, it changes nothing that it has changed."""
    months = sorted({*recount.kept, *recount.found})
    told = [
        (month, *one)
        for month in months
        for one in differing(recount.kept.get(month, {}), recount.found.get(month, {}))
    ]
    for month in dict.fromkeys(month for month, *_ in told):
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
        wanted = {city: order for city, order in counting.wanted.items() if city != recount.city}
        still = counting.uncounted.get(recount.city, 0) - recount.uncounted + recount.unreadable
        uncounted = {**counting.uncounted, recount.city: still}
        uncounted = {city: n for city, n in uncounted.items() if n > 0}
        put_counting(replace(counting, wanted=wanted, uncounted=uncounted), deps)
    deps.store.delete(_record(recount))


def _put_right(month: str, recount: Recount, deps: Deps) -> None:
    kept = month_in(recount.city, month, deps) or CountedMonth(recount.city, month, recount.until)
    if kept.righted == recount.order.id:
        return
    change = less(recount.found.get(month, {}), recount.kept.get(month, {}))
    put_month(replace(kept, rows=added(kept.rows, change), righted=recount.order.id), deps)


def _put(recount: Recount, deps: Deps) -> Recount:
    return replace(recount, version=deps.store.put(_record(recount)).version)


def _record(recount: Recount) -> Record:
    body = {
        "order": order_body(recount.order),
        "until": in_utc(recount.until),
        "kept": {month: packed_counts(rows) for month, rows in recount.kept.items()},
        "found": {month: packed_counts(rows) for month, rows in recount.found.items()},
        "cursor": recount.cursor,
        "cases": recount.cases,
        "unreadable": recount.unreadable,
        "over": recount.over,
        "uncounted": recount.uncounted,
    }
    return new_record(RECOUNT, recount.city, body, recount.version)


def _recount(record: Record) -> Recount:
    body = record.body
    return Recount(
        city=record.key,
        order=order_in(body["order"]),
        until=datetime.fromisoformat(body["until"]),
        kept=_months(body["kept"]),
        found=_months(body["found"]),
        cursor=body["cursor"],
        cases=body["cases"],
        unreadable=body["unreadable"],
        over=body["over"],
        uncounted=body.get("uncounted", 0),
        version=record.version,
    )


def _months(kept: Mapping[str, Any]) -> dict[str, dict[str, Counter[str]]]:
    return {month: unpacked_counts(rows) for month, rows in kept.items()}
