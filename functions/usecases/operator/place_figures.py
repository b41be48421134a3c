"""Operators set the catalogue at their place (各地核定): one proposes, another checks; new cases follow from its day on."""

from dataclasses import dataclass
from datetime import date

from functions.domain.case.access import Principal
from functions.domain.clock import shanghai_date
from functions.domain.guide.place_figures import (
    EVERY_PLACE,
    PLACE_FIGURES,
    PLACES_SET,
    Book,
    FigureDifference,
    book_in,
    check_size,
    checked_over,
    differences,
    proposal_id,
    with_proposals,
)
from functions.domain.guide.refusals import StateNotFound
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.guide.advise import guide
from functions.usecases.guide.places import set_places
from functions.usecases.operator.figure_checks import check_days, check_figures, placed_there
from functions.usecases.operator.setting_places import SettingPlace, place_for, sets_for
from functions.usecases.records import Body, change_record
from functions.usecases.settings import Changed, changes_of, put_setting, setting_version
from schemas.catalogue.overlay import Placed, published_at
from schemas.catalogue.place_figures import FigureDecision, FigureProposal, StandingFigure


@dataclass(frozen=True, slots=True)
class PlaceSet:
    """What a place has set, and what holds there today."""

    place: SettingPlace
    book: Book
    today: date
    placed: Placed


def place_set(key: str, *, by: Principal, deps: Deps) -> PlaceSet:
    """Raises PlaceNotFound."""
    place, today = place_for(key, by=by, deps=deps), shanghai_date(deps.clock())
    book = _book(key, deps)
    return PlaceSet(place, book, today, placed_there(place, book.standing, today, deps))


def propose(proposal: FigureProposal, *, by: Principal, deps: Deps) -> PlaceSet:
    """The same again changes nothing. Raises PlaceNotFound, InvalidFigure, VersionChanged."""
    place, now = place_for(proposal.place, by=by, deps=deps), deps.clock()
    book = _book(place.key, deps)
    # Also what came with the edition: a file handed out and proposed again unchanged says nothing new.
    present = (*published_at(guide(deps), place.key), *book.standing, *book.waiting)
    known = {proposal_id(one.figure) for one in present}
    check_days(proposal.figures, known, shanghai_date(now))
    check_figures(proposal.figures, place, book, deps)
    proposed = tuple(
        StandingFigure(
            place=place.key,
            place_name=place.name,
            figure=figure,
            proposed_by=by.subject,
            proposed_at=now,
            reason=proposal.reason,
        )
        for figure in proposal.figures
        if proposal_id(figure) not in known
    )
    _write(book, with_proposals(book, proposed), proposal.reason, by, deps)
    return place_set(place.key, by=by, deps=deps)


def decide(decision: FigureDecision, *, by: Principal, deps: Deps) -> PlaceSet:
    """Confirmed by another than who proposed it; refused by anybody of the region. Sent again, it is done already.

    Raises PlaceNotFound, FigureNotWaiting, SecondCheckNeeded, InvalidFigure, VersionChanged.
    """
    place, now = place_for(decision.place, by=by, deps=deps), deps.clock()
    book = _book(place.key, deps)
    if decision.confirm and _done_already(decision, book, by):
        return place_set(place.key, by=by, deps=deps)
    today = shanghai_date(now)
    after, chosen = checked_over(
        book, decision.proposals, confirm=decision.confirm, by=by.subject, at=now, today=today
    )
    if decision.confirm:
        check_figures(tuple(one.figure for one in chosen), place, book, deps)
    _write(book, after, decision.reason, by, deps)
    return place_set(place.key, by=by, deps=deps)


def _done_already(decision: FigureDecision, book: Book, by: Principal) -> bool:
    mine = {proposal_id(one.figure) for one in book.standing if one.checked_by == by.subject}
    return set(decision.proposals) <= mine


def place_changes(key: str, *, by: Principal, deps: Deps) -> Page[Changed]:
    """The latest, as `changes_of` lists them. Raises PlaceNotFound."""
    return changes_of(PLACE_FIGURES, place_for(key, by=by, deps=deps).key, deps.store)


def compared_states(
    key: str, before: int, after: int, *, by: Principal, deps: Deps
) -> tuple[FigureDifference, ...]:
    """What was checked by the one version and is otherwise by the other; 0: nothing was set. Raises PlaceNotFound,
    StateNotFound."""
    place_for(key, by=by, deps=deps)
    return differences(_state(key, before, deps), _state(key, after, deps))


def waiting_places(*, by: Principal, limit: int, cursor: str | None, deps: Deps) -> Page[Book]:
    """Places of the operator's region where something waits to be checked; a page may be short and more follow. Raises
    BadCursor."""
    page = deps.store.records(PLACE_FIGURES, limit=limit, cursor=cursor)
    found = (book_in(one.key, one.version, one.body) for one in page.entries if sets_for(one.key, by, deps))
    lost = tuple(key for key in page.unreadable if sets_for(key, by, deps))
    return Page(tuple(one for one in found if one.waiting), page.cursor, lost)


def _state(key: str, version: int, deps: Deps) -> Book:
    if version == 0:
        return Book(key)
    record = setting_version(PLACE_FIGURES, key, version, deps.store)
    if record is None:
        raise StateNotFound
    return book_in(key, version, record.body)


def _book(key: str, deps: Deps) -> Book:
    record = deps.store.record(PLACE_FIGURES, key)
    return book_in(key, record.version, record.body) if record else Book(key)


def _write(book: Book, after: Book, reason: str, by: Principal, deps: Deps) -> None:
    if after == book:
        return
    check_size(book, after)

    def noted(body: Body | None) -> Body:
        return {"places": sorted({*(body["places"] if body else set_places(deps)), book.place})}

    # Before its figures: nobody who reads them passes over a place that has some.
    change_record(deps.store, PLACES_SET, EVERY_PLACE, noted, anew=True)
    put_setting(
        PLACE_FIGURES, book.place, after.content, expected=book.version, reason=reason, by=by, deps=deps
    )
