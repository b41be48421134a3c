"""What a place has set of the catalogue, as operators see it."""

from functions.domain.guide.place_figures import Book, FigureDifference, proposal_id
from functions.ports.page import Page
from functions.shapes.operator.figure_words import figure_text, said_text
from functions.shapes.operator.settings import change_view, lost_versions
from functions.shapes.words import item_name
from functions.usecases.operator.place_figures import PlaceSet
from functions.usecases.settings import Changed
from schemas.catalogue.edition import Edition
from schemas.catalogue.place_figures import StandingFigure
from schemas.operator.views_figures import (
    FigureComparisonView,
    FigureDifferenceView,
    PlaceFiguresView,
    PlaceFigureView,
    UnfitFigureView,
    WaitingFiguresView,
)


def place_figures_view(found: PlaceSet, changes: Page[Changed], edition: Edition) -> PlaceFiguresView:
    return PlaceFiguresView(
        place=found.place.key,
        place_name=found.place.name,
        version=found.book.version,
        today=found.today,
        edition=found.placed.edition.name,
        holding=_views(found.placed.edition.figures, edition),
        standing=_views(found.book.standing, edition),
        waiting=_views(found.book.waiting, edition),
        unfit=tuple(
            UnfitFigureView(figure=place_figure_view(one, edition), field=fault.field, why=fault.words)
            for one, fault in found.placed.unfit
        ),
        changes=tuple(map(change_view, changes.entries)),
        unreadable_changes=lost_versions(changes),
    )


def waiting_view(page: Page[Book], edition: Edition) -> WaitingFiguresView:
    entries = tuple(one for book in page.entries for one in _views(book.waiting, edition))
    return WaitingFiguresView(entries=entries, cursor=page.cursor, unreadable=page.unreadable)


def comparison_view(
    place: str, before: int, after: int, found: tuple[FigureDifference, ...], edition: Edition
) -> FigureComparisonView:
    entries = tuple(
        FigureDifferenceView(
            before=place_figure_view(one.before, edition) if one.before else None,
            after=place_figure_view(one.after, edition) if one.after else None,
        )
        for one in found
    )
    return FigureComparisonView(place=place, before=before, after=after, entries=entries)


def _views(figures: tuple[StandingFigure, ...], edition: Edition) -> tuple[PlaceFigureView, ...]:
    return tuple(place_figure_view(one, edition) for one in figures)


def place_figure_view(one: StandingFigure, edition: Edition) -> PlaceFigureView:
    figure = one.figure
    return PlaceFigureView(
        proposal=proposal_id(figure),
        place=one.place,
        place_name=one.place_name,
        item=figure.item,
        item_name=item_name(edition, figure.item),
        figure=figure.figure,
        figure_text=figure_text(figure, edition),
        value_text=said_text(figure, edition),
        since=figure.since,
        source_title=figure.source.title,
        source_address=figure.source.address,
        proposed_by=one.proposed_by,
        proposed_at=one.proposed_at,
        reason=one.reason,
        checked_by=one.checked_by,
        checked_at=one.checked_at,
        set=figure,
    )
