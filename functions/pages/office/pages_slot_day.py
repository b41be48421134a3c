"""One day of an office's times: who comes, who came and who did not, and what is closed."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import ValidationError

from functions.domain.case.appointments import stands_at
from functions.domain.case.refusals import CaseNotFound, ItemNotFound
from functions.domain.case.todos import mark_of
from functions.domain.office.slots import SlotDay
from functions.domain.refusals import NotFound
from functions.pages.done_marks import done_mark, said_done
from functions.pages.expected import EXPECTED, by_field, told
from functions.pages.fields import Choice, Field, Kind, Wrong, filled, summary, with_errors
from functions.pages.keys import key_of, new_key
from functions.pages.moments import day
from functions.pages.office.place import own_department
from functions.pages.office.slot_place import SLOTS, OfficeItem, office_item
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.pages.reasons import reason_in
from functions.shapes.case.appointments import span_text, weekday_text
from functions.shapes.office import booking_view
from functions.usecases.applicant import todos
from functions.usecases.office.bookings import Booking, bookings, office_days
from functions.usecases.office.places import Place
from functions.usecases.office.slots import order_slots, report_no_show
from functions.web.roles import STAFF
from schemas.applicant.todos import TodoDone
from schemas.codes_citizen import TodoKind
from schemas.office.slots import BookingView, NoShow, SlotsOrder

_DAY = f"{SLOTS}/day"
_LENGTH = 50
_ALL = "all"
_TIMES_WANTED, _REASON_WANTED = "请勾选要停办的时间段。", "请写明停办的原因，2 至 500 字，申请人会看到。"
_DONE = {
    "closed": "已经停办。约了这些时间的申请人会收到通知，可以另约时间。",
    "came": "已登记到场。",
    "missed": "已登记未到场，申请人可以重新预约。",
}


@dataclass(frozen=True, slots=True)
class _Comer:
    """Of one who comes: `href`, where the office works on the item; neither `came` nor `missed`: nobody has said yet."""

    when: str
    view: BookingView
    href: str
    key: str
    came: bool
    missed: bool


@dataclass(frozen=True, slots=True)
class SlotDayPage:
    chosen: OfficeItem
    back: str
    here: str
    day: str
    title: str
    comers: tuple[_Comer, ...]
    damaged: tuple[str, ...]
    more: str
    reason: str
    closing: tuple[Field, ...]
    wrong: tuple[Wrong, ...]
    done: str = ""
    trouble: str = ""


def show_slot_day(asked: Asked) -> Answer:
    return _page(asked, done=_DONE.get(said_done(asked), ""))


def close_slots(asked: Asked) -> Answer:
    chosen, on = _chosen(asked)
    times = [one for one in asked.form.all("times") if one]
    reason, wrong = reason_in(asked.form, "reason", _REASON_WANTED)
    errors = {"times": "" if times else _TIMES_WANTED, "reason": wrong}
    if any(errors.values()):
        return _page(asked, errors=errors)
    closing: dict[str, object] = {"day": on.isoformat(), "reason": reason}
    closing |= {} if _ALL in times else {"times": times}
    order = {"office": chosen.office, "item": chosen.item, "close": [closing]}
    try:
        whole = SlotsOrder.model_validate_json(json.dumps(order))
        order_slots(whole, own_department(asked), by=asked.by, deps=asked.deps)
    except ValidationError as error:
        return _page(asked, errors=by_field(error))
    except (*EXPECTED, NotFound) as error:
        return _page(asked, trouble=told(error))
    return _back(chosen, on, "closed", asked)


def note_came(asked: Asked) -> Answer:
    chosen, on = _chosen(asked)
    given = TodoDone(item=chosen.item, kind=TodoKind.VISIT)
    try:
        todos.mark_at_office(_whose(asked, chosen), given, by=asked.by, key=key_of(asked), deps=asked.deps)
    except (*EXPECTED, CaseNotFound, ItemNotFound) as error:
        return _page(asked, trouble=told(error))
    return _back(chosen, on, "came", asked)


def note_missed(asked: Asked) -> Answer:
    chosen, on = _chosen(asked)
    try:
        at = NoShow(at=datetime.fromisoformat(asked.form.text("at")))
        report_no_show(_whose(asked, chosen), at, by=asked.by, deps=asked.deps)
    except ValueError:
        raise NotFound from None
    except (*EXPECTED, CaseNotFound, ItemNotFound) as error:
        return _page(asked, trouble=told(error))
    return _back(chosen, on, "missed", asked)


def _back(chosen: OfficeItem, on: date, done: str, asked: Asked) -> Sent:
    return Sent(chosen.address(_DAY, day=on.isoformat(), done=done_mark(done, asked)))


def _whose(asked: Asked, chosen: OfficeItem) -> Place:
    return Place(own_department(asked), asked.form.text("case_id"), chosen.item)


def _chosen(asked: Asked) -> tuple[OfficeItem, date]:
    """Raises NotFound."""
    chosen = office_item(asked)
    try:
        on = date.fromisoformat(asked.form.text("day") or asked.query.get("day", ""))
    except ValueError:
        raise NotFound from None
    if chosen is None:
        raise NotFound
    return chosen, on


def _page(
    asked: Asked,
    *,
    errors: dict[str, str] | None = None,
    done: str = "",
    trouble: tuple[str, int] = ("", 200),
) -> Answer:
    chosen, on = _chosen(asked)
    deps, place = asked.deps, chosen.place(asked)
    found = next(iter(office_days(place, on, limit=1, cursor=None, deps=deps).entries), SlotDay(on))
    shown = found if found.day == on else SlotDay(on)
    page = bookings(place, on, limit=_LENGTH, cursor=asked.query.get("cursor"), deps=deps)
    closing = _closing(shown)
    if asked.form.has("reason"):
        closing = tuple(filled(one, asked.form) for one in closing)
    closing = with_errors(closing, errors or {})
    here = chosen.address(_DAY, day=on.isoformat())
    view = SlotDayPage(
        chosen=chosen,
        back=chosen.address(),
        here=_DAY,
        day=on.isoformat(),
        title=f"{day(on)}（{weekday_text(on)}）",
        comers=tuple(_comer(one, chosen, asked) for one in page.entries),
        damaged=page.unreadable,
        more=f"{here}&cursor={page.cursor}" if page.cursor else "",
        reason=shown.closed_for or "",
        closing=closing if closing[0].choices[1:] else (),
        wrong=summary(closing),
        done=done,
        trouble=trouble[0],
    )
    status = 422 if view.wrong else trouble[1]
    return Shown("office/slot_day.html", view.title, view, status, wrong=bool(view.wrong or view.trouble))


def _comer(booking: Booking, chosen: OfficeItem, asked: Asked) -> _Comer:
    now = asked.deps.clock()
    view, came = booking_view(booking, now), mark_of(booking.listed.item, TodoKind.VISIT)
    stands = view.state is None and stands_at(booking.listed.item, view.at)
    open_ = stands and view.at <= now and not came
    return _Comer(
        when=span_text(view.at, view.until, short=True),
        view=view,
        href=f"/office/items/{view.case_id}/{chosen.item}" if chosen.at_desk else "",
        key=new_key(asked),
        came=open_,
        missed=open_,
    )


def _closing(found: SlotDay) -> tuple[Field, ...]:
    open_ = (one for one in found.slots if not one.closed)
    times = (
        Choice(one.start, span_text(one.at, one.until, short=True), f"已约 {len(one.taken)} 人")
        for one in open_
    )
    return (
        Field("times", "停办哪些时间段", Kind.TICKS, choices=(Choice(_ALL, "全天"), *times)),
        Field("reason", "停办的原因", Kind.LONG_TEXT, rows=2, hint="申请人会看到。"),
    )


PAGES = (
    Page(method="GET", path=_DAY, roles=STAFF, handler=show_slot_day),
    Page(method="POST", path=f"{_DAY}/closing", roles=STAFF, handler=close_slots),
    Page(method="POST", path=f"{_DAY}/came", roles=STAFF, handler=note_came),
    Page(method="POST", path=f"{_DAY}/missed", roles=STAFF, handler=note_missed),
)
