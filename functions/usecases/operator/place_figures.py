"""Operators set the catalogue at their place (各地核定): one proposes, another checks; new cases follow from its day on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from functions.domain.case.access import Principal, in_region
from functions.domain.clock import shanghai_date
from functions.domain.errors import FieldProblem
from functions.domain.guide.place_figures import (
    EVERY_PLACE,
    PLACE_FIGURES,
    PLACES_SET,
    Book,
    FigureDifference,
    book_in,
    checked_over,
    differences,
    proposal_id,
    with_proposals,
)
from functions.domain.guide.refusals import InvalidFigure, PlaceNotFound, StateNotFound
from functions.domain.office.refusals import OfficeNotFound
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.ports.offices import Office
from functions.ports.page import Page
from functions.usecases.guide.advise import guide
from functions.usecases.guide.places import figures_of, placed_by, set_places
from functions.usecases.office.jurisdiction import permitted_office, served_by
from functions.usecases.records import Body, change_record
from functions.usecases.settings import Changed, changes_of, put_setting, setting_version
from schemas.catalogue.edition import Edition
from schemas.catalogue.overlay import Placed, is_region, published_at, wider
from schemas.catalogue.place_figures import (
    FIGURE_NAMES,
    FigureDecision,
    FigureProposal,
    PlaceFigure,
    StandingFigure,
)
from schemas.codes import Department
from schemas.wire import PROVINCE, PROVINCE_NAME


@dataclass(frozen=True, slots=True)
class SettingPlace:
    """`around`: the places that it lies in, the widest first. `department`: an office's own."""

    key: str
    name: str
    around: tuple[str, ...]
    department: Department | None = None


@dataclass(frozen=True, slots=True)
class PlaceSet:
    """What a place has set, and what holds there today."""

    place: SettingPlace
    book: Book
    today: date
    placed: Placed


def place_for(key: str, *, by: Principal, deps: Deps) -> SettingPlace:
    """A place that this operator sets for. Raises PlaceNotFound."""
    if not is_region(key):
        return _office_place(key, by, deps)
    known = key == PROVINCE or guide(deps).regions.has(key)
    if not known or not in_region(by.region, city=key, county=None):
        raise PlaceNotFound
    return SettingPlace(key, _whole_name(key, deps), wider(key)[:-1])


def _whole_name(region: str, deps: Deps) -> str:
    """With those that it lies in: 广州市天河区."""
    regions = guide(deps).regions
    names = [regions.name(one) for one in wider(region) if one != PROVINCE]
    return "".join(names) or PROVINCE_NAME


def _office_place(key: str, by: Principal, deps: Deps) -> SettingPlace:
    office = deps.offices.by_id(key)
    if office is None:
        raise PlaceNotFound
    try:
        permitted_office(key, office.department, by=by, deps=deps)
    except OfficeNotFound:
        raise PlaceNotFound from None
    regions = {county or city for city, county in served_by(office, deps)}
    cities = {f"{region[:4]}00" for region in regions}
    around = regions if len(regions) == 1 else cities if len(cities) == 1 else {PROVINCE}
    return SettingPlace(key, office.name, wider(around.pop()), office.department)


def place_set(key: str, *, by: Principal, deps: Deps) -> PlaceSet:
    """Raises PlaceNotFound."""
    place, today = place_for(key, by=by, deps=deps), shanghai_date(deps.clock())
    book = _book(key, deps)
    return PlaceSet(place, book, today, _placed(place, book.standing, today, deps))


def offices_there(place: SettingPlace, deps: Deps) -> tuple[Office, ...]:
    """Those that have the items of a region, each of which may have figures of its own."""
    if place.department or place.key == PROVINCE:
        return ()
    city = f"{place.key[:4]}00"
    county = None if place.key == city else place.key
    return tuple(deps.offices.office(one, city=city, county=county) for one in Department)


def propose(proposal: FigureProposal, *, by: Principal, deps: Deps) -> PlaceSet:
    """The same again changes nothing. Raises PlaceNotFound, InvalidFigure, VersionChanged."""
    place, now = place_for(proposal.place, by=by, deps=deps), deps.clock()
    book = _book(place.key, deps)
    # Also what came with the edition: a file handed out and proposed again unchanged says nothing new.
    present = (*published_at(guide(deps), place.key), *book.standing, *book.waiting)
    known = {proposal_id(one.figure) for one in present}
    _check_days(proposal.figures, known, shanghai_date(now))
    _check(proposal.figures, place, book, deps)
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
        _check(tuple(one.figure for one in chosen), place, book, deps)
    _write(book, after, decision.reason, by, deps)
    return place_set(place.key, by=by, deps=deps)


