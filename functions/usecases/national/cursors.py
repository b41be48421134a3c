"""Where an export goes on (续点): a cursor holds all there is to know, so nothing else is kept of what was exported."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime

from functions.domain.case.access import Principal
from functions.domain.clock import TOLERANCE
from functions.domain.refusals import BadCursor
from functions.ports.deps import Deps
from schemas.national.export import ExportOrder
from schemas.wire import EARLIEST, LATEST

# What is refused: one that is another's, or of a clock that stood ahead. What it passes over nobody would miss.
_OF_OTHERS = "这个续点是另一辖区或者另一地市导出的，接着它导出会漏掉此前的办件：请换一个文件夹，或者从头导出（不带 cursor）。"
_NOT_YET = "这个续点的时间还没有到：上次导出时服务器的时钟超前，接着它导出会漏掉这之间的办件。请从头导出（不带 cursor）。"


@dataclass(frozen=True, slots=True)
class ExportPosition:
    """`until`: when this run began, None before its first page; `inner`: the place in the list of cases; `of`: whose cases
    were told, None in a cursor of before it was noted."""

    since: datetime | None = None
    until: datetime | None = None
    inner: str | None = None
    of: str | None = None


def whose_export(order: ExportOrder, by: Principal) -> str:
    return f"{by.region or ''}/{order.city or ''}"


def position_asked(order: ExportOrder, by: Principal, deps: Deps) -> ExportPosition:
    """Raises BadCursor: also where what is older, or what comes, would never be told."""
    at = _read(order.cursor)
    if at.of not in (None, whose_export(order, by)):
        raise BadCursor(_OF_OTHERS)
    if any(one and one > deps.clock() + TOLERANCE for one in (at.since, at.until)):
        raise BadCursor(_NOT_YET)
    return at


def cursor_at(at: ExportPosition) -> str:
    plain = [at.since and at.since.isoformat(), at.until and at.until.isoformat(), at.inner, at.of]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def since_of(cursor: str | None) -> datetime | None:
    """From when on what happened is told from there; None: from the beginning. Raises BadCursor."""
    return _read(cursor).since


def is_midway(cursor: str | None) -> bool:
    """Whether cases are left that were not told yet. Raises BadCursor."""
    return _read(cursor).inner is not None


def until_of(cursor: str | None) -> datetime | None:
    """Up to when the part was told that ends there. Raises BadCursor."""
    at = _read(cursor)
    return at.until or at.since


def _read(cursor: str | None) -> ExportPosition:
    if cursor is None:
        return ExportPosition()
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        since, until, inner, *of = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
        return ExportPosition(_instant(since), _instant(until), _text(inner), *map(_text, of))
    except (ValueError, TypeError, RecursionError) as error:
        raise BadCursor from error


def _instant(text: object) -> datetime | None:
    if text is None:
        return None
    at = datetime.fromisoformat(str(text))
    # At the edge of time no other offset can be told.
    if at.tzinfo is None or not EARLIEST.year < at.year < LATEST.year:
        raise ValueError("a cursor's instants have offsets, and are of our time")
    return at


def _text(value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise TypeError("a cursor's place is text")
    return value
