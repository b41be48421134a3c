"""What of a place's figures stands once another one was checked."""

from datetime import date, timedelta

from functions.domain.guide.place_figures import Book, checked_over, proposal_id
from schemas.catalogue.place_figures import StandingFigure
from tests.support.figures import figure_of
from tests.support.make import NOW

TODAY = date(2026, 11, 24)
LONG_AGO, SOON = TODAY - timedelta(days=9), TODAY + timedelta(days=9)


def figure(value: int, since: date, item: str = "identity_card") -> StandingFigure:
    return figure_of("440106", item=item, value=value, since=since.isoformat())


def standing(*before: StandingFigure, new: StandingFigure) -> set[tuple[str, int | None, date]]:
    book = Book("440106", standing=before, waiting=(new,))
    ids = (proposal_id(new.figure),)
    after, _ = checked_over(book, ids, confirm=True, by="operator-2", at=NOW, today=TODAY)
    return {(one.figure.item, one.figure.value, one.figure.since) for one in after.standing}


def test_a_figure_takes_the_place_of_the_one_of_its_day_and_of_an_older_one_that_it_ends() -> None:
    before = figure(3, LONG_AGO), figure(2, SOON), figure(1, LONG_AGO, "driving_licence")

    today, soon = (standing(*before, new=figure(1, since)) for since in (TODAY, SOON))

    others = {("driving_licence", 1, LONG_AGO)}
    assert today == {("identity_card", 1, TODAY), ("identity_card", 2, SOON)} | others
    assert soon == {("identity_card", 3, LONG_AGO), ("identity_card", 1, SOON)} | others
