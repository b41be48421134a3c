"""The catalogue at a place (各地核定): what the guide tells there, and what a new case there is opened with and keeps."""

from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from functions.domain.clock import shanghai_date
from functions.domain.errors import RecordUnreadable, StaleWrite
from functions.domain.guide.place_figures import (
    EVERY_PLACE,
    PLACE_FIGURES,
    PLACED_EDITION,
    PLACES_SET,
    Book,
    book_in,
    figure_rows,
)
from functions.ports.deps import Deps
from functions.usecases.contention import until_written
from functions.usecases.records import new_record, readable_records
from schemas.catalogue.edition import Edition
from schemas.catalogue.overlay import Placed, figures_on, is_region, place_edition, published_at, wider
from schemas.catalogue.place_figures import StandingFigure, as_stored
from schemas.codes import Department
from schemas.regions import county_code


def edition_at(
    edition: Edition, city: str | None, county: str | None, deps: Deps, *, town: str | None = None
) -> Edition:
    """As it holds there today, by what was set of it moments ago; itself where nothing is, or the city is not known."""
    if city is None or not edition.regions.city(city):
        return edition
    known = set_places(deps)
    layers = [
        figures_of(edition, one, known, deps) for one in _places(edition, city, county, town, known, deps)
    ]
    return placed_by(edition, layers, shanghai_date(deps.clock())).edition


def placed_by(edition: Edition, layers: Sequence[Sequence[StandingFigure]], day: date) -> Placed:
    return place_edition(edition, figures_on(layers, day))


def figures_of(edition: Edition, place: str, known: Container[str], deps: Deps) -> tuple[StandingFigure, ...]:
    """What came with the edition, and over it what operators have set. `known`: the places that have any."""
    return (*published_at(edition, place), *(_book_of(place, deps).standing if place in known else ()))


def keep_edition(edition: Edition, deps: Deps) -> None:
    """Under its name, for the cases that keep it: once, before the first of them. Raises StoreBusy."""

    def attempt() -> None:
        try:
            deps.editions(edition.name)
        except KeyError:
            first, *others = map(as_stored, figure_rows(edition.figures))
            for number, figures in enumerate(others, 1):
                _keep_part(f"{edition.name}/{number}", figures, deps)
            # The last, by which all are there.
            body = {"figures": first} | ({"others": len(others)} if others else {})
            deps.store.put(new_record(PLACED_EDITION, edition.name, body))

    until_written(attempt)


def _keep_part(name: str, figures: list[dict[str, Any]], deps: Deps) -> None:
    """A name has one content: what is there already is the same."""
    with suppress(StaleWrite):
        deps.store.put(new_record(PLACED_EDITION, name, {"figures": figures}))


def set_places(deps: Deps) -> frozenset[str]:
    """Those that have set something by now, or moments ago: what has none costs this one read."""
    try:
        record = (deps.recent or deps.store.record)(PLACES_SET, EVERY_PLACE)
    except RecordUnreadable:
        # Nobody's case waits for it: who has set something is asked of what they have set.
        found = readable_records(deps.store, PLACE_FIGURES)
        return frozenset((*(one.key for one in found.entries), *found.unreadable))
    return frozenset(record.body["places"]) if record else frozenset()


def _book_of(place: str, deps: Deps) -> Book:
    record = (deps.recent or deps.store.record)(PLACE_FIGURES, place)
    return book_in(place, record.version, record.body) if record else Book(place)


def _places(
    edition: Edition, city: str, county: str | None, town: str | None, known: Iterable[str], deps: Deps
) -> Iterator[str]:
    """The widest first, down to the town or functional area; then the offices that would have an item there."""
    narrowest = edition.regions.narrowest(city, county_code(county), town) or county
    yield from wider(narrowest or city)
    if not all(map(is_region, known)):
        yield from (deps.offices.office(one, city=city, county=narrowest).id for one in Department)
