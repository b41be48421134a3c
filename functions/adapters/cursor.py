"""Opaque cursors: a position in one list, checked against that list before it is used.

A cursor carries no authority: what may be seen is decided by the query of each request, the cursor only says where in
its answer to go on. So a digest of list and position is enough: it finds what was tampered with or belongs elsewhere.
"""

import base64
import hashlib
import json
from typing import Any

from functions.domain.refusals import BadCursor

DIGEST_BYTES = 12
_LONGEST = 2048
# DynamoDB's keys end at 1,024 bytes with their prefixes, SQLite's numbers at 2 ** 63.
LONGEST_PART = 900
FURTHEST = 2**53


def write_cursor(scope: str, position: tuple[str | int, ...]) -> str:
    body = _body(list(position))
    return base64.urlsafe_b64encode(_digest(scope, body) + body).rstrip(b"=").decode()


def read_cursor(scope: str, cursor: str | None, *shape: type[str] | type[int]) -> tuple[Any, ...] | None:
    """The position as `shape` says it was written, None for no cursor. Raises BadCursor."""
    if cursor is None:
        return None
    try:
        raw = base64.b64decode(cursor[:_LONGEST] + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        digest, body = raw[:DIGEST_BYTES], raw[DIGEST_BYTES:]
        position = json.loads(body)
        whole = len(cursor) <= _LONGEST and digest == _digest(scope, body) and body == _body(position)
    except (ValueError, RecursionError) as error:
        raise BadCursor from error
    if not whole or not isinstance(position, list) or [type(part) for part in position] != [*shape]:
        raise BadCursor
    if not all(map(_can_be_asked_for, position)):
        raise BadCursor
    return tuple(position)


def _can_be_asked_for(part: str | int) -> bool:
    """Of any store: none has a place beyond these, and some fail at the question."""
    return 0 <= part <= FURTHEST if isinstance(part, int) else 0 < len(part.encode()) <= LONGEST_PART


def _body(position: object) -> bytes:
    """Raises ValueError for text that is not Unicode, which no store could be asked for."""
    return json.dumps(position, ensure_ascii=False, separators=(",", ":")).encode()


def _digest(scope: str, body: bytes) -> bytes:
    return hashlib.sha256(scope.encode() + b"\0" + body).digest()[:DIGEST_BYTES]
