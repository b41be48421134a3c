"""What was proposed of a place, looked at and confirmed by another; and two states of a place compared."""

from pydantic import ValidationError

from functions.domain.conflicts import Conflict
from functions.domain.guide.place_figures import proposal_id
from functions.domain.guide.refusals import FigureNotWaiting, InvalidFigure
from functions.pages.fields import Choice, Field, Kind, summary, with_errors
from functions.pages.moments import day, moment
from functions.pages.operator.acts import NO_REASON, REASON
from functions.pages.operator.addresses import FIGURES, WAITING_FIGURES, address
from functions.pages.operator.pages_figures import COMPARED, PROPOSAL
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.pages.reasons import reason_in
from functions.shapes.operator.figure_words import SettableFigure, settable
from functions.shapes.operator.place_figures import comparison_view, place_figure_view, waiting_view
from functions.usecases.guide.advise import guide
from functions.usecases.operator import place_figures
from functions.usecases.operator.place_figures import PlaceSet
from functions.web.roles import OPERATORS
from functions.web.whole_number import number_or
from schemas.catalogue.edition import Edition
from schemas.catalogue.place_figures import FigureDecision, StandingFigure
from schemas.operator.views_figures import FigureDifferenceView

_LENGTH = 50


def show_console_proposal(asked: Asked) -> Answer:
    place = asked.query.get("place", "")
    return _proposal(asked, place, asked.query.get("proposal", ""), "")


def decide_console_proposal(asked: Asked) -> Answer:
    """Sent again, it is done already."""
    place, proposal = asked.form.text("place"), asked.form.text("proposal")
    confirm = asked.form.text("act") == "confirm"
    reason, wrong = reason_in(asked.form, REASON.name, NO_REASON)
    if wrong:
        return _proposal(asked, place, proposal, wrong)
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
        *(
            Choice(str(one.version), f"版本 {one.version}，{one.at[:10]}，{one.reason}")
            for one in changes.entries
        ),
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
    return number_or(otherwise, given, digits=8)


def _difference(one: FigureDifferenceView) -> tuple[str, ...]:
    both = (one.before, one.after)
    told = next(each for each in (one.after, one.before) if each is not None)
    values = (f"{each.value_text}（{day(each.since)}起）" if each else "没有" for each in both)
    return f"{told.item_name}：{told.figure_text}", *values, told.checked_by or ""


def show_waiting_figures(asked: Asked) -> Answer:
    """Of the operator's region, place by place."""
    cursor, now = asked.query.get("cursor") or None, asked.deps.clock()
    page = place_figures.waiting_places(by=asked.by, limit=_LENGTH, cursor=cursor, deps=asked.deps)
    told = waiting_view(page, guide(asked.deps))
    rows = tuple(
        (
            (
                f"{one.place_name}，{one.item_name}：{one.figure_text}",
                address(PROPOSAL, place=one.place, proposal=one.proposal),
            ),
            one.value_text,
            day(one.since),
            f"{one.proposed_by}，{moment(one.proposed_at, now)}" if one.proposed_at else "",
        )
        for one in told.entries
    )
    view = {
        "rows": rows,
        "more": address(WAITING_FIGURES, cursor=page.cursor) if page.cursor else "",
        "damaged": len(page.unreadable),
    }
    return Shown("operator/figures_waiting.html", "目录数值等核定的", view)


PAGES = (
    Page(method="GET", path=PROPOSAL, roles=OPERATORS, handler=show_console_proposal),
    Page(method="POST", path=PROPOSAL, roles=OPERATORS, handler=decide_console_proposal),
    Page(method="GET", path=COMPARED, roles=OPERATORS, handler=show_compared_figures),
    Page(method="GET", path=WAITING_FIGURES, roles=OPERATORS, handler=show_waiting_figures),
)
