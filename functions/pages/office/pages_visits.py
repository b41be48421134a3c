"""差评回访: the bad ratings that an office owes a call, and what came of it."""

import json
from dataclasses import dataclass

from pydantic import ValidationError

from functions.domain.conflicts import Conflict
from functions.pages.done_marks import JUST_NOW
from functions.pages.expected import told
from functions.pages.fields import Choice, Field, Kind, Wrong, filled, summary, with_errors
from functions.pages.forms import NOTHING_SENT, Form
from functions.pages.keys import key_of, new_key
from functions.pages.office.place import asked_place, own_department
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.shapes.applicant.ratings import visit_view
from functions.usecases.applicant import visits
from functions.usecases.applicant.visits import Visit
from functions.usecases.office.places import Place
from functions.web.requests import field_problems
from functions.web.roles import STAFF
from schemas.applicant.ratings import VisitReport, VisitView

_VISITS = "/office/visits"
_LENGTH = 20
_FIELDS = (
    Field(
        "reached",
        "联系上申请人了吗",
        Kind.RADIOS,
        choices=(Choice("yes", "联系上了"), Choice("no", "没有联系上")),
    ),
    Field(
        "done",
        "说了什么，怎样处理",
        Kind.LONG_TEXT,
        hint="5 至 1000 字。没有联系上的，写明打过几次、什么时间。",
    ),
)
_WANTED = {"reached": "请选择是否联系上申请人。", "done": "请写明说了什么、怎样处理，5 至 1000 字。"}
_GONE = "已登记回访。"


@dataclass(frozen=True, slots=True)
class VisitsPage:
    """`unsent`: what was typed of a visit that somebody else has reported meanwhile."""

    visits: tuple[VisitView, ...]
    cursor: str | None
    told: str
    trouble: str
    damaged: int
    unsent: str


@dataclass(frozen=True, slots=True)
class VisitPage:
    visit: VisitView
    address: str
    key: str
    fields: tuple[Field, ...]
    wrong: tuple[Wrong, ...]


def show_office_visits(asked: Asked) -> Answer:
    """An address says of which it was reported; what is kept of that has to say so, too."""
    case_id, _, item = asked.query.get("done", "").partition(".")
    place, since = Place(own_department(asked), case_id, item), asked.deps.clock() - JUST_NOW
    done = bool(item) and visits.was_reported(place, since, by=asked.by, deps=asked.deps)
    return _list(asked, told=_GONE if done else "")


def _list(asked: Asked, *, told: str = "", trouble: str = "", unsent: str = "", status: int = 200) -> Answer:
    page = visits.visits(
        own_department(asked),
        by=asked.by,
        limit=_LENGTH,
        cursor=asked.query.get("cursor") or None,
        deps=asked.deps,
    )
    entries = tuple(_view(visit, asked) for visit in page.entries)
    view = VisitsPage(entries, page.cursor, told, trouble, len(page.unreadable), unsent)
    return Shown("office/visits.html", "差评回访", view, status=status, wrong=bool(trouble))


def _view(visit: Visit, asked: Asked) -> VisitView:
    return visit_view(visit, asked.deps.editions(visit.ledger.case.edition))


def show_office_visit(asked: Asked) -> Answer:
    return _form(asked, NOTHING_SENT, {})


def _form(asked: Asked, form: Form, errors: dict[str, str]) -> Answer:
    place = asked_place(asked)
    try:
        visit = _view(visits.visit_of(place, by=asked.by, deps=asked.deps), asked)
    except Conflict as error:
        words, status = told(error)
        return _list(asked, trouble=words, status=status)
    fields = tuple(filled(one, form) for one in _FIELDS) if form.fields else _FIELDS
    fields = with_errors(fields, errors)
    wrong = summary(fields)
    address = f"{_VISITS}/{place.case_id}/{place.item}"
    view = VisitPage(visit, address, new_key(asked), fields, wrong)
    status = 422 if wrong else 200
    return Shown("office/visit.html", f"登记回访：{visit.name}", view, status=status, wrong=bool(wrong))


def report_office_visit(asked: Asked) -> Answer:
    reached = {"yes": True, "no": False}.get(asked.form.text("reached"))
    given = {"reached": reached, "done": asked.form.text("done")}
    try:
        report = VisitReport.model_validate_json(json.dumps(given))
    except ValidationError as error:
        wrong = {one.pointer.strip("/") for one in field_problems(error)}
        return _form(asked, asked.form, {name: _WANTED[name] for name in _WANTED if name in wrong})
    try:
        visits.report_visit(asked_place(asked), report, by=asked.by, key=key_of(asked), deps=asked.deps)
    except Conflict as error:
        words, status = told(error)
        return _list(asked, trouble=words, unsent=report.done, status=status)
    return Sent(f"{_VISITS}?done={asked.path['case_id']}.{asked.path['item']}")


PAGES = (
    Page(method="GET", path=_VISITS, roles=STAFF, handler=show_office_visits),
    Page(method="GET", path=f"{_VISITS}/{{case_id}}/{{item}}", roles=STAFF, handler=show_office_visit),
    Page(method="POST", path=f"{_VISITS}/{{case_id}}/{{item}}", roles=STAFF, handler=report_office_visit),
)
