"""Guangdong's cities and counties (GB/T 2260)."""

import json
from datetime import date
from functools import cache
from pathlib import Path

from schemas.wire import Wire


class County(Wire):
    """`since`: the year from which this code has had this name, where the data tell."""

    code: str
    name: str
    since: int | None = None


class RegionCity(Wire):
    """`counties` is empty for 东莞 and 中山, which have none."""

    code: str
    name: str
    since: int | None = None
    counties: tuple[County, ...]


class Regions(Wire):
    """`as_of`: the day on which names and numbers were last compared with `source`; names change."""

    as_of: date
    source: str
    cities: tuple[RegionCity, ...]

    def city(self, code: str) -> RegionCity | None:
        return next((city for city in self.cities if city.code == code), None)

    def has(self, code: str) -> bool:
        """Whether it is a city or a county of the province."""
        return any(code in (city.code, *(county.code for county in city.counties)) for city in self.cities)

    def contains(self, city: str, county: str | None) -> bool:
        """Whether the two belong together; a county is None exactly where the city has none."""
        found = self.city(city)
        if found is None:
            return False
        if county is None:
            return not found.counties
        return any(entry.code == county for entry in found.counties)

    def name(self, code: str) -> str:
        """The Chinese name of a city or county; KeyError for any other code."""
        for city in self.cities:
            if city.code == code:
                return city.name
            for county in city.counties:
                if county.code == code:
                    return county.name
        raise KeyError(code)


@cache
def load_regions() -> Regions:
    """Read once, from `regions.toml` beside this module."""
    import tomllib

    text = Path(__file__).with_name("regions.toml").read_text(encoding="utf-8")
    return Regions.model_validate_json(json.dumps(tomllib.loads(text)))
