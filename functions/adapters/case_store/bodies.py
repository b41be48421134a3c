"""The bodies of DynamoDB's rows: packed, without what stands in the row's key or beside the body."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from functions.adapters.codec import decode, decode_notices, encode, encode_notices
from functions.adapters.packing import pack, unpack
from functions.domain.case.case import Case, Event, Ledger
from functions.domain.case.item import CaseItem
from functions.domain.errors import RecordUnreadable
from functions.domain.upkeep.looks import case_read
from functions.domain.values import replace
from functions.ports.case_store import Opening

_Row = dict[str, Any]


def case_body(case: Case) -> bytes:
    """Without what the sweep's looks change: the lists of cases hold bodies, and need not be written for that."""
    bare = replace(
        case, version=0, check_at=None, watch_not_before=None, notice_not_before=None, checks=0, notices=()
    )
    return pack(encode(bare), known=case.id)


def notices_body(case: Case) -> bytes:
    return pack(encode_notices(case.notices), known=case.id)


def item_body(item: CaseItem) -> bytes:
    return pack(encode(replace(item, version=0, check_at=None)), known=item.case_id)


def case_in(row: _Row) -> Case:
    """Of a list, where only the body is at hand: version 0, as if nothing were due and nobody had been notified."""
    case = decode(Case, unpack(_bytes(row["body"]), known=case_id_in(row)))
    checks = int(row["checks"]["N"]) if "checks" in row else 0
    found = replace(
        case,
        version=_version(row),
        check_at=_moment(row, "check_at"),
        watch_not_before=_moment(row, "watch_not_before"),
        notice_not_before=_moment(row, "notice_not_before"),
        checks=checks,
    )
    if "notices" not in row:
        return case_read(found)
    return replace(case_read(found), notices=decode_notices(unpack(_bytes(row["notices"]), known=case.id)))


def item_in(row: _Row) -> CaseItem:
    item = decode(CaseItem, unpack(_bytes(row["body"]), known=case_id_in(row)))
    return replace(item, version=_version(row), check_at=_moment(row, "check_at"))


def opened_body(opening: Opening, items: tuple[CaseItem, ...]) -> bytes:
    """The items as they were opened, one a line, then the first events."""
    lines = (*map(encode, items), *map(encode, opening.events))
    return pack("\n".join(lines), known=opening.ledger.case.id)


def opened_in(row: _Row) -> tuple[tuple[CaseItem, ...], tuple[Event, ...]]:
    lines = unpack(_bytes(row["body"]), known=case_id_in(row)).split("\n")
    count = int(row["items"]["N"])
    items = tuple(decode(CaseItem, line) for line in lines[:count])
    return items, tuple(decode(Event, line) for line in lines[count:])


def event_body(event: Event) -> bytes:
    return pack(encode(event), known=event.case_id)


def event_in(row: _Row) -> Event:
    return decode(Event, unpack(_bytes(row["body"]), known=case_id_in(row)))


def logged(row: _Row) -> Iterator[Event | str]:
    """The events that were written with the row itself; of one that cannot be read its entry's name."""
    for name, entry in row.get("log", {}).get("M", {}).items():
        try:
            yield decode(Event, unpack(_bytes(entry), known=case_id_in(row)))
        except RecordUnreadable:
            yield f"{row['sk']['S']}/{name}"


def ledger_in(rows: list[_Row]) -> Ledger:
    """Of a case's own rows, in the order of their keys: the case, its items, how they were opened."""
    case, opened, changed = parted(rows)
    items = {item.code: item for item in opened_in(opened)[0]}
    # A row without a body only says that its events are apart; one that was never opened is nobody's.
    found = (item_in(row) for row in changed if "body" in row)
    items |= {item.code: item for item in found if item.code in items}
    return Ledger(case_in(case), tuple(items.values()))


def kept_events(rows: list[_Row]) -> tuple[Event | str, ...]:
    """Those that are in the case's own rows: how it began, and what was written with its row or an item's. What cannot be
    read has a name.
    """
    if not rows:
        return ()
    case, opened, changed = parted(rows)
    return (*opened_in(opened)[1], *(event for row in (case, *changed) for event in logged(row)))


def parted(rows: list[_Row]) -> tuple[_Row, _Row, list[_Row]]:
    case, *changed, opened = rows
    return case, opened, changed


def case_id_in(row: _Row) -> str:
    return str(row["pk"]["S"]).removeprefix("CASE#")


def _version(row: _Row) -> int:
    return int(row["version"]["N"]) if "version" in row else 0


def _moment(row: _Row, name: str) -> datetime | None:
    return datetime.fromisoformat(row[name]["S"]) if name in row else None


def _bytes(value: Any) -> bytes:
    return bytes(value["B"])
