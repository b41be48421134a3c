"""Recounts (重新清点) as operators order and follow them: of cities that are wholly theirs."""

from collections.abc import Mapping
from dataclasses import dataclass

from functions.domain.case.access import Principal, in_region
from functions.domain.guide.refusals import CityNotFound
from functions.ports.deps import Deps
from functions.usecases.case.lists import cities_within
from functions.usecases.contention import until_written
from functions.usecases.numbers.kept import Checked, RecountOrder, checked_of, counting_now
from functions.usecases.numbers.recount_rows import recount_of
from functions.usecases.numbers.turn import order_recount


@dataclass(frozen=True, slots=True)
class CityRecount:
    """`cases_so_far`: of one that has begun."""

    city: str
    wanted: RecountOrder | None
    cases_so_far: int | None
    checked: Checked | None


def recounts(*, by: Principal, deps: Deps) -> tuple[CityRecount, ...]:
    counting = counting_now(deps)
    wanted = counting.wanted if counting else {}
    return tuple(_of(city, wanted, deps) for city in own_cities(by, deps))


def own_cities(by: Principal, deps: Deps) -> tuple[str, ...]:
    """Whose every case they see: a county's operators count no city."""
    cities = cities_within(by.region, (), deps)
    return tuple(city for city in cities if in_region(by.region, city=city, county=None))


def recount(city: str, reason: str, *, by: Principal, deps: Deps) -> CityRecount:
    """One that is wanted already stays as it was ordered. Raises CityNotFound, StaleWrite, StoreBusy."""
    if city not in own_cities(by, deps):
        raise CityNotFound
    order = until_written(lambda: order_recount(city, RecountOrder(by.subject, reason, deps.clock()), deps))
    return _of(city, {city: order}, deps)


def _of(city: str, wanted: Mapping[str, RecountOrder], deps: Deps) -> CityRecount:
    begun = recount_of(city, deps) if city in wanted else None
    return CityRecount(city, wanted.get(city), begun.cases if begun else None, checked_of(city, deps))
