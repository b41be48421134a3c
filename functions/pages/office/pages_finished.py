"""What an office has finished, by period; and its items by their reference, the open ones too."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from pydantic import ValidationError

from functions.domain.case.refusals import CaseNotFound
from functions.pages.expected import by_field
from functions.pages.fields import Choice, Field, Kind, Wrong, date_sent, filled, summary, with_errors
from functions.pages.forms import Form
from functions.pages.moments import day
from functions.pages.office.pages_list import LIST_LENGTH, reference_field
from functions.pages.office.place import own_department
from functions.pages.office.views_list import ListLine, TrayTab, item_line, listed_line, tabs
from functions.pages.page import Answer, Asked, Page, Shown
from functions.usecases.office import desk
from functions.usecases.office.finished import Period, finished, period_of
from functions.web.path_parameters import PARAMETERS
from functions.web.roles import STAFF
from schemas.codes import CHINESE, Outcome
from schemas.office.finished import FinishedFilter

_FINISHED = "/office/finished"
DAYS = ("since", "until")
# What comes of an item that an office has had.
_OUTCOMES = (
    Outcome.GRANTED,
    Outcome.REFUSED,
    Outcome.NOT_ACCEPTED,
    Outcome.WITHDRAWN,
    Outcome.LAPSED,
)


@dataclass(frozen=True, slots=True)
class FinishedPage:
    """`field`: to look by reference. `filters`: by period; `told`: the period, or "" where it was asked by reference.

    `folded`: the filters are as they are at first."""

    tabs: tuple[TrayTab, ...]
    field: Field
    filters: tuple[Field, ...]
    folded: bool
    wrong: tuple[Wrong, ...]
    told: str
    lines: tuple[ListLine, ...]
    more: str = ""
    damaged: int = 0


def show_office_finished(asked: Asked) -> Answer:
    given = asked.query.get("reference", "").strip()
    view = _by_reference(asked, given) if given else _by_period(asked)
    status = 422 if view.wrong and not given else 200
    return Shown("office/finished.html", "已办结的事项", view, status=status, wrong=bool(view.wrong))


def _by_reference(asked: Asked, given: str) -> FinishedPage:
    lines, error = _found(asked, given)
    (field,) = with_errors((reference_field(given),), {"reference": error})
    filters = _filters(period_of(None, None, asked.deps.clock()))
    return FinishedPage(_tabs(asked), field, filters, True, summary((field,)), "", lines)


def _found(asked: Asked, given: str) -> tuple[tuple[ListLine, ...], str]:
    """What there is, or what to do."""
    spelled = PARAMETERS["reference"].spell(given)
    if not PARAMETERS["reference"].admits(spelled):
        return (), "办件编号应以 TY 开头，共 17 位，请照回执填写。"
    try:
        ledger, items = desk.of_reference(spelled, by=asked.by, deps=asked.deps)
    except CaseNotFound:
        return (), "没有找到本部门、本辖区的这一办件，请核对编号。"
    edition = asked.deps.editions(ledger.case.edition)
    return tuple(item_line(ledger, item, edition, by=asked.by, deps=asked.deps) for item in items), ""


def _by_period(asked: Asked) -> FinishedPage:
    sent = Form(tuple(asked.query.items()))
    asked_for = any(sent.text(name) for name in (*DAYS, "outcome")) or any(
        date_sent(sent, name).iso for name in DAYS
    )
    try:
        wanted = _filter(sent)
    except ValidationError as error:
        shown = tuple(filled(one, sent) for one in _filters(None))
        filters = with_errors(shown, by_field(error))
        return FinishedPage(_tabs(asked), reference_field(""), filters, False, summary(filters), "", ())
    period = period_of(wanted.since, wanted.until, asked.deps.clock())
    page = finished(
        own_department(asked),
        period,
        wanted.outcome,
        by=asked.by,
        limit=LIST_LENGTH,
        cursor=asked.query.get("cursor") or None,
        deps=asked.deps,
    )
    return FinishedPage(
        tabs=_tabs(asked),
        field=reference_field(""),
        filters=_filters(period, wanted.outcome),
        folded=not asked_for,
        wrong=(),
        told=_told(period, wanted.outcome),
        lines=tuple(listed_line(one, asked.by, asked.deps) for one in page.entries),
        more=_address(period, wanted.outcome, page.cursor) if page.cursor else "",
        damaged=len(page.unreadable),
    )


def _tabs(asked: Asked) -> tuple[TrayTab, ...]:
    return tabs(desk.tally(by=asked.by, deps=asked.deps), None)


def _filter(sent: Form) -> FinishedFilter:
    """A day as our links have it, or as the three fields of the form. Raises ValidationError."""
    days = {name: sent.text(name) or date_sent(sent, name).iso for name in DAYS}
    given = {**days, "outcome": sent.text("outcome")}
    return FinishedFilter.model_validate_strings({name: value for name, value in given.items() if value})


def _filters(period: Period | None, outcome: Outcome | None = None) -> tuple[Field, ...]:
    choices = tuple(Choice(one.value, CHINESE[one]) for one in _OUTCOMES)
    first, last = (period.first, period.last) if period else (None, None)
    return (
        Field("since", "从哪天起有结果", Kind.DATE, values=_iso(first)),
        Field("until", "到哪天为止（含当天）", Kind.DATE, values=_iso(last)),
        Field(
            "outcome",
            "只看一种结果",
            Kind.SELECT,
            values=(outcome.value,) if outcome else (),
            choices=choices,
            optional=True,
        ),
    )


def _iso(given: date | None) -> tuple[str, ...]:
    return (given.isoformat(),) if given else ()


def _told(period: Period, outcome: Outcome | None) -> str:
    which = f"，只看“{CHINESE[outcome]}”" if outcome else ""
    return f"{day(period.first)}至{day(period.last)}有结果的事项{which}"


def _address(period: Period, outcome: Outcome | None, cursor: str) -> str:
    """With the days in it: the next page is of the same list, whatever day it is asked for on."""
    asked = {"since": period.first.isoformat(), "until": period.last.isoformat()}
    asked |= {"outcome": outcome.value} if outcome else {}
    return f"{_FINISHED}?{urlencode({**asked, 'cursor': cursor})}"


PAGES = (Page(method="GET", path=_FINISHED, roles=STAFF, handler=show_office_finished),)
