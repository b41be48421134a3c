"""A world whose cases are closed, rated and put right, and what is counted of it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from functions.domain.numbers.contribution import added, contribution
from functions.ports.case_store import CaseQuery, CaseStore, Record
from functions.ports.deps import Deps
from functions.usecases.applicant.rate import rate
from functions.usecases.numbers.counting import EVERY
from functions.usecases.numbers.kept import counting_now, months_of
from functions.usecases.numbers.reading import closed_cases
from functions.usecases.numbers.turn import SETTLES, take_turn
from functions.usecases.upkeep.states import close
from schemas.applicant.ratings import RatingOrder
from schemas.codes import CaseStatus
from schemas.codes_citizen import RatingLevel
from tests.support.incidents import SECOND, act, resolved
from tests.support.world import APPLICANT, World

CITY = "440100"
REPORT = "discharge_report"
Months = dict[str, dict[str, Counter[str]]]


class Killed(Exception):
    """The process is gone."""


class Killing:
    """A store whose process dies with the `nth` write, before it or right after it."""

    def __init__(self, store: CaseStore, nth: int, *, after: bool) -> None:
        self._store, self._left, self._after = store, nth, after

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def put(self, record: Record) -> Record:
        stored: Record = self._dying(lambda: self._store.put(record))
        return stored

    def delete(self, record: Record) -> None:
        self._dying(lambda: self._store.delete(record))

    def _dying(self, write: Callable[[], Any]) -> Any:
        self._left -= 1
        if self._left == 0 and not self._after:
            raise Killed
        written = write()
        if self._left == 0:
            raise Killed
        return written


def closed_case(world: World, kind: str = "granted", **said: Any) -> str:
    case_id = world.submitted(REPORT)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, REPORT, token=f"token-{case_id}")
    world.answered(case_id, REPORT, kind, **said)
    close(case_id, 1, world.deps)
    return case_id


def rated_case(world: World, case_id: str, level: RatingLevel, key: str) -> None:
    order = RatingOrder(item=REPORT, level=level, text="写了几句")
    rate(case_id, order, by=APPLICANT, key=key, deps=world.deps)


def put_right(world: World, case_id: str, decision: dict[str, Any], key: str) -> None:
    resolved(world, case_id, act("override", decision=decision), key=f"{key}-one")
    resolved(world, case_id, act("override", decision=decision), by=SECOND, key=f"{key}-two")


def counted_on(world: World) -> None:
    """Until nothing is left to be counted."""
    world.clock.advance(EVERY + SETTLES)
    for _ in range(60):
        take_turn(world.deps)
        world.clock.advance(timedelta(seconds=60))
        counting = counting_now(world.deps)
        if counting and not counting.wanted and counting.until >= world.clock() - EVERY - SETTLES:
            return


def killed_turn(world: World, nth: int, *, after: bool) -> None:
    deps: Deps = replace(world.deps, store=Killing(world.store, nth, after=after))
    try:
        take_turn(deps)
    except Killed:
        return


def kept(world: World, city: str = CITY) -> Months:
    return {one.month: added(one.rows) for one in months_of(city, world.deps).entries if one.rows}


def recounted(world: World, city: str = CITY, at: datetime | None = None) -> Months:
    """Straight from the ledger."""
    query = CaseQuery(cities=(city,), status=CaseStatus.CLOSED)
    ids = [case.id for case in world.deps.store.cases(query, limit=10_000).entries]
    found: Months = {}
    for one in closed_cases(ids, world.deps)[0]:
        found[one.month] = added(found.get(one.month, {}), contribution(one, at or world.clock()))
    return {month: rows for month, rows in found.items() if rows}
