"""The ledger's values as JSON and back. Both stores hold the same text (DynamoDB packs it): a ledger can be carried over."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

from functions.adapters.flat_items import FlatItem, flat, grouped
from functions.adapters.sealing import Seal, SealBroken
from functions.domain.case.case import Case, Event
from functions.domain.case.facts import Notice
from functions.domain.case.item import CaseItem
from functions.domain.errors import RecordUnreadable
from functions.ports.case_store import Record
from schemas.form.application import Application
from schemas.plain_text import STORED

_Row = TypeVar("_Row", Case, CaseItem, Event)


def encode(value: Case | CaseItem | Event) -> str:
    """Instants are written in UTC; what is at its default is left out. Raises ValueError for a naive instant, TypeError
    for what JSON cannot hold.
    """
    if isinstance(value, CaseItem):
        return _written(flat(value), _flat_items())
    return _written(value, _adapters()[type(value)])


def _written(value: Any, adapter: TypeAdapter[Any]) -> str:
    # What may stand in an event is anybody's; a case and an item hold what their types say, and are written most often.
    if not isinstance(value, Event):
        written = adapter.dump_json(value, exclude_defaults=True).decode()
        if not _OTHER_OFFSET.search(written):
            return written
    return _to_text(adapter.dump_python(value, exclude_defaults=True))


def decode(kind: type[_Row], text: str) -> _Row:
    """Raises RecordUnreadable."""
    try:
        if kind is CaseItem:
            return grouped(_flat_items().validate_json(text, context=STORED))
        found: _Row = _adapters()[kind].validate_json(text, context=STORED)
    except ValueError as error:
        raise RecordUnreadable from error
    return found


def as_read(value: _Row, text: str) -> _Row:
    """What is read of `text`, which `value` was written as: `value` itself, unless an instant of it had another offset."""
    return decode(type(value), text) if _OTHER_OFFSET.search(text) else value


def encode_notices(notices: tuple[Notice, ...]) -> str:
    return _to_text(_notices().dump_python(notices, exclude_defaults=True))


def decode_notices(text: str) -> tuple[Notice, ...]:
    """Raises RecordUnreadable."""
    try:
        return _notices().validate_json(text, context=STORED)
    except ValueError as error:
        raise RecordUnreadable from error


def unsealed_form(opened: Callable[[], str | bytes]) -> Application:
    """`opened` unseals it. Raises RecordUnreadable, also for want of the key."""
    try:
        return Application.model_validate_json(opened(), context=STORED)
    except (ValueError, SealBroken) as error:
        raise RecordUnreadable from error


def encode_body(body: Mapping[str, Any]) -> str:
    """Of a record. JSON only: what it holds is read back as it was given. Raises TypeError for anything else."""
    return json.dumps(dict(body), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def encode_record(record: Record, seal: Seal) -> str:
    """A record's body as it is stored: JSON, which begins with a brace, or sealed text, which never does."""
    body = encode_body(record.body)
    return seal.seal(body.encode(), owner=_owner(record.kind, record.key)).decode() if record.sealed else body


def decode_record(
    kind: str, key: str, body: str, version: int, expires_at: datetime | None, seal: Seal
) -> Record:
    """Raises RecordUnreadable."""
    sealed = not body.startswith("{")
    try:
        # Also where nothing is sealed: half a character is none, and a reader of JSON takes it.
        stored = body.encode()
        plain = seal.unseal(stored, owner=_owner(kind, key)).decode() if sealed else body
        return Record(kind, key, decode_body(plain), version, expires_at, sealed)
    except (ValueError, SealBroken) as error:
        raise RecordUnreadable(version=version) from error


def _owner(kind: str, key: str) -> str:
    return f"{kind}/{key}"


def decode_body(text: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(text)
    return found


def stamp(at: datetime) -> str:
    """An instant of which the text sorts as the instant does: UTC, always six decimals."""
    return _utc(at).isoformat(timespec="microseconds")


@cache
def _adapters() -> dict[type[Any], TypeAdapter[Any]]:
    return {kind: TypeAdapter(kind) for kind in (Case, Event)}


@cache
def _flat_items() -> TypeAdapter[Any]:
    return TypeAdapter(FlatItem)


@cache
def _notices() -> TypeAdapter[tuple[Notice, ...]]:
    return TypeAdapter(tuple[Notice, ...])


# A time of day that no "Z" follows: an instant of another offset or of none, or a text that looks like one.
_OTHER_OFFSET = re.compile(r"T\d\d:\d\d:\d\d(\.\d+)?(?![\d.Z])")


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return _utc(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in the ledger")


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("an instant needs its offset")
    return at.astimezone(UTC)


_to_text = json.JSONEncoder(default=_plain, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
