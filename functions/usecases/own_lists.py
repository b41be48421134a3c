"""What somebody began, by whose it is: an id that was told once can be found again. The list is written before the thing, so
that a crash in between leaves an id that leads nowhere, and is passed over.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TypeVar

from functions.domain.case.access import Principal
from functions.domain.errors import StaleWrite
from functions.domain.refusals import NotFound
from functions.ports.case_store import Record
from functions.ports.deps import Deps, in_turn
from functions.ports.page import Page
from functions.usecases.limits import caller_of
from functions.usecases.records import new_record
from functions.usecases.walks import each_readable

_T = TypeVar("_T")


def note_own(kind: str, name: str, *, by: Principal, expires_at: datetime | None, deps: Deps) -> None:
    """Once. Raises StoreBusy."""
    with suppress(StaleWrite):
        deps.store.put(new_record(_list_of(kind, by), name, {}, expires_at=expires_at))


def forget_own(kind: str, name: str, *, by: Principal, deps: Deps) -> None:
    """Nothing if it is not there."""
    with suppress(StaleWrite):
        found = deps.store.record(_list_of(kind, by), name)
        if found:
            deps.store.delete(found)


def own(
    kind: str, find: Callable[[str], _T], *, by: Principal, limit: int, cursor: str | None, deps: Deps
) -> Page[_T]:
    """A page may be short of `limit` and more follow; what cannot be read hides nothing beside it. Raises BadCursor."""
    page = deps.store.records(_list_of(kind, by), limit=limit, cursor=cursor)

    def there(record: Record) -> _T | None:
        with suppress(NotFound):
            return find(record.key)
        return None

    found, damaged = each_readable(page.entries, there, name=lambda record: record.key, at_once=in_turn)
    entries = tuple(one for one in found if one is not None)
    return Page(entries, page.cursor, (*page.unreadable, *damaged))


def _list_of(kind: str, by: Principal) -> str:
    return f"{kind}#{caller_of(by)}"
