"""Places to choose from: cities, with their counties or towns, and the functional areas of these."""

from collections.abc import Iterable, Iterator

from functions.pages.fields import Choice
from schemas.regions import Regions


def place_choices(regions: Regions, cities: Iterable[str]) -> Iterator[Choice]:
    for code in cities:
        name = regions.name(code)
        yield Choice(code, name)
        for one in regions.places(code):
            yield Choice(one.code, f"{name}{one.name}")
            for area in regions.below(code, one.code):
                yield Choice(area.code, f"{name}{one.name}{area.name}")
