"""An act on a case that is also listed among what operators did (操作留痕).

A place is noted before its act is recorded, under the time that the act will have: one that holds no such act is passed over.
"""

from contextlib import suppress
from datetime import datetime
from hashlib import sha256

from functions.domain.case.case import Case
from functions.domain.errors import LianbanError, StaleWrite, StoreError
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.usecases.case.once import DoneOnce, KeyedAct, Make, do_once
from functions.usecases.record_kinds.case import OPERATED
from functions.usecases.records import new_record, newest_first


def do_noted(case: Case, act: KeyedAct, make: Make, at: datetime, deps: Deps) -> DoneOnce:
    """As `do_once`. Raises StoreBusy as well: then nothing is done either."""
    place = _noted(case, act, at, deps)
    try:
        done = do_once(act, make, deps)
    except StoreError:
        # It may have been recorded all the same.
        raise
    except LianbanError:
        _forget(place, deps)
        raise
    if done.again:
        # The act has its place, under the time at which it was done.
        _forget(place, deps)
    return done


def _noted(case: Case, act: KeyedAct, at: datetime, deps: Deps) -> Record:
    """Of version 0 where there was one of this very time."""
    body = {"case_id": case.id, "act": act.name, "at": at.isoformat(), "by": act.actor}
    name = sha256(f"{case.id}/{act.name}".encode()).hexdigest()[:16]
    place = new_record(f"{OPERATED}#{case.city}", f"{newest_first(at)}-{name}", body)
    with suppress(StaleWrite):
        return deps.store.put(place)
    return place


def _forget(place: Record, deps: Deps) -> None:
    """One that is not this request's own stays."""
    with suppress(StoreError):
        deps.store.delete(place)
