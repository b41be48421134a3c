"""Who looked at what a case holds of its person: kept beside the case, before it is shown.

One and the same look within an hour is one line, so that a page that is read again and again costs no more and hides nothing.
"""

from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from typing import Literal

from functions.domain.case.access import Principal
from functions.domain.errors import StaleWrite
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.case.view import ledger_of
from functions.usecases.record_kinds import end_of
from functions.usecases.record_kinds.case import LOOKED
from functions.usecases.records import new_record, newest_first
from schemas.codes import Role

What = Literal[
    "looked_up", "item", "form", "fields", "registration", "letter", "file", "files", "receipt", "shipped"
]


def note_look(
    case_id: str,
    what: What,
    *,
    by: Principal,
    deps: Deps,
    item: str | None = None,
    purpose: str | None = None,
) -> None:
    """Nothing of whose own case it is. Raises StoreError: then nothing is shown either."""
    if by.role is Role.APPLICANT:
        return
    now = deps.clock()
    said = {
        "what": what,
        "by": by.subject,
        "role": by.role.value,
        "region": by.region,
        "department": by.department.value if by.department else None,
        "item": item,
        "purpose": purpose,
    }
    look = {name: value for name, value in said.items() if value is not None}
    kind, key = f"{LOOKED}#{case_id}", _key(look, now)
    if deps.store.record(kind, key) is None:
        body = {**look, "at": now.isoformat()}
        with suppress(StaleWrite):
            deps.store.put(new_record(kind, key, body, expires_at=end_of(LOOKED, now)))


def looks_at(case_id: str, *, by: Principal, limit: int, cursor: str | None, deps: Deps) -> Page[Record]:
    """The latest hour first; bodies as `note_look` writes them. Raises CaseNotFound, BadCursor."""
    ledger_of(case_id, by=by, deps=deps)
    return deps.store.records(f"{LOOKED}#{case_id}", limit=limit, cursor=cursor)


def _key(look: dict[str, str], now: datetime) -> str:
    hour = now.replace(minute=0, second=0, microsecond=0)
    same = sha256(repr(sorted(look.items())).encode()).hexdigest()[:16]
    return f"{newest_first(hour)}-{same}"
