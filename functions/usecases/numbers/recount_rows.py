"""A recount as it is kept: its own row, and a row a month, so that none of them grows with the years.

Its own row says what its last slice adds to the months; only then the months are written, each of which says which slice it
has. So a slice is in all of them or will be, whoever dies in between.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from functions.domain.numbers.contribution import added
from functions.domain.numbers.packed import packed_counts, unpacked_counts
from functions.domain.values import replace
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.usecases.case.by_city import list_of_city
from functions.usecases.numbers.kept import RecountOrder, Rows, in_utc, order_body, order_in
from functions.usecases.record_kinds.numbers import RECOUNT, RECOUNT_MONTH
from functions.usecases.records import every_record, new_record


@dataclass(frozen=True, slots=True)
class Recount:
    """`ready`: what was kept of each month when it began is noted. `adds`: by month, what slice number `slices` adds.

    `uncounted`: how many were in no number when it began, which it looks at again. `over`: every case was looked at; `done`:
    only its rows are left.
    """

    city: str
    order: RecountOrder
    until: datetime
    ready: bool = False
    slices: int = 0
    adds: Mapping[str, Rows] = field(default_factory=dict)
    cursor: str | None = None
    cases: int = 0
    unreadable: int = 0
    uncounted: int = 0
    over: bool = False
    done: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True)
class RecountMonth:
    """`kept`: when the recount began; `found`: with every slice up to number `slices`."""

    month: str
    kept: Rows = field(default_factory=dict)
    found: Rows = field(default_factory=dict)
    slices: int = 0
    version: int = 0


def recount_of(city: str, deps: Deps) -> Recount | None:
    record = deps.store.record(RECOUNT, city)
    return _recount(record) if record else None


def put_recount(recount: Recount, deps: Deps) -> Recount:
    """Raises StaleWrite, StoreBusy."""
    return replace(recount, version=deps.store.put(_record(recount)).version)


def delete_recount(recount: Recount, deps: Deps) -> None:
    """Raises StaleWrite, StoreBusy."""
    deps.store.delete(_record(recount))


def put_recount_month(recount: Recount, month: RecountMonth, deps: Deps) -> None:
    """Raises StaleWrite, StoreBusy."""
    body = {
        "kept": packed_counts(month.kept),
        "found": packed_counts(month.found),
        "slices": month.slices,
    }
    deps.store.put(new_record(_months_kind(recount), month.month, body, month.version))


def recount_months(recount: Recount, deps: Deps) -> Iterator[RecountMonth]:
    """The earliest first."""
    return map(_month, every_record(deps.store, _months_kind(recount)))


def add_slice(recount: Recount, deps: Deps) -> None:
    """To the months that do not have it yet. Raises StaleWrite, StoreBusy."""
    for name, rows in recount.adds.items():
        record = deps.store.record(_months_kind(recount), name)
        month = _month(record) if record else RecountMonth(name)
        if month.slices < recount.slices:
            with_it = replace(month, found=added(month.found, rows), slices=recount.slices)
            put_recount_month(recount, with_it, deps)


def delete_recount_months(recount: Recount, deps: Deps) -> None:
    for record in every_record(deps.store, _months_kind(recount)):
        deps.store.delete(record)


def _months_kind(recount: Recount) -> str:
    """Of this recount alone: whoever is slow writes into none that began later."""
    return list_of_city(RECOUNT_MONTH, f"{recount.city}/{in_utc(recount.order.at)}/{in_utc(recount.until)}")


def _month(record: Record) -> RecountMonth:
    body = record.body
    kept, found = unpacked_counts(body["kept"]), unpacked_counts(body["found"])
    return RecountMonth(record.key, kept, found, body["slices"], record.version)


def _record(recount: Recount) -> Record:
    body = {
        "order": order_body(recount.order),
        "until": in_utc(recount.until),
        "ready": recount.ready,
        "slices": recount.slices,
        "adds": {month: packed_counts(rows) for month, rows in recount.adds.items()},
        "cursor": recount.cursor,
        "cases": recount.cases,
        "unreadable": recount.unreadable,
        "uncounted": recount.uncounted,
        "over": recount.over,
        "done": recount.done,
    }
    return new_record(RECOUNT, recount.city, body, recount.version)


def _recount(record: Record) -> Recount:
    body = record.body
    return Recount(
        city=record.key,
        order=order_in(body["order"]),
        until=datetime.fromisoformat(body["until"]),
        ready=body["ready"],
        slices=body["slices"],
        adds={month: unpacked_counts(rows) for month, rows in body["adds"].items()},
        cursor=body["cursor"],
        cases=body["cases"],
        unreadable=body["unreadable"],
        uncounted=body["uncounted"],
        over=body["over"],
        done=body["done"],
        version=record.version,
    )
