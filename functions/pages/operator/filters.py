"""What a list is narrowed by, out of its address: what is none of the choices filters nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from functions.pages.fields import Choice
from functions.pages.page import Asked
from functions.usecases.case.view import cities_within
from schemas.codes import CHINESE, Department

T = TypeVar("T")


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


def departments() -> tuple[Choice, ...]:
    return tuple(Choice(one.value, CHINESE[one]) for one in Department)


def cities(asked: Asked) -> tuple[Choice, ...]:
    regions = asked.deps.editions(asked.deps.current_edition).regions
    return tuple(Choice(code, regions.name(code)) for code in cities_within(asked.by.region, (), asked.deps))
