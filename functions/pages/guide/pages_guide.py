"""The guide: one question a page, then what it comes to, a paper to print, and on to a draft."""

from dataclasses import dataclass, replace
from datetime import date

from functions.domain.conflicts import Conflict
from functions.domain.guide.answers import given
from functions.domain.guide.assessment import city_said, county_of, town_of
from functions.domain.refusals import TooOften
from functions.pages.contacts import ContactShown, contact_shown
from functions.pages.expected import status_shown
from functions.pages.fields import Field, filled
from functions.pages.guide import asking, views_question, views_result
from functions.pages.guide.asking import QUESTIONS, RESULT, Asking, assessed
from functions.pages.guide.views_question import field_of, question_page
from functions.pages.keys import key_of, new_key
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.pages.refusals import PageNotFound
from functions.usecases.guide.advise import guide
from functions.usecases.intake.drafts import open_draft
from functions.usecases.office.directory import ContactPlace, listed_contacts
from functions.web.roles import APPLICANTS
from schemas.catalogue.questions import value_of
from schemas.guide.views_assessment import QuestionView
from schemas.intake.draft import DraftRequest

CHOOSE_ITEMS = "请至少选一个要办的事项。"
_NO_DATE = "请填写年、月、日，例如 2026年 9月 1日；不清楚的，选下面的“不确定”。"


@dataclass(frozen=True, slots=True)
class _Start:
    items: Field
    questions: int


def _show_guide(asked: Asked) -> Answer:
    edition = guide(asked.deps)
    view = _Start(views_result.start_field(edition), len(edition.questions))
    return Shown("guide/start.html", "看看我要办哪些", view)


def choose_items(asked: Asked) -> Answer:
    edition = guide(asked.deps)
    items = tuple(dict.fromkeys(code for code in asked.form.all("items") if edition.has(code)))
    return Sent(Asking(items, {}, frozenset()).address(QUESTIONS), cookies=(asking.no_dates(asked),))


def ask_question(asked: Asked) -> Answer:
    """`ask`: a question that somebody comes back to; `asked`: the one whose page was sent, perhaps empty."""
    found, sent = asking.asking(asked), asked.query.get("asked", "")
    code = sent if sent and sent not in found.answers else asked.query.get("ask", "")
    question, more = _open(found.without(code), code, asked)
    if question is None:
        return Sent(found.address(RESULT))
    wrong = question.code == sent
    error = views_question.nothing_chosen(question) if wrong else ""
    return _page(question, found, field_of(question, found, error), more, asked)


def keep_date(asked: Asked) -> Answer:
    """Raises PageNotFound for what is no question with a date."""
    found, code = asking.asking(asked), asked.form.text("asked")
    if code not in found.dates:
        raise PageNotFound
    question, more = _open(found.without(code), code, asked)
    if question is None:
        return Sent(found.address(RESULT))
    field = filled(field_of(question, found.without(code)), asked.form)
    day = _day(question.field, field.value)
    if day is None:
        return _page(question, found, replace(field, error=_NO_DATE), more, asked)
    kept = asking.dates_cookie({**asking.dates_in(asked), code: day.isoformat()}, asked)
    return Sent(found.without(code).address(QUESTIONS), cookies=(kept,))


def show_result(asked: Asked) -> Answer:
    return _result(asked)


def begin_draft(asked: Asked) -> Answer:
    """As POST /v1/drafts does. What it refuses as things stand is told on the page."""
    found, edition = asking.asking(asked), guide(asked.deps)
    items = tuple(dict.fromkeys(code for code in asked.form.all("items") if edition.has(code)))
    if not items:
        return _result(asked, CHOOSE_ITEMS)
    request = DraftRequest(items=items, answers=dict(found.answers))
    try:
        held = open_draft(request, by=asked.by, key=key_of(asked), deps=asked.deps)
    except (Conflict, TooOften) as error:
        return _result(asked, error.detail, status=status_shown(error))
    return Sent(f"/drafts/{held.id}")


def show_notice(asked: Asked) -> Answer:
    found = asking.asking(asked)
    contacts = _contacts(found, asked)
    view = views_result.result(assessed(found, asked), found, guide(asked.deps), contacts, key="")
    return Shown("guide/notice.html", "一次告知单", view)


def begin_again(asked: Asked) -> Answer:
    return Sent("/guide", cookies=(asking.no_dates(asked),))


def _open(others: Asking, code: str, asked: Asked) -> tuple[QuestionView | None, int]:
    """The question `code` while it is still worth asking, else the next; and how many may follow it."""
    questions = assessed(others, asked).next_questions
    chosen = next((one for one in questions if one.code == code), next(iter(questions), None))
    return chosen, max(len(questions) - 1, 0)


def _page(question: QuestionView, found: Asking, field: Field, more: int, asked: Asked) -> Answer:
    to_result = found.address(RESULT) if found.answers else ""
    view = question_page(question, found, guide(asked.deps), field, to_result, more)
    wrong = bool(field.error)
    return Shown("guide/question.html", question.text, view, status=422 if wrong else 200, wrong=wrong)


def _day(path: str, told: str) -> date | None:
    """As the form's field of that path reads it; None: it is none."""
    try:
        found = value_of(path, told)
    except ValueError:
        return None
    return found if isinstance(found, date) else None


def _result(asked: Asked, problem: str = "", status: int = 422) -> Answer:
    found = asking.asking(asked)
    view = assessed(found, asked)
    edition, contacts = guide(asked.deps), _contacts(found, asked)
    shown = views_result.result(view, found, edition, contacts, key=new_key(asked), problem=problem)
    if asked.form.fields:
        # Whatever was chosen stays chosen.
        shown = replace(shown, chosen=filled(shown.chosen, asked.form))
    return Shown(
        "guide/result.html", "您要办的事项", shown, status=status if problem else 200, wrong=bool(problem)
    )


def _contacts(found: Asking, asked: Asked) -> dict[str, ContactShown]:
    edition = guide(asked.deps)
    answers = given(found.answers, edition)
    city, county = city_said(answers, edition), county_of(answers, edition)
    if city is None or not edition.regions.contains(city, county):
        return {}
    listed = listed_contacts(ContactPlace(city, county, town_of(answers)), None, asked.deps)
    return {item.code: contact_shown(office.name, contact) for item, office, contact in listed}


PAGES = (
    Page(method="GET", path="/guide", roles=None, handler=_show_guide),
    Page(method="POST", path="/guide", roles=None, handler=choose_items),
    Page(method="GET", path=QUESTIONS, roles=None, handler=ask_question),
    Page(method="POST", path=views_question.DATES, roles=None, handler=keep_date),
    Page(method="GET", path=RESULT, roles=None, handler=show_result),
    Page(method="POST", path=RESULT, roles=APPLICANTS, handler=begin_draft),
    Page(method="GET", path=asking.NOTICE, roles=None, handler=show_notice),
    Page(method="POST", path="/guide/again", roles=None, handler=begin_again),
)
