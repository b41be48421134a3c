"""Reading and changing one small document beside the cases, as `ledger.py` does with an item."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from functions.domain.conflicts import KeyReused
from functions.domain.errors import RecordUnreadable
from functions.ports.case_store import CaseStore, Record
from functions.ports.page import Page
from functions.usecases.contention import until_written
from functions.usecases.record_kinds import end_of, kept_as
from functions.usecases.walks import pages
from schemas.plain_text import STORED
from schemas.wire import Wire

Body = Mapping[str, Any]
_Shape = TypeVar("_Shape", bound=Wire)
_PAGE = 500
SWEEP = "sweep"
_UNREADABLE = (
    "记录 {name} 无法读取，没有丢弃，也没有改动；请运维人员从备份放回这一条（lianban repair，"
    "运维手册 record-unreadable），放回后再试。"
)
# Later than any time.
_END_OF_TIME_MS = 10**13


def new_record(
    kind: str, key: str, body: Body, version: int = 0, *, expires_at: datetime | None = None
) -> Record:
    """Sealed if its kind is."""
    return Record(kind, key, body, version, expires_at, sealed=kept_as(kind).sealed)


def read_as(shape: type[_Shape], body: Body) -> _Shape:
    """Raises RecordUnreadable, also for what a later program wrote that we have come back from."""
    try:
        return shape.model_validate_json(json.dumps(dict(body)), context=STORED)
    except ValueError as error:
        raise RecordUnreadable from error


def record_made_anew(store: CaseStore, kind: str, key: str) -> Record | None:
    """Of one that cannot be read an empty one, to be written over: of what is made anew each time nothing is lost by it."""
    try:
        return store.record(kind, key)
    except RecordUnreadable as error:
        return new_record(kind, key, {}, error.version)


def change_record(
    store: CaseStore,
    kind: str,
    key: str,
    rule: Callable[[Body | None], Body],
    *,
    expires_at: datetime | None = None,
    anew: bool = False,
) -> Body:
    """Write what `rule` makes of the document as it is now (None: there is none), again if beaten. `anew`: there is none
    where it cannot be read.

    `expires_at`: how long it lives from this write on; otherwise as long as before.
    Raises StaleWrite after too many losses, and whatever `rule` raises.
    """

    def attempt() -> Body:
        found = record_made_anew(store, kind, key) if anew else store.record(kind, key)
        body = rule(found.body if found and (found.body or not anew) else None)
        if found and body == found.body:
            return body
        present = found or new_record(kind, key, body)
        store.put(replace(present, body=body, expires_at=expires_at or present.expires_at))
        return body

    return until_written(attempt)


def first_under(kind: str, name: str, fresh: Body, *, now: datetime, store: CaseStore) -> Body:
    """What a key stands for, by the name made of it: written first, so that a repetition finds what the first one began.
    `fresh` has a `digest` of what was asked; one of an earlier release may have none. Raises KeyReused: another thing was
    asked under it.
    """
    found = change_record(store, kind, name, lambda body: body or fresh, expires_at=end_of(kind, now))
    if found.get("digest", fresh["digest"]) != fresh["digest"]:
        raise KeyReused
    return found


def every_record(store: CaseStore, kind: str) -> Iterator[Record]:
    """All of a kind, in the order of their keys, page by page. Raises RecordUnreadable, which names the first that cannot be
    read: what is made of all of them is not made of a part."""
    for page in _pages(store, kind):
        if page.unreadable:
            raise unreadable_record(kind, page.unreadable[0])
        yield from page.entries


def readable_records(store: CaseStore, kind: str) -> Page[Record]:
    """The same with what cannot be read beside it, for whoever may pass it over and tells of it."""
    found = tuple(_pages(store, kind))
    return Page(
        tuple(one for page in found for one in page.entries),
        None,
        tuple(key for page in found for key in page.unreadable),
    )


def _pages(store: CaseStore, kind: str) -> Iterator[Page[Record]]:
    return pages(lambda cursor: store.records(kind, limit=_PAGE, cursor=cursor))


def unreadable_record(kind: str, key: str) -> RecordUnreadable:
    return RecordUnreadable(_UNREADABLE.format(name=f"{kind}/{key}"))


def newest_first(at: datetime) -> str:
    """Begins the key of a record of that time: keys are listed in their order, and the latest time makes the least."""
    return f"{_END_OF_TIME_MS - int(at.timestamp() * 1000):013d}"
