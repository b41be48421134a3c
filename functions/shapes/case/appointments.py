"""An item's appointment (到场预约), in words."""

from collections.abc import Mapping
from datetime import date, datetime

from functions.domain.applicant.telling import told_moment
from functions.domain.case.appointments import bookable
from functions.domain.case.item import CaseItem
from functions.domain.case.todos import mark_of
from functions.domain.clock import SHANGHAI
from schemas.case.views_item import AppointmentView
from schemas.catalogue.edition import Edition
from schemas.codes import CHINESE
from schemas.codes_citizen import AppointmentState, TodoKind

STANDS, CAME, PAST = "已预约", "已到场", "时间已过，没有登记是否到场"
# Whether they came then, or did not, stands there no more.
MOVED_SINCE = "时间已过，后来另约过时间"
# Of a time that is over, of which nobody has said who came.
PAST_TOLD = "时间已经过了：到场办过的，等办理机构办理；没有去成的，可以另约时间。"


def is_bookable(item: CaseItem, edition: Edition) -> bool:
    return edition.has(item.code) and bookable(item, edition.item(item.code).visits)


def standing_text(item: CaseItem, until: datetime, now: datetime) -> str:
    """Of a time that nobody has ended: whoever booked it is expected, or came, or nobody has said whether they did."""
    if mark_of(item, TodoKind.VISIT):
        return CAME
    return STANDS if now < until else PAST


def appointment_view(item: CaseItem, offices: Mapping[str, str], now: datetime) -> AppointmentView | None:
    found = item.todos.appointment
    if found is None:
        return None
    state_text = CHINESE[found.state] if found.state else standing_text(item, found.until, now)
    office = offices.get(found.office, "办理机构")
    when = span_text(found.at, found.until)
    return AppointmentView(
        office=office,
        at=found.at,
        until=found.until,
        state=found.state,
        state_text=state_text,
        missed=found.missed,
        text=f"{when}，{office}（{state_text}）",
    )


def span_text(at: datetime, until: datetime, *, short: bool = False) -> str:
    """`short`: without the day."""
    begins = f"{at.astimezone(SHANGHAI):%H:%M}" if short else told_moment(at)
    return f"{begins}至{until.astimezone(SHANGHAI):%H:%M}"


def weekday_text(day: date) -> str:
    return f"星期{'一二三四五六日'[day.weekday()]}"


def appointment_told(item: CaseItem, offices: Mapping[str, str], now: datetime) -> str:
    """Beside what a visit is for."""
    view = appointment_view(item, offices, now)
    if view is None or view.state in (AppointmentState.CANCELLED, AppointmentState.VOID):
        return ""
    when = span_text(view.at, view.until)
    if view.state is not None:
        return f"原约{when}：{view.state_text}。"
    return f"已预约{when}。" if now < view.until else f"原约{when}，{PAST_TOLD}"
