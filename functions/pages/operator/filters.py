"""What a list is narrowed by, out of its address: what is none of the choices filters nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from functions.domain.case.access import region_holds
from functions.pages.choosing_places import place_choices
from functions.pages.fields import Choice, Field, Kind
from functions.pages.page import Asked
from functions.shapes.words import item_name
from functions.usecases.case.lists import cities_within
from functions.usecases.guide.advise import guide
from functions.web.whole_number import number_or
from schemas.codes import CHINESE, Department
from schemas.wire import PROVINCE, PROVINCE_NAME

T = TypeVar("T")
SINCE = (Choice("1", "一天内"), Choice("7", "7 天内"), Choice("30", "30 天内"), Choice("90", "90 天内"))


@dataclass(frozen=True, slots=True)
class Tab:
    address: str
    words: str
    here: bool


def chosen(given: str, choices: Sequence[T]) -> T | None:
    return next((one for one in choices if one == given), None)


def department_of(asked: Asked) -> Department | None:
    return chosen(asked.query.get("department", ""), tuple(Department))


def city_of(asked: Asked) -> str | None:
    """One of those that the operator sees."""
    return chosen(asked.query.get("city", ""), cities_within(asked.by.region, (), asked.deps))


def items(asked: Asked) -> tuple[Choice, ...]:
    edition = guide(asked.deps)
    return tuple(
        Choice(one.code, item_name(edition, one.code)) for one in (edition.service_check, *edition.items)
    )


def select(name: str, label: str, choices: tuple[Choice, ...]) -> Field:
    return Field(name, label, Kind.SELECT, choices=choices, optional=True)


def days_from(given: str, now: datetime, sign: int) -> datetime | None:
    """None of what is no number of days."""
    days = number_or(None, given, digits=3)
    return None if days is None else now + sign * timedelta(days=days)


def departments() -> tuple[Choice, ...]:
    return tuple(Choice(one.value, CHINESE[one]) for one in Department)


def cities(asked: Asked) -> tuple[Choice, ...]:
    regions = asked.deps.editions(asked.deps.current_edition).regions
    return tuple(Choice(code, regions.name(code)) for code in cities_within(asked.by.region, (), asked.deps))


def places(asked: Asked) -> tuple[Choice, ...]:
    """Every place that the operator sets something for: the province, cities and counties; a county's operator their own."""
    regions = guide(asked.deps).regions
    found = [Choice(PROVINCE, PROVINCE_NAME)] if asked.by.region == PROVINCE else []
    found += place_choices(regions, (one.value for one in cities(asked)))
    return tuple(one for one in found if region_holds(asked.by.region, one.value))
