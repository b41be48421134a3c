"""Marks that say what is owed, written before what they belong to: read in turn, and let go where nothing came of them."""

from contextlib import suppress
from datetime import datetime, timedelta

from functions.domain.errors import StaleWrite
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.usecases.record_kinds.shared import OWED_READ
from functions.usecases.records import new_record, record_made_anew

# Longer than any request lives: what did not come until then does not come any more.
COMES_WITHIN = timedelta(minutes=10)


def came_to_nothing(mark: Record, now: datetime) -> bool:
    """Of a mark whose case or letter is not there: whether it is no longer on its way."""
    return now - datetime.fromisoformat(mark.body["at"]) > COMES_WITHIN


def next_owed(kind: str, most: int, deps: Deps) -> tuple[Record, ...]:
    """Where there are more than `most`, those behind the last ones: so that none which never succeed keep the rest waiting.

    One that cannot be read is worked off as well: what is owed stands in its key. Raises StoreBusy.
    """
    place = record_made_anew(deps.store, OWED_READ, kind)
    after = place.body.get("after", "") if place else ""
    page = deps.store.records(kind, limit=most, after=after)
    if after and not (page.entries or page.unreadable):
        page = deps.store.records(kind, limit=most)
    marks = (*page.entries, *(_by_its_key(kind, key, deps) for key in page.unreadable))
    behind = max(one.key for one in marks) if page.cursor else ""
    if behind != after:
        with suppress(StaleWrite):
            deps.store.put(new_record(OWED_READ, kind, {"after": behind}, place.version if place else 0))
    return marks


def _by_its_key(kind: str, key: str, deps: Deps) -> Record:
    """A mark is written once, and when is asked only of one whose case never came."""
    return new_record(kind, key, {"at": deps.clock().isoformat()}, version=1)
