"""The bodies of DynamoDB's rows: packed, without what stands in the row's key or beside the body."""

import base64
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
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
_ENTRY_BYTES = 9
# Before a body that was packed after an event of its row's log: then the event's name, then the body. No edition of words.
_AFTER = b"\x00"


def case_body(case: Case) -> bytes:
    """Without what the sweep's looks change: the lists of cases hold bodies, and need not be written for that."""
    bare = replace(
        case, version=0, check_at=None, watch_not_before=None, notice_not_before=None, checks=0, notices=()
    )
    return pack(encode(bare), known=case.id)


def notices_body(case: Case) -> bytes:
    return pack(encode_notices(case.notices), known=case.id)


def item_body(item: CaseItem, said: Event | None = None) -> bytes:
    """`said`: the event that goes into the row's log with it. An answer stands in both: packed after the other it takes half.

    Without the task's token, which cannot be packed (`token_of`).
    """
    wait = item.wait and replace(item.wait, token="")
    text = encode(replace(item, version=0, check_at=None, wait=wait))
    if said is None:
        return pack(text, known=item.case_id)
    return _AFTER + entry_bytes(said.key) + pack(text, known=item.case_id + encode(said))


def token_of(item: CaseItem) -> str | bytes | None:
    """The engine's tokens are Base64 of random bytes: as bytes they take three quarters."""
    if item.wait is None:
        return None
    with suppress(ValueError):
        token = base64.b64decode(item.wait.token, validate=True)
        if base64.b64encode(token).decode() == item.wait.token:
            return token
    return item.wait.token


def entry_of(key: str) -> str:
    """An event's name in a log: short, for a webhook-id may be long."""
    return base64.urlsafe_b64encode(entry_bytes(key)).decode()


def entry_bytes(key: str) -> bytes:
    return sha256(key.encode()).digest()[:_ENTRY_BYTES]


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
    item = decode(CaseItem, _item_text(row))
    # In rows of before it is in the body.
    if item.wait and "token" in row:
        item = replace(item, wait=replace(item.wait, token=_token(row["token"])))
    # The mark of news stands in the same list, and in the body.
    check_at = None if item.news_at else _moment(row, "check_at")
    return replace(item, version=_version(row), check_at=check_at)


def _item_text(row: _Row) -> str:
    packed, case_id = _bytes(row["body"]), case_id_in(row)
    if packed[:1] != _AFTER:
        return unpack(packed, known=case_id)
    entry = base64.urlsafe_b64encode(packed[1 : 1 + _ENTRY_BYTES]).decode()
    said = row.get("log", {}).get("M", {}).get(entry)
    if said is None:
        raise RecordUnreadable
    return unpack(packed[1 + _ENTRY_BYTES :], known=case_id + unpack(_bytes(said), known=case_id))


def _token(value: Any) -> str:
    return str(value["S"]) if "S" in value else base64.b64encode(_bytes(value)).decode()


def opened_body(opening: Opening, items: tuple[CaseItem, ...]) -> bytes:
    """The items as they were opened, one a line, then the first events."""
    lines = (*map(encode, items), *map(encode, opening.events))
    return pack("\n".join(lines), known=opening.ledger.case.id)


def _opened_in(rows: list[_Row]) -> tuple[tuple[CaseItem, ...], tuple[Event, ...]]:
    """With the case's own row; of a case of before, a row of its own, the last."""
    row, name = (rows[0], "began") if "began" in rows[0] else (rows[-1], "body")
    lines = unpack(_bytes(row[name]), known=case_id_in(row)).split("\n")
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
    """Of a case's own rows, in the order of their keys: the case, then its items."""
    items = {item.code: item for item in _opened_in(rows)[0]}
    # A row without a body only says that its events are apart; one that was never opened is nobody's.
    found = (item_in(row) for row in _changed(rows) if "body" in row)
    items |= {item.code: item for item in found if item.code in items}
    return Ledger(case_in(rows[0]), tuple(items.values()))


def kept_events(rows: list[_Row]) -> tuple[Event | str, ...]:
    """Those that are in the case's own rows: how it began, and what was written with its row or an item's. What cannot be
    read has a name.
    """
    if not rows:
        return ()
    own = (rows[0], *_changed(rows))
    return (*_opened_in(rows)[1], *(event for row in own for event in logged(row)))


def _changed(rows: list[_Row]) -> list[_Row]:
    """Those of items."""
    return rows[1:] if "began" in rows[0] else rows[1:-1]


def case_id_in(row: _Row) -> str:
    return str(row["pk"]["S"]).removeprefix("CASE#")


def _version(row: _Row) -> int:
    return int(row["version"]["N"]) if "version" in row else 0


def _moment(row: _Row, name: str) -> datetime | None:
    return datetime.fromisoformat(row[name]["S"]) if name in row else None


def _bytes(value: Any) -> bytes:
    return bytes(value["B"])