def _done_already(decision: FigureDecision, book: Book, by: Principal) -> bool:
    mine = {proposal_id(one.figure) for one in book.standing if one.checked_by == by.subject}
    return set(decision.proposals) <= mine


def place_changes(key: str, *, by: Principal, deps: Deps) -> tuple[Changed, ...]:
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
    found = (book_in(one.key, one.version, one.body) for one in page.entries if _is_theirs(one, by, deps))
    return Page(tuple(one for one in found if one.waiting), page.cursor)


def _is_theirs(record: Record, by: Principal, deps: Deps) -> bool:
    try:
        place_for(record.key, by=by, deps=deps)
    except PlaceNotFound:
        return False
    return True


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

    def noted(body: Body | None) -> Body:
        return {"places": sorted({*(body["places"] if body else ()), book.place})}

    # Before its figures: nobody who reads them passes over a place that has some.
    change_record(deps.store, PLACES_SET, EVERY_PLACE, noted)
    put_setting(
        PLACE_FIGURES, book.place, after.content, expected=book.version, reason=reason, by=by, deps=deps
    )


def _check_days(figures: tuple[PlaceFigure, ...], known: set[str], today: date) -> None:
    """What holds already stays as it is; nothing new holds for days that are over. Raises InvalidFigure."""
    found = tuple(
        FieldProblem(f"/figures/{number}/since", "生效日期不能早于今天。")
        for number, one in enumerate(figures)
        if one.since < today and proposal_id(one) not in known
    )
    if found:
        raise InvalidFigure(problems=found)


def _check(figures: tuple[PlaceFigure, ...], place: SettingPlace, book: Book, deps: Deps) -> None:
    """Raises InvalidFigure."""
    found = tuple(_problems(figures, place, book, deps))
    if found:
        raise InvalidFigure(problems=found)


def _problems(
    figures: tuple[PlaceFigure, ...], place: SettingPlace, book: Book, deps: Deps
) -> Iterator[FieldProblem]:
    edition, today = guide(deps), shanghai_date(deps.clock())
    present = (*published_at(edition, place.key), *book.standing)
    known = {proposal_id(one.figure) for one in present}
    for number, figure in enumerate(figures):
        where = f"/figures/{number}"
        if proposal_id(figure) in known:
            continue
        if place.department and _of_another(figure.item, place.department, edition):
            yield FieldProblem(f"{where}/item", "这个事项不归该办理机构的部门办理。")
            continue
        same = [one.figure for one in present if one.figure.key == figure.key]
        if figure.revoked and not same:
            yield FieldProblem(f"{where}/figure", "这个地方没有设过这一项，不用收回。")
        elif any(figure.since < one.since <= today for one in same):
            yield FieldProblem(f"{where}/since", "生效日期不能早于该项现有数值的生效日期。")
        yield from _unfit(where, figure, figures, place, book, deps)


def _of_another(code: str, department: Department, edition: Edition) -> bool:
    known = {item.code: item.department for item in (*edition.items, edition.service_check)}
    return known.get(code, department) is not department


def _unfit(
    where: str,
    figure: PlaceFigure,
    figures: tuple[PlaceFigure, ...],
    place: SettingPlace,
    book: Book,
    deps: Deps,
) -> Iterator[FieldProblem]:
    """What of it the item, or the law as it is told there, does not allow; and what of the place's it would push aside."""
    day = max(shanghai_date(deps.clock()), figure.since)
    new = tuple(StandingFigure(place=place.key, place_name=place.name, figure=one) for one in figures)
    before = {one.figure for one, _ in _placed(place, book.standing, day, deps).unfit}
    for one, fault in _placed(place, (*book.standing, *new), day, deps).unfit:
        if one.figure == figure:
            yield FieldProblem(f"{where}/{fault.field}", fault.words)
        elif one.place == place.key and one.figure not in before and one.figure not in figures:
            yield FieldProblem(
                where, f"与这个地方已经核定的“{FIGURE_NAMES[one.figure.kind]}”不能并存：{fault.words}"
            )


def _placed(place: SettingPlace, standing: tuple[StandingFigure, ...], day: date, deps: Deps) -> Placed:
    edition = guide(deps)
    known = set_places(deps)
    layers = [figures_of(edition, one, known, deps) for one in place.around]
    return placed_by(edition, [*layers, (*published_at(edition, place.key), *standing)], day)
