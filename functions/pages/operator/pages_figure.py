"""One figure at a place: proposed by a form, looked at and confirmed by another; and two states of a place compared."""

from pydantic import ValidationError

from functions.domain.conflicts import Conflict
from functions.domain.guide.place_figures import proposal_id
from functions.domain.guide.refusals import FigureNotWaiting, InvalidFigure
from functions.domain.refusals import NotFound
from functions.pages.fields import Choice, Field, Kind, summary, with_errors
from functions.pages.forms import Form
from functions.pages.moments import day, moment
from functions.pages.operator.acts import NO_REASON, REASON
from functions.pages.operator.addresses import FIGURES, address
from functions.pages.operator.figure_form import figure_fields_of, read_figure
from functions.pages.operator.pages_figures import COMPARED, FIGURE, PROPOSAL
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.shapes.operator.figure_words import SettableFigure, settable
from functions.shapes.operator.place_figures import comparison_view, place_figure_view
from functions.usecases.guide.advise import guide
from functions.usecases.operator import place_figures
from functions.usecases.operator.place_figures import PlaceSet
from functions.web.roles import OPERATORS
from schemas.catalogue.edition import Edition
from schemas.catalogue.item import Item
from schemas.catalogue.place_figures import FigureDecision, FigureKind, StandingFigure
from schemas.operator.views_figures import FigureDifferenceView

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
    found = {one.pointer.rpartition("/")[2]: one.detail for one in error.problems}
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


def show_console_proposal(asked: Asked) -> Answer:
    place = asked.query.get("place", "")
    return _proposal(asked, place, asked.query.get("proposal", ""), "")


def decide_console_proposal(asked: Asked) -> Answer:
    """Sent again, it is done already."""
    place, proposal = asked.form.text("place"), asked.form.text("proposal")
    confirm, reason = asked.form.text("act") == "confirm", asked.form.text(REASON.name)
    if not 2 <= len(reason) <= 500:
        return _proposal(asked, place, proposal, NO_REASON)
    try:
        decision = FigureDecision(place=place, proposals=(proposal,), confirm=confirm, reason=reason)
        place_figures.decide(decision, by=asked.by, deps=asked.deps)
    except ValidationError:
        raise FigureNotWaiting from None
    except InvalidFigure as error:
        words = error.problems[0].detail if error.problems else error.detail
        return _proposal(asked, place, proposal, "", words)
    except Conflict as error:
        return _proposal(asked, place, proposal, "", error.detail)
    return Sent(address(FIGURES, place=place, done="confirmed" if confirm else "refused"))


def _proposal(asked: Asked, place: str, proposal: str, error: str, refused: str = "") -> Answer:
    """Raises PlaceNotFound, FigureNotWaiting."""
    found = place_figures.place_set(place, by=asked.by, deps=asked.deps)
    one = next((each for each in found.book.waiting if proposal_id(each.figure) == proposal), None)
    if one is None:
        raise FigureNotWaiting
    fields = with_errors((REASON,), {REASON.name: error})
    view = {
        "facts": _facts(one, found, asked),
        "link": one.figure.source.address or "",
        "refused": refused,
        "wrong": summary(fields),
        "field": fields[0],
        "kept": (("place", place), ("proposal", proposal)),
        "mine": one.proposed_by == asked.by.subject,
        "list": address(FIGURES, place=place),
    }
    status = 422 if error else 409 if refused else 200
    return Shown(
        "operator/figure_proposal.html", f"{found.place.name}：核定", view, status=status, wrong=bool(error)
    )


def _facts(one: StandingFigure, found: PlaceSet, asked: Asked) -> tuple[tuple[str, str], ...]:
    told = place_figure_view(one, guide(asked.deps))
    edition = found.placed.edition
    now = next((each.text for each in _figures_of(one, edition) if each.name == one.figure.figure), "")
    at = moment(one.proposed_at, asked.deps.clock()) if one.proposed_at else ""
    return (
        ("事项", told.item_name),
        ("哪个数字", told.figure_text),
        ("现在", now),
        ("提议改成", told.value_text),
        ("说明", one.figure.text or "没有"),
        ("生效日期", day(told.since)),
        ("来源", told.source_title),
        ("提议人", f"{told.proposed_by}，{at}"),
        ("提议的理由", told.reason or ""),
    )


def _figures_of(one: StandingFigure, edition: Edition) -> tuple[SettableFigure, ...]:
    known = {item.code: item for item in (*edition.items, edition.service_check)}
    item = known.get(one.figure.item)
    return tuple(settable(item, edition)) if item else ()


def show_compared_figures(asked: Asked) -> Answer:
    """Raises PlaceNotFound, StateNotFound."""
    place, edition = asked.query.get("place", ""), guide(asked.deps)
    found = place_figures.place_set(place, by=asked.by, deps=asked.deps)
    changes = place_figures.place_changes(place, by=asked.by, deps=asked.deps)
    versions = (
        *(Choice(str(one.version), f"版本 {one.version}，{one.at[:10]}，{one.reason}") for one in changes),
        Choice("0", "什么都没有设"),
    )
    last = found.book.version
    before, after = (
        _version(asked.query.get(name, ""), other) for name, other in (("before", 0), ("after", last))
    )
    differences = place_figures.compared_states(place, before, after, by=asked.by, deps=asked.deps)
    view = {
        "fields": (
            Field("before", "较早的", Kind.SELECT, choices=versions, values=(str(before),)),
            Field("after", "较晚的", Kind.SELECT, choices=versions, values=(str(after),)),
        ),
        "place": place,
        "rows": tuple(
            _difference(one) for one in comparison_view(place, before, after, differences, edition).entries
        ),
        "list": address(FIGURES, place=place),
    }
    return Shown("operator/figures_compared.html", f"{found.place.name}：比较两个版本", view)


def _version(given: str, otherwise: int) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else otherwise


def _difference(one: FigureDifferenceView) -> tuple[str, ...]:
    both = (one.before, one.after)
    told = next(each for each in (one.after, one.before) if each is not None)
    values = (f"{each.value_text}（{day(each.since)}起）" if each else "没有" for each in both)
    return f"{told.item_name}：{told.figure_text}", *values, told.checked_by or ""


PAGES = (
    Page(method="GET", path=FIGURE, roles=OPERATORS, handler=show_console_figure),
    Page(method="POST", path=FIGURE, roles=OPERATORS, handler=propose_console_figure),
    Page(method="GET", path=PROPOSAL, roles=OPERATORS, handler=show_console_proposal),
    Page(method="POST", path=PROPOSAL, roles=OPERATORS, handler=decide_console_proposal),
    Page(method="GET", path=COMPARED, roles=OPERATORS, handler=show_compared_figures),
)
