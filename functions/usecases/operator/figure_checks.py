"""Whether figures may be set at a place: what its items, the law as told there and its other figures allow."""

from collections.abc import Iterator
from datetime import date

from functions.domain.clock import shanghai_date
from functions.domain.errors import FieldProblem
from functions.domain.guide.place_figures import Book, proposal_id
from functions.domain.guide.refusals import InvalidFigure
from functions.ports.deps import Deps
from functions.usecases.guide.advise import guide
from functions.usecases.guide.places import figures_of, placed_by, set_places
from functions.usecases.operator.setting_places import SettingPlace
from schemas.catalogue.edition import Edition
from schemas.catalogue.overlay import Placed, published_at
from schemas.catalogue.place_figures import FIGURE_NAMES, PlaceFigure, StandingFigure
from schemas.codes import Department


def check_days(figures: tuple[PlaceFigure, ...], known: set[str], today: date) -> None:
    """What holds already stays as it is; nothing new holds for days that are over. Raises InvalidFigure."""
    found = tuple(
        FieldProblem(f"/figures/{number}/since", "生效日期不能早于今天。")
        for number, one in enumerate(figures)
        if one.since < today and proposal_id(one) not in known
    )
    if found:
        raise InvalidFigure(problems=found)


def check_figures(figures: tuple[PlaceFigure, ...], place: SettingPlace, book: Book, deps: Deps) -> None:
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
    before = {one.figure for one, _ in placed_there(place, book.standing, day, deps).unfit}
    for one, fault in placed_there(place, (*book.standing, *new), day, deps).unfit:
        if one.figure == figure:
            yield FieldProblem(f"{where}/{fault.field}", fault.words)
        elif one.place == place.key and one.figure not in before and one.figure not in figures:
            yield FieldProblem(
                where, f"与这个地方已经核定的“{FIGURE_NAMES[one.figure.kind]}”不能并存：{fault.words}"
            )


def placed_there(place: SettingPlace, standing: tuple[StandingFigure, ...], day: date, deps: Deps) -> Placed:
    edition = guide(deps)
    known = set_places(deps)
    layers = [figures_of(edition, one, known, deps) for one in place.around]
    return placed_by(edition, [*layers, (*published_at(edition, place.key), *standing)], day)
