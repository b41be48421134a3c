"""What is kept of the numbers: by city a record a month, how far its counting has come, and a recount on its way."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from functions.domain.numbers.figures import EDITION
from functions.domain.numbers.packed import packed_counts, unpacked_counts
from functions.domain.values import replace
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.case.by_city import list_of_city
from functions.usecases.record_kinds.numbers import COUNTING, NUMBERS, RECOUNTED
from functions.usecases.records import change_record, new_record, readable_records, record_made_anew
from schemas.wire import PROVINCE

Rows = Mapping[str, Counter[str]]


@dataclass(frozen=True, slots=True)
class CountedMonth:
    """`until`: what is in it; later changes of its cases are not. `righted`: the last recount that was applied to it."""

    city: str
    month: str
    until: datetime
    rows: Rows = field(default_factory=dict)
    righted: str | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class RecountOrder:
    """`by`: an operator, or the system itself."""

    by: str
    reason: str
    at: datetime

    @property
    def id(self) -> str:
        return f"{in_utc(self.at)}/{self.by}"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a recount found: `differences` as (month, row, figure, kept, found), the first of `differing`."""

    order: RecountOrder
    at: datetime
    until: datetime
    cases: int
    unreadable: int
    differing: int
    differences: tuple[tuple[str, str, str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Counting:
    """How far the province is counted: every change until `until`, from `floor` on one by one; what was before, by recounts,
    which are `wanted` by city; by a calendar whose days off were settled until `known_until`. `next_at`: when it is counted
    on. `uncounted`: by city, how many changed and cannot be counted; a recount looks at them again.
    """

    until: datetime
    floor: datetime
    next_at: datetime
    edition: int = EDITION
    known_until: date | None = None
    wanted: Mapping[str, RecountOrder] = field(default_factory=dict)
    uncounted: Mapping[str, int] = field(default_factory=dict)
    version: int = 0


def in_utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def month_in(city: str, month: str, deps: Deps) -> CountedMonth | None:
    found = deps.store.record(list_of_city(NUMBERS, city), month)
    return read_month(city, found) if found else None


def months_of(city: str, deps: Deps) -> Page[CountedMonth]:
    """The earliest first, with the months that cannot be read: a recount makes them anew."""
    found = readable_records(deps.store, list_of_city(NUMBERS, city))
    return Page(tuple(read_month(city, one) for one in found.entries), None, found.unreadable)


def begin_month_anew(city: str, month: str, until: datetime, deps: Deps) -> None:
    """Of one that cannot be read what was counted until then is left to a recount. Raises StaleWrite, StoreBusy."""
    found = record_made_anew(deps.store, list_of_city(NUMBERS, city), month)
    if found and not found.body:
        put_month(CountedMonth(city, month, until, version=found.version), deps)


def read_month(city: str, record: Record) -> CountedMonth:
    body = record.body
    until = datetime.fromisoformat(body["until"])
    return CountedMonth(
        city, record.key, until, unpacked_counts(body["rows"]), body["righted"], record.version
    )


def put_month(month: CountedMonth, deps: Deps) -> None:
    """Raises StaleWrite, StoreBusy."""
    body = {
        "until": in_utc(month.until),
        "rows": packed_counts(month.rows),
        "righted": month.righted,
    }
    deps.store.put(new_record(list_of_city(NUMBERS, month.city), month.month, body, month.version))


def counting_now(deps: Deps) -> Counting | None:
    """None before the first sweep."""
    found = deps.store.record(COUNTING, PROVINCE)
    if found is None:
        return None
    body = found.body
    return Counting(
        until=datetime.fromisoformat(body["until"]),
        floor=datetime.fromisoformat(body["floor"]),
        next_at=datetime.fromisoformat(body["next_at"]),
        edition=body["edition"],
        known_until=date.fromisoformat(known) if (known := body.get("known_until")) else None,
        wanted={city: order_in(order) for city, order in body["wanted"].items()},
        uncounted=body.get("uncounted", {}),
        version=found.version,
    )


def put_counting(counting: Counting, deps: Deps) -> Counting:
    """Raises StaleWrite, StoreBusy."""
    body = {
        "until": in_utc(counting.until),
        "floor": in_utc(counting.floor),
        "next_at": in_utc(counting.next_at),
        "edition": counting.edition,
        "known_until": counting.known_until.isoformat() if counting.known_until else None,
        "wanted": {city: order_body(order) for city, order in counting.wanted.items()},
        "uncounted": dict(counting.uncounted),
    }
    stored = deps.store.put(new_record(COUNTING, PROVINCE, body, counting.version))
    return replace(counting, version=stored.version)


def checked_of(city: str, deps: Deps) -> Checked | None:
    """What its last recount found; None where none is over yet."""
    found = deps.store.record(RECOUNTED, city)
    return _checked(found.body) if found else None


def keep_checked(city: str, checked: Checked, deps: Deps) -> None:
    """Raises StaleWrite, StoreBusy."""
    change_record(deps.store, RECOUNTED, city, lambda _: _checked_body(checked))


def order_body(order: RecountOrder) -> dict[str, Any]:
    return {"by": order.by, "reason": order.reason, "at": in_utc(order.at)}


def order_in(body: Mapping[str, Any]) -> RecountOrder:
    return RecountOrder(body["by"], body["reason"], datetime.fromisoformat(body["at"]))


def _checked_body(checked: Checked) -> dict[str, Any]:
    return {
        "order": order_body(checked.order),
        "at": in_utc(checked.at),
        "until": in_utc(checked.until),
        "cases": checked.cases,
        "unreadable": checked.unreadable,
        "differing": checked.differing,
        "differences": [list(one) for one in checked.differences],
    }


def _checked(body: Mapping[str, Any]) -> Checked:
    return Checked(
        order=order_in(body["order"]),
        at=datetime.fromisoformat(body["at"]),
        until=datetime.fromisoformat(body["until"]),
        cases=body["cases"],
        unreadable=body["unreadable"],
        differing=body["differing"],
        differences=tuple((m, row, code, was, now) for m, row, code, was, now in body["differences"]),
    )
