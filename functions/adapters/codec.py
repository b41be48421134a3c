"""The ledger's values as JSON and back. Both stores hold the same text, so a ledger can be carried from one to the other."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

from functions.domain.case import Case, Event
from functions.domain.item import CaseItem

Row = TypeVar("Row", Case, CaseItem, Event)


def encode(value: Case | CaseItem | Event) -> str:
    """Instants are written in UTC. Raises ValueError for a naive one, TypeError for what JSON cannot hold."""
    plain = _adapters()[type(value)].dump_python(value)
    return json.dumps(plain, default=_plain, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def decode(kind: type[Row], text: str) -> Row:
    found: Row = _adapters()[kind].validate_json(text)
    return found


def encode_body(body: Mapping[str, Any]) -> str:
    """Of a record. JSON only: what it holds is read back as it was given. Raises TypeError for anything else."""
    return json.dumps(dict(body), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def decode_body(text: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(text)
    return found


def stamp(at: datetime) -> str:
    """An instant of which the text sorts as the instant does: UTC, always six decimals."""
    return _utc(at).isoformat(timespec="microseconds")


@cache
def _adapters() -> dict[type[Any], TypeAdapter[Any]]:
    return {kind: TypeAdapter(kind) for kind in (Case, CaseItem, Event)}


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
