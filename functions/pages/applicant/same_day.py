"""到场预约: several visits, put on one day."""

from dataclasses import dataclass

from pydantic import ValidationError

from functions.pages.applicant.appointments import (
    ALL_TIMES,
    CHOOSE_A_TIME,
    booked_by,
    done_or_again,
    place_wanted,
)
from functions.pages.case.views import address_of_case
from functions.pages.fields import Choice, Field, Kind, Wrong, summary
from functions.pages.keys import new_key
from functions.pages.moments import day
from functions.pages.page import Answer, Asked, Page, Shown
from functions.shapes.applicant.appointments import same_day_list
from functions.shapes.case.appointments import span_text, weekday_text
from functions.usecases.applicant.free_times import same_days
from functions.web.roles import SUBMITTERS
from schemas.applicant.appointments import AppointmentOrder, SameDayView


@dataclass(frozen=True, slots=True)
class SameDayPage:
    case_id: str
    here: str
    key: str
    choices: Field | None
    more: str | None
    wrong: tuple[Wrong, ...]
    problem: str = ""


def show_same_days(asked: Asked) -> Answer:
    return _together(asked)


def book_same_day(asked: Asked) -> Answer:
    try:
        places = (one.split("=", 1) for one in asked.form.text("choice").split(";"))
        order = AppointmentOrder(places=tuple(place_wanted(item, at) for item, at in places))
    except (ValueError, ValidationError):
        return _together(asked, error=CHOOSE_A_TIME)
    return done_or_again(asked, lambda: booked_by(asked, order), "booked", _together)


def _together(asked: Asked, *, error: str = "", problem: tuple[str, int] = ("", 200)) -> Answer:
    case_id, deps = asked.path["case_id"], asked.deps
    found = same_days(case_id, by=asked.by, cursor=asked.query.get("cursor"), deps=deps)
    view = same_day_list(found, deps)
    choices = tuple(map(_same_day, view.entries))
    field = Field("choice", "选一天", Kind.RADIOS, choices=choices, error=error) if choices else None
    page = SameDayPage(
        case_id=case_id,
        here=address_of_case(case_id, "appointments"),
        key=new_key(asked),
        choices=field,
        more=view.cursor,
        wrong=summary((field,)) if field else (),
        problem=problem[0],
    )
    status = 422 if error else problem[1]
    wrong = bool(page.wrong or page.problem)
    return Shown("applicant/same_day.html", "几项排在同一天", page, status, wrong=wrong)


def _same_day(one: SameDayView) -> Choice:
    value = ";".join(f"{place.item}={place.at.isoformat()}" for place in one.places)
    told_ = "；".join(
        f"{span_text(place.at, place.until, short=True)} {place.name}（{place.office}）"
        for place in one.places
    )
    return Choice(value, f"{day(one.day)}（{weekday_text(one.day)}）", told_)


PAGES = (
    Page(method="GET", path=ALL_TIMES, roles=SUBMITTERS, handler=show_same_days),
    Page(method="POST", path=ALL_TIMES, roles=SUBMITTERS, handler=book_same_day),
)
