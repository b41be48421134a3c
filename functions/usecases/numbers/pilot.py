"""A pilot's report: what the catalogue says of twelve single applications, beside what was measured of one for all.

Before is reckoned, never measured: each item applied for by itself, with every material that its list asks for, its own form
and its own official limit, one after the other. A figure that is 待核定 is left out of the sum, and named.
"""

from dataclasses import dataclass

from functions.domain.case.access import Principal
from functions.domain.numbers.figures import CASE_ROW
from functions.domain.numbers.hiding import Cells
from functions.ports.deps import Deps
from functions.usecases.guide.advise import guide, guide_at
from functions.usecases.numbers.looking import Looked, MonthSpan, numbers
from schemas.catalogue.edition import Edition
from schemas.catalogue.figures import FigureStatus, LimitKind, MaterialSource, Unit
from schemas.catalogue.item import Item


@dataclass(frozen=True, slots=True)
class SingleApplications:
    """`materials`: on the items' lists, without what is taken on site. `working_days`, `natural_days`: the statutory limits
    that are confirmed, in their units; `without_limit`, `without_visits`: names of the items of which nothing is confirmed.
    """

    forms: int
    departments: int
    materials: int
    visits: int
    working_days: int
    natural_days: int
    without_limit: tuple[str, ...]
    without_visits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pilot:
    """`measured`: of whole cases; empty where none was closed. `items`: how many applications they stand for."""

    before: SingleApplications
    looked: Looked
    measured: Cells
    edition: str


def pilot(span: MonthSpan, *, city: str | None, by: Principal, deps: Deps) -> Pilot:
    """Raises CityNotFound."""
    edition = guide_at(city, None, deps) if city else guide(deps)
    looked = numbers("item", span, city=city, row=None, by=by, deps=deps)
    measured = next((one.cells for one in looked.rows if one.row == CASE_ROW), {})
    return Pilot(single_applications(edition), looked, measured, edition.name)


def single_applications(edition: Edition) -> SingleApplications:
    items = edition.items
    limits = [_limit(item) for item in items]
    visits = [item.visits for item in items]
    return SingleApplications(
        forms=len(items),
        departments=len({item.department for item in items}),
        materials=sum(_materials(item) for item in items),
        visits=sum(one.value or 0 for one in visits),
        working_days=sum(value for value, unit in filter(None, limits) if unit is Unit.WORKING_DAY),
        natural_days=sum(value for value, unit in filter(None, limits) if unit is Unit.NATURAL_DAY),
        without_limit=tuple(item.name for item, limit in zip(items, limits, strict=True) if limit is None),
        without_visits=tuple(
            item.name
            for item, one in zip(items, visits, strict=True)
            if one.status is not FigureStatus.CONFIRMED
        ),
    )


def _materials(item: Item) -> int:
    return sum(one.required and one.source is not MaterialSource.ON_SITE for one in item.materials)


def _limit(item: Item) -> tuple[int, Unit] | None:
    """The longest statutory one that is confirmed, in days."""
    known = [
        (one.value, one.unit)
        for one in item.time_limits
        if one.kind is LimitKind.STATUTORY
        and one.value is not None
        and one.unit in (Unit.WORKING_DAY, Unit.NATURAL_DAY)
    ]
    return max(known, default=None, key=lambda one: one[0])
