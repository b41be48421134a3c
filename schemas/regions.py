"""Guangdong's cities and counties (GB/T 2260)."""

import json
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field

from schemas.wire import PROVINCE, Wire


class _Place(Wire):
    """`since`: the year from which this code has had this name, where the data tell. `until`: the last day of it."""

    code: str
    name: str
    since: int | None = None
    until: date | None = None

    def stands(self, on: date) -> bool:
        return self.until is None or on <= self.until


class County(_Place):
    """县（市、区）."""


class Town(_Place):
    """镇（街道）of a city without counties: its code has nine digits."""


class FunctionalArea(_Place):
    """功能区 with offices of its own inside a county; GB/T 2260 has no code for most of them."""

    county: str


class RegionCity(_Place):
    """`counties` is empty for 东莞 and 中山, which have none, but towns."""

    counties: tuple[County, ...]
    towns: Annotated[tuple[Town, ...], Field(description="镇（街道、园区），只有不设县的市才有")] = ()


class Regions(Wire):
    """`as_of`: the day on which names and numbers were last compared with `source`; names change."""

    as_of: date
    source: str
    areas: Annotated[tuple[FunctionalArea, ...], Field(description="县以外自设机构的功能区")] = ()
    cities: tuple[RegionCity, ...]

    def city(self, code: str) -> RegionCity | None:
        return next((city for city in self.cities if city.code == code), None)

    def has(self, code: str) -> bool:
        """Whether it is a city, county, town or functional area of the province."""
        return code in self._known

    def below(self, city: str, county: str | None) -> tuple[_Place, ...]:
        """The functional areas of a county; of a city without counties, its towns."""
        if county:
            return tuple(area for area in self.areas if area.county == county)
        found = self.city(city)
        return found.towns if found else ()

    def narrowest(self, city: str, county: str | None, town: str | None) -> str | None:
        """The code by which items are routed: of the town or functional area of that name, or else of the county."""
        inside = (one.code for one in self.below(city, county) if town in (one.name, one.code))
        return next(inside, county)

    def places(self, city: str) -> tuple[_Place, ...]:
        """The counties of a city, or its towns."""
        found = self.city(city)
        return (found.counties or found.towns) if found else ()

    def is_town(self, code: str) -> bool:
        """Of a city without counties."""
        return any(code == town.code for city in self.cities for town in city.towns)

    def contains(self, city: str, county: str | None) -> bool:
        """Whether the two belong together; a county is None exactly where the city has none."""
        found = self.city(city)
        if found is None:
            return False
        if county is None:
            return not found.counties
        return any(entry.code == county for entry in found.counties)

    def stands(self, code: str, on: date) -> bool:
        return self._known[code].stands(on)

    def name(self, code: str) -> str:
        """The Chinese name of a place; KeyError for any other code."""
        return self._known[code].name

    @cached_property
    def every(self) -> tuple[tuple[str, str | None], ...]:
        """Each place with its city: the city itself, which has None, then its counties or towns, each before its functional
        areas."""
        return tuple(
            (city.code, code)
            for city in self.cities
            for code in (
                None,
                *(code for place in self.places(city.code) for code in self._within(city, place)),
            )
        )

    def _within(self, city: RegionCity, place: _Place) -> tuple[str, ...]:
        return (place.code, *(area.code for area in self.below(city.code, place.code)))

    @cached_property
    def _known(self) -> dict[str, _Place]:
        below = [place for city in self.cities for place in (*city.counties, *city.towns)]
        return {place.code: place for place in (*self.areas, *self.cities, *below)}


def enclosing(region: str) -> tuple[str, ...]:
    """The place itself and what it lies in, the narrowest first."""
    return tuple(dict.fromkeys((region, region[:6], f"{region[:4]}00", PROVINCE)))


def county_code(region: str | None) -> str | None:
    """As GB/T 2260 has it: a town of a city without counties is none."""
    return region if region and len(region) == len(PROVINCE) else None


@cache
def load_regions() -> Regions:
    """Read once, from `regions.toml` beside this module."""
    import tomllib

    text = Path(__file__).with_name("regions.toml").read_text(encoding="utf-8")
    return Regions.model_validate_json(json.dumps(tomllib.loads(text)))
