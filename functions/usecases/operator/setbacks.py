"""Cases that the sweep could not look at (巡检受阻): a row that cannot be read, a lost key, a fault of ours; and those of
which it found items silently lost.

One such case stops none of the others. It is named here, with what is wrong, until a sweep gets through it or an operator
sets it aside (隔离): then no sweep tries it any more, and it is still told. To operators of its place; where the case itself
cannot be read nobody knows that, and all are told.
"""

from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime

from functions.domain.case.access import Principal, in_region
from functions.domain.case.refusals import CaseNotFound
from functions.domain.deadlines.silence import SILENTLY_LOST, silently_lost
from functions.domain.errors import LianbanError, RecordUnreadable, StoreError
from functions.domain.values import replace
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.record_kinds.operator import CASE_SETBACK
from functions.usecases.records import Body, change_record, readable_records


@dataclass(frozen=True, slots=True)
class Setback:
    """`error` is a class name; `set_aside` says by whom and why, and is None while the sweep still tries. `city`: None where
    the case could not be read when it was noted. `lost`: its items that a sweep found silently lost.
    """

    case_id: str
    error: str
    since: datetime
    last: datetime
    times: int
    set_aside: str | None = None
    city: str | None = None
    county: str | None = None
    lost: tuple[str, ...] = ()

    def is_seen_by(self, by: Principal) -> bool:
        return self.city is None or in_region(by.region, city=self.city, county=self.county)


def setbacks(deps: Deps) -> Page[Setback]:
    """In the order of the cases' ids. Raises StoreBusy."""
    found = readable_records(deps.store, CASE_SETBACK)
    return Page(tuple(map(_read, found.entries)), None, found.unreadable)


def setback_of(case_id: str, deps: Deps) -> Setback | None:
    """Raises StoreBusy."""
    found = deps.store.record(CASE_SETBACK, case_id)
    return as_it_is(_read(found), deps) if found else None


def known(deps: Deps) -> dict[str, Setback]:
    """None, where they cannot be read: then every case is tried."""
    try:
        return {one.case_id: one for one in setbacks(deps).entries}
    except LianbanError:
        return {}


def note_setback(case_id: str, error: Exception, deps: Deps) -> None:
    """A store that is busy loses this word only: the case is tried again."""
    now, name = deps.clock(), type(error).__name__

    def rule(body: Body | None) -> Body:
        before = _of(case_id, body) if body else Setback(case_id, name, now, now, 0)
        return _body(replace(_placed(before, deps), error=name, last=now, times=before.times + 1))

    with suppress(StoreError):
        change_record(deps.store, CASE_SETBACK, case_id, rule)


def note_lost(case_id: str, items: tuple[str, ...], deps: Deps) -> None:
    """Kept, for no later sweep need look at the case. What else is wrong with it is told first."""
    now = deps.clock()

    def rule(body: Body | None) -> Body:
        before = _of(case_id, body) if body else Setback(case_id, SILENTLY_LOST, now, now, 0)
        times = before.times + (before.error == SILENTLY_LOST)
        return _body(replace(_placed(before, deps), last=now, times=times, lost=items))

    with suppress(StoreError):
        change_record(deps.store, CASE_SETBACK, case_id, rule)


def lost_now(case_id: str, deps: Deps) -> tuple[str, ...]:
    """Of a case that cannot be read nobody knows."""
    try:
        return silently_lost(deps.store.ledger(case_id), deps.clock())
    except (CaseNotFound, RecordUnreadable):
        return ()


def as_it_is(one: Setback, deps: Deps) -> Setback | None:
    """None: its items were lost when a sweep looked, and are no longer. Raises StoreBusy."""
    if not one.lost:
        return one
    lost = lost_now(one.case_id, deps)
    return replace(one, lost=lost) if lost or one.error != SILENTLY_LOST else None


def _placed(one: Setback, deps: Deps) -> Setback:
    if one.city is not None:
        return one
    # What is wrong may be anything, and this is no reason not to note it.
    with suppress(Exception):
        case = deps.store.ledger(one.case_id).case
        return replace(one, city=case.city, county=case.county)
    return one


def forget(case_id: str, deps: Deps) -> None:
    """A sweep got through it."""
    with suppress(StoreError):
        if found := deps.store.record(CASE_SETBACK, case_id):
            deps.store.delete(found)


def set_aside(case_id: str, reason: str | None, *, by: Principal, deps: Deps) -> Setback:
    """With a reason no sweep tries the case from now on; without one the next sweep does.

    Raises CaseNotFound for a case that stops no sweep, or is elsewhere, StaleWrite.
    """

    def rule(body: Body | None) -> Body:
        if body is None or not _of(case_id, body).is_seen_by(by):
            raise CaseNotFound
        aside = f"{by.subject}：{reason}" if reason else None
        return _body(replace(_of(case_id, body), set_aside=aside))

    return _of(case_id, change_record(deps.store, CASE_SETBACK, case_id, rule))


def _read(record: Record) -> Setback:
    return _of(record.key, record.body)


def _of(case_id: str, body: Body) -> Setback:
    since, last = (datetime.fromisoformat(body[name]) for name in ("since", "last"))
    more = {name: body.get(name) for name in ("set_aside", "city", "county")}
    lost = tuple(body.get("lost", ()))
    return Setback(case_id, body["error"], since, last, body["times"], **more, lost=lost)


def _body(one: Setback) -> Body:
    plain = asdict(one)
    del plain["case_id"]
    return {**plain, "since": one.since.isoformat(), "last": one.last.isoformat()}
