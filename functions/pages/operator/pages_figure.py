"""One figure at a place, proposed by a form."""

from functions.domain.conflicts import Conflict
from functions.domain.guide.refusals import InvalidFigure
from functions.domain.refusals import NotFound
from functions.pages.expected import by_own_name
from functions.pages.fields import summary, with_errors
from functions.pages.forms import Form
from functions.pages.operator.acts import REASON
from functions.pages.operator.addresses import FIGURES, address
from functions.pages.operator.figure_form import figure_fields_of, read_figure
from functions.pages.operator.pages_figures import FIGURE
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.shapes.operator.figure_words import SettableFigure, settable
from functions.usecases.operator import place_figures
from functions.usecases.operator.place_figures import PlaceSet
from functions.web.roles import OPERATORS
from schemas.catalogue.item import Item
from schemas.catalogue.place_figures import FigureKind

_NAMES = ("place", "item", "figure")
_NOTHING = Form()


def show_console_figure(asked: Asked) -> Answer:
    if not asked.query.get("place"):
        return Sent(FIGURES)
    return _form(asked, {name: asked.query.get(name, "") for name in _NAMES}, _NOTHING, {})


def propose_console_figure(asked: Asked) -> Answer:
    """Sent again, it waits already."""
    given = {name: asked.form.text(name) for name in _NAMES}
    proposal, errors = read_figure(asked.form)
    if proposal is None:
        return _form(asked, given, asked.form, errors)
    try:
        place_figures.propose(proposal, by=asked.by, deps=asked.deps)
    except InvalidFigure as error:
        return _form(asked, given, asked.form, _by_name(error))
    except Conflict as error:
        return _form(asked, given, asked.form, {REASON.name: error.detail}, 409)
    return Sent(address(FIGURES, place=given["place"], done="proposed"))


def _by_name(error: InvalidFigure) -> dict[str, str]:
    """At its field; what has none here stands at the day."""
    found = by_own_name(error.problems)
    known = ("value", "unit", "obtained", "produced_by", "after", "notice", "text", "since")
    return {name if name in known else "since": words for name, words in found.items()} or {
        "since": error.detail
    }


def _form(
    asked: Asked, given: dict[str, str], form: Form, errors: dict[str, str], status: int = 422
) -> Answer:
    """Raises PlaceNotFound, NotFound."""
    found = place_figures.place_set(given["place"], by=asked.by, deps=asked.deps)
    item, figure = _settable(found, given)
    kind = FigureKind(figure.name.partition(".")[0])
    fields = with_errors(figure_fields_of(item, kind, form, found.placed.edition), errors)
    wrong = summary(fields)
    view = {
        "fields": fields,
        "wrong": wrong,
        "kept": tuple(given.items()),
        "facts": (("事项", item.name), ("哪个数字", figure.words), ("现在", figure.text)),
        "list": address(FIGURES, place=given["place"]),
    }
    title = f"{found.place.name}：提议改动"
    return Shown("operator/figure.html", title, view, status=status if errors else 200, wrong=bool(wrong))


def _settable(found: PlaceSet, given: dict[str, str]) -> tuple[Item, SettableFigure]:
    edition = found.placed.edition
    for item in (edition.service_check, *edition.items):
        if item.code == given["item"] and found.place.department in (None, item.department):
            for figure in settable(item, edition):
                if figure.name == given["figure"]:
                    return item, figure
    raise NotFound


PAGES = (
    Page(method="GET", path=FIGURE, roles=OPERATORS, handler=show_console_figure),
    Page(method="POST", path=FIGURE, roles=OPERATORS, handler=propose_console_figure),
)
