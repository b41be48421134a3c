"""The guide (办事指南): what the current edition says of every item, and what it comes to for one person (一次告知)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from functions.domain.catalogue.plan import check_items
from functions.domain.catalogue.rules import Truth
from functions.domain.clock import shanghai_date
from functions.domain.deadlines.terms import TermWarning, running, started_terms
from functions.domain.guide.answers import Given, given
from functions.domain.guide.assessment import Assessment, assess, city_said, county_of, town_of
from functions.domain.guide.refusals import CityNotFound
from functions.ports.deps import Deps
from functions.usecases.guide.places import edition_at
from functions.usecases.guide.rollout import Offers, offers
from schemas.catalogue.edition import Edition
from schemas.codes import Department
from schemas.guide.assessment import AssessmentRequest


@dataclass(frozen=True, slots=True)
class Advice:
    """Nothing of it is kept. `offices`: names, once the place is known; `terms`: by item and place among its terms.

    `offers`: on which channels each item can be applied for, once the city is known. `connected`: the sources of
    shared data can be asked.
    """

    edition: Edition
    given: Given
    assessment: Assessment
    as_of: date
    city: str | None
    offices: Mapping[Department, str]
    offers: Mapping[str, Offers]
    terms: Mapping[tuple[str, int], TermWarning]
    connected: bool = False


def guide(deps: Deps) -> Edition:
    """The edition that new cases begin with."""
    return deps.editions(deps.current_edition)


def guide_at(city: str | None, county: str | None, deps: Deps) -> Edition:
    """As it holds there today; where nobody said where, the edition itself. Raises CityNotFound."""
    edition = guide(deps)
    if city is None and county is None:
        return edition
    inside = county is None or county in {one.code for one in edition.regions.places(city or "")}
    if city is None or edition.regions.city(city) is None or not inside:
        raise CityNotFound
    return edition_at(edition, city, county, deps)


def sources_connected(deps: Deps) -> bool:
    """Whether a source of shared data can be asked here at all."""
    return deps.shared_data is not None


def advise(request: AssessmentRequest, deps: Deps) -> Advice:
    """The same for the same answers on the same day, as long as catalogue, routes and rollout stay.

    Raises UnknownItem, InvalidAnswers.
    """
    edition, now = _guide_there(request, deps), deps.clock()
    codes = request.items or tuple(item.code for item in edition.items)
    check_items(codes, edition)
    answers = given(request.answers, edition)
    started = started_terms(codes, answers.facts, edition, (Truth.HOLDS, Truth.OPEN))
    found = running(started, edition, now, deps.calendar)
    return Advice(
        edition=edition,
        given=answers,
        assessment=assess(codes, answers, edition),
        as_of=shanghai_date(now),
        city=city_said(answers, edition),
        offices=_offices(answers, edition, deps),
        offers=offers(codes, city_said(answers, edition), county_of(answers, edition), deps),
        terms={(term.item, term.place): term for term in found},
        connected=sources_connected(deps),
    )


def _guide_there(request: AssessmentRequest, deps: Deps) -> Edition:
    """Raises InvalidAnswers."""
    edition = guide(deps)
    answers = given(request.answers, edition)
    city, county = city_said(answers, edition), county_of(answers, edition)
    return edition_at(edition, city, county, deps, town=town_of(answers))


def _offices(answers: Given, edition: Edition, deps: Deps) -> dict[Department, str]:
    city, county = city_said(answers, edition), county_of(answers, edition)
    if city is None or not edition.regions.contains(city, county):
        return {}
    inside = edition.regions.narrowest(city, county, town_of(answers))
    return {one: deps.offices.office(one, city=city, county=inside).name for one in Department}
