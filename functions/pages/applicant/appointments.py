"""到场预约: free times day by day, what is booked, moved and cancelled, and the slip."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from functions.domain.case.case import Ledger
from functions.domain.case.item import CaseItem
from functions.domain.case.todos import mark_of
from functions.domain.intake.files import PDF
from functions.pages.case.pages import contact_of_item
from functions.pages.case.views import address_of_case
from functions.pages.contacts import ContactShown
from functions.pages.expected import EXPECTED, told
from functions.pages.fields import Choice, Field, Kind, Wrong, summary, with_errors
from functions.pages.keys import key_of, new_key
from functions.pages.moments import day
from functions.pages.page import Answer, Asked, Handed, Page, Sent, Shown
from functions.shapes.applicant.appointments import free_times_view
from functions.shapes.applicant.papers import printed
from functions.shapes.case.appointments import PAST_TOLD, span_text, weekday_text
from functions.shapes.case.shown import case_shown
from functions.usecases.applicant.appointments import book, cancel, slip_of
from functions.usecases.applicant.free_times import free_times
from functions.usecases.case.view import ledger_of
from functions.web.roles import SUBMITTERS
from schemas.applicant.appointments import AppointmentCancelling, AppointmentOrder, FreeDayView, PlaceWanted
from schemas.case.views_item import AppointmentView, ItemView
from schemas.catalogue.edition import Edition
from schemas.codes_citizen import TodoKind

ALL_TIMES = "/cases/{case_id}/appointments"
_ONE = f"{ALL_TIMES}/{{item}}"
# As many days as a phone shows without tiring.
_DAYS = 5
CHOOSE_A_TIME = "请选择一个时间。"
_OVER = "这个事项不用再到场，不用预约：已经到场办过、已有结果，或者已经申请撤回。"
_NOT_YET = "这个事项现在还不用到场，不用预约。要到场的时候（一般是办理机构受理以后），可以在这里预约。"


@dataclass(frozen=True, slots=True)
class BookingPage:
    """`standing`: what is booked; `last`: what became of one that does not stand. `together`: where several visits are put on
    one day; `more`: the cursor of later days; `idle`: nobody need come now, and why."""

    case_id: str
    here: str
    key: str
    name: str
    where: ContactShown
    visit: str
    standing: AppointmentView | None
    last: str
    days: tuple[Field, ...]
    together: str
    more: str | None
    wrong: tuple[Wrong, ...]
    problem: str = ""
    idle: str = ""


def show_free_times(asked: Asked) -> Answer:
    return _page(asked)


def book_time(asked: Asked) -> Answer:
    given = asked.form.text("at")
    try:
        order = AppointmentOrder(places=(place_wanted(asked.path["item"], given),))
    except (ValueError, ValidationError):
        return _page(asked, error=CHOOSE_A_TIME)
    return done_or_again(asked, lambda: booked_by(asked, order), "booked", _page)


def cancel_time(asked: Asked) -> Answer:
    case_id, given = asked.path["case_id"], AppointmentCancelling(item=asked.path["item"])
    return done_or_again(
        asked,
        lambda: cancel(case_id, given, by=asked.by, key=key_of(asked), deps=asked.deps),
        "unbooked",
        _page,
    )


def hand_slip(asked: Asked) -> Answer:
    item = asked.path["item"]
    paper = slip_of(asked.path["case_id"], item, by=asked.by, deps=asked.deps)
    return Handed(*_file(*printed(paper, f"{item}-appointment", asked.deps)))


def _file(whole: bytes, headers: dict[str, str]) -> tuple[bytes, str, dict[str, str]]:
    return whole, PDF, headers


def place_wanted(item: str, at: str) -> PlaceWanted:
    """Raises ValueError."""
    return PlaceWanted(item=item, at=datetime.fromisoformat(at))


def booked_by(asked: Asked, order: AppointmentOrder) -> Ledger:
    return book(asked.path["case_id"], order, by=asked.by, key=key_of(asked), deps=asked.deps)


def done_or_again(asked: Asked, act: Callable[[], object], word: str, again: Callable[..., Answer]) -> Answer:
    try:
        act()
    except EXPECTED as error:
        return again(asked, problem=told(error))
    return Sent(f"{address_of_case(asked.path['case_id'])}?done={word}")


def _page(asked: Asked, *, error: str = "", problem: tuple[str, int] = ("", 200)) -> Answer:
    case_id, code, deps = asked.path["case_id"], asked.path["item"], asked.deps
    ledger = ledger_of(case_id, by=asked.by, deps=deps)
    case, item = case_shown(ledger, deps), ledger.item(code)
    seen = next(one for one in (case.service_check, *case.items) if one.code == item.code)
    offered = _offered(asked) if seen.bookable else _Offered()
    days, (words, status) = offered.days, offered.refused or problem
    if error and days:
        days = (*with_errors(days[:1], {"at": error}), *days[1:])
    others = sum(one.bookable for one in case.items)
    booked_one, now = seen.appointment, deps.clock()
    ahead = booked_one is not None and booked_one.state is None and booked_one.at > now
    page = BookingPage(
        case_id=case_id,
        here=address_of_case(case_id, "appointments", code),
        key=new_key(asked),
        name=seen.name,
        where=contact_of_item(seen, ledger, deps),
        visit=_visit(seen, ledger, asked),
        standing=booked_one if ahead else None,
        last=f"{_last(booked_one, now)}{offered.reason}" if booked_one and not ahead else "",
        days=days,
        together=address_of_case(case_id, "appointments") if others > 1 else "",
        more=offered.more,
        wrong=summary(days),
        problem=words or (error if not days else ""),
        idle="" if seen.bookable else _idle(item, asked.deps.editions(ledger.case.edition)),
    )
    wrong = bool(page.wrong or page.problem)
    return Shown("applicant/appointment.html", "预约到场时间", page, 422 if error else status, wrong=wrong)


@dataclass(frozen=True, slots=True)
class _Offered:
    """`reason`: why what was booked is closed; `refused`: why nothing can be booked, as a page tells it."""

    days: tuple[Field, ...] = ()
    more: str | None = None
    reason: str = ""
    refused: tuple[str, int] | None = None


def _offered(asked: Asked) -> _Offered:
    case_id, code, cursor = asked.path["case_id"], asked.path["item"], asked.query.get("cursor")
    try:
        found = free_times(case_id, code, by=asked.by, limit=_DAYS, cursor=cursor, deps=asked.deps)
    except EXPECTED as error:
        return _Offered(refused=told(error))
    view = free_times_view(found, asked.deps)
    reason = f"停办的原因：{view.reason}" if view.reason else ""
    return _Offered(tuple(map(_day, view.entries)), view.cursor, reason)


def _last(found: AppointmentView, now: datetime) -> str:
    """Nobody gives back a time that has begun."""
    if found.state is not None:
        return f"{found.text}。"
    when = f"{span_text(found.at, found.until)}，{found.office}"
    if now < found.until:
        return f"{when}。已经到时间，不能再取消。"
    return f"{when}。{PAST_TOLD}"


def _idle(item: CaseItem, edition: Edition) -> str:
    if not edition.has(item.code) or edition.item(item.code).visits.told is None:
        return "这个事项不用申请人到场，不用预约。"
    over = item.outcome is not None or item.withdrawal.at is not None or mark_of(item, TodoKind.VISIT)
    return _OVER if over else _NOT_YET


def _visit(seen: ItemView, ledger: Ledger, asked: Asked) -> str:
    edition = asked.deps.editions(ledger.case.edition)
    return (edition.item(seen.code).visits.told if edition.has(seen.code) else None) or ""


def _day(one: FreeDayView) -> Field:
    choices = tuple(
        Choice(time.at.isoformat(), span_text(time.at, time.until, short=True), f"还可约 {time.left} 人")
        for time in one.times
    )
    label = f"{day(one.day)}（{weekday_text(one.day)}）"
    return Field("at", label, Kind.RADIOS, choices=choices, form=f"d{one.day:%Y%m%d}")


PAGES = (
    Page(method="GET", path=_ONE, roles=SUBMITTERS, handler=show_free_times),
    Page(method="POST", path=_ONE, roles=SUBMITTERS, handler=book_time),
    Page(method="POST", path=f"{_ONE}/cancellation", roles=SUBMITTERS, handler=cancel_time),
    Page(method="GET", path=f"{_ONE}/slip", roles=SUBMITTERS, handler=hand_slip),
)
