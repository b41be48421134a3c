"""到场预约, the office's side: the days that are published, and how more are: by a pattern, or by a file."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from functions.domain.clock import shanghai_date
from functions.domain.errors import LianbanError
from functions.domain.office.refusals import InvalidSlots
from functions.domain.office.slot_plans import planned_days, unplannable
from functions.domain.office.slots import SlotDay
from functions.pages.done_marks import done_mark, said_done
from functions.pages.expected import EXPECTED, by_field, told
from functions.pages.fields import Choice, Field, Kind, Wrong, clock_sent, filled, summary, with_errors
from functions.pages.moments import day
from functions.pages.office.place import own_department
from functions.pages.office.slot_files import SLOT_COLUMNS, SlotFileUnreadable, slot_file
from functions.pages.office.slot_place import SLOTS, OfficeItem, office_item, office_items
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.shapes.case.appointments import weekday_text
from functions.usecases.office.bookings import office_days
from functions.usecases.office.slots import order_slots
from functions.web.requests import field_problems
from functions.web.roles import STAFF
from functions.web.whole_number import number_or
from schemas.office.slots import MOST_DAYS, SlotPattern, SlotsOrder

_MOST_BYTES = 256 * 1024
_LENGTH = 31
# Staff of the whole province have hundreds of offices.
_MOST_LINKS = 12
_NO_FILE = "请选择文件。"
_TOO_LONG = f"一次最多公布 {MOST_DAYS} 个工作日，请分几次公布。"
_NOBODY_WORKS = "这段时间里没有工作日，请核对日期；休息日也办理的，请用文件导入并注明。"
_DONE = {"published": "时间已经公布。现在公布着的见下面的日期。"}


@dataclass(frozen=True, slots=True)
class SlotsPage:
    """`choices`: the offices and items there are, where none is chosen. `lines`: what is wrong with a file, line by line."""

    choices: tuple[tuple[str, str], ...]
    chosen: OfficeItem | None
    rows: tuple[tuple[object, ...], ...] = ()
    more: str = ""
    fields: tuple[Field, ...] = ()
    file: Field | None = None
    heads: str = ",".join(SLOT_COLUMNS)
    wrong: tuple[Wrong, ...] = ()
    done: str = ""
    trouble: str = ""
    lines: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()


def show_office_slots(asked: Asked) -> Answer:
    return _page(asked, done=_DONE.get(said_done(asked), ""))


def publish_pattern(asked: Asked) -> Answer:
    names = ("begins", "ends", "pause_from", "pause_until")
    given: dict[str, Any] = {name: clock_sent(asked.form, name) or None for name in names}
    given |= {name: _typed(asked.form.text(name)) for name in ("minutes", "capacity")}
    given |= {name: filled(_DAYS[name], asked.form).value for name in ("first", "last")}
    try:
        pattern = SlotPattern.model_validate_json(json.dumps(given))
    except ValidationError as error:
        return _page(asked, errors=by_field(error))
    if wrong := unplannable(pattern):
        return _page(asked, errors=wrong)
    days = planned_days(pattern, asked.deps.calendar)
    if not days or len(days) > MOST_DAYS:
        return _page(asked, errors={"last": _TOO_LONG if days else _NOBODY_WORKS})
    publish = [one.model_dump(mode="json") for one in days]
    return _ordered(asked, publish, lambda pointer: _day_of(publish, pointer))


def _typed(text: str) -> int | str:
    return number_or(text, text, digits=5)


def _day_of(publish: list[dict[str, Any]], pointer: str) -> str:
    parts = pointer.split("/")
    return (
        str(publish[int(parts[2])]["day"]) if parts[1:2] == ["publish"] and len(parts) > 2 else "公布的时间"
    )


def import_slots(asked: Asked) -> Answer:
    sent = asked.form.sent_files("file")
    if not sent:
        return _page(asked, errors={"file": _NO_FILE})
    try:
        file = slot_file(sent[0])
    except SlotFileUnreadable as error:
        return _page(asked, errors={"file": error.words})
    return _ordered(asked, file.publish, file.where)


def _ordered(asked: Asked, publish: list[dict[str, Any]], where: Callable[[str], str]) -> Answer:
    """All of it or nothing."""
    chosen = office_item(asked)
    if chosen is None:
        return _page(asked)
    order = {"office": chosen.office, "item": chosen.item, "publish": publish}
    try:
        whole = SlotsOrder.model_validate_json(json.dumps(order))
        order_slots(whole, own_department(asked), by=asked.by, deps=asked.deps)
    except ValidationError as error:
        lines = tuple(f"{where(one.pointer)}：{one.detail}" for one in field_problems(error))
        return _page(asked, trouble=InvalidSlots.detail, lines=lines, status=422)
    except EXPECTED as error:
        return _refused(asked, error, where)
    return Sent(chosen.address(done=done_mark("published", asked)))


def _refused(asked: Asked, error: LianbanError, where: Callable[[str], str]) -> Answer:
    words, status = told(error)
    told_at = ((where(one.pointer), one.detail) for one in error.problems)
    lines = tuple(place if detail == words else f"{place}：{detail}" for place, detail in told_at)
    return _page(asked, trouble=words, lines=lines, status=status)


def _choices(known: tuple[OfficeItem, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((one.address(), f"{one.office_name}：{one.item_name}") for one in known)[:_MOST_LINKS]


def _selects(known: tuple[OfficeItem, ...]) -> tuple[Field, ...]:
    """Of more than a page of links."""
    if len(known) <= _MOST_LINKS:
        return ()
    offices = {one.office: one.office_name for one in known}
    items = {one.item: one.item_name for one in known}
    return (
        Field("office", "办理机构", Kind.SELECT, choices=tuple(Choice(*one) for one in offices.items())),
        Field("item", "事项", Kind.SELECT, choices=tuple(Choice(*one) for one in items.items())),
    )


_DAYS = {
    "first": Field("first", "从哪天起", Kind.DATE),
    "last": Field("last", "到哪天为止（含当天）", Kind.DATE),
}
_CLOCK = "二十四小时制，例如 09:00。"
_FIELDS = (
    *_DAYS.values(),
    Field("begins", "每天几点开始", values=("09:00",), hint=_CLOCK, width=5),
    Field("ends", "每天几点结束", values=("17:00",), hint=_CLOCK, width=5),
    Field("pause_from", "午休从几点起", values=("12:00",), optional=True, width=5),
    Field("pause_until", "午休到几点", values=("14:00",), optional=True, width=5),
    Field("minutes", "每个时间段多少分钟", values=("30",), inputmode="numeric", width=3),
    Field("capacity", "每个时间段可约几人", values=("1",), inputmode="numeric", width=3),
)


def _page(
    asked: Asked,
    *,
    errors: dict[str, str] | None = None,
    done: str = "",
    trouble: str = "",
    lines: tuple[str, ...] = (),
    status: int = 200,
) -> Answer:
    chosen = office_item(asked)
    if chosen is None:
        known = office_items(asked)
        return Shown(
            "office/slots.html", "到场预约", SlotsPage(_choices(known), None, fields=_selects(known))
        )
    typed = asked.form.has("begins")
    fields = tuple(filled(one, asked.form) for one in _FIELDS) if typed else _FIELDS
    fields = with_errors(fields, errors or {})
    (file,) = with_errors((Field("file", "时间表文件", Kind.FILE, accept=".csv,.toml"),), errors or {})
    page = office_days(
        chosen.place(asked),
        shanghai_date(asked.deps.clock()),
        limit=_LENGTH,
        cursor=asked.query.get("cursor"),
        deps=asked.deps,
    )
    wrong = summary((*fields, file))
    view = SlotsPage(
        choices=(),
        chosen=chosen,
        rows=tuple(_row(one, chosen) for one in page.entries),
        more=chosen.address(cursor=page.cursor) if page.cursor else "",
        fields=fields,
        file=file,
        wrong=wrong,
        done=done,
        trouble=trouble,
        lines=lines,
        damaged=page.unreadable,
    )
    shown = 422 if wrong else status
    return Shown("office/slots.html", "到场预约", view, shown, wrong=bool(wrong or trouble))


def _row(one: SlotDay, chosen: OfficeItem) -> tuple[object, ...]:
    address = chosen.address(f"{SLOTS}/day", day=one.day.isoformat())
    taken = sum(len(slot.taken) for slot in one.slots)
    left = sum(slot.left for slot in one.slots)
    closed = sum(slot.closed for slot in one.slots)
    stopped = "全天停办" if closed == len(one.slots) else f"{closed} 个时间段停办" if closed else ""
    return (f"{day(one.day)}（{weekday_text(one.day)}）", address), f"{taken} 人", f"{left} 人", stopped


PAGES = (
    Page(method="GET", path=SLOTS, roles=STAFF, handler=show_office_slots),
    Page(method="POST", path=f"{SLOTS}/pattern", roles=STAFF, handler=publish_pattern),
    Page(method="POST", path=f"{SLOTS}/import", roles=STAFF, handler=import_slots, most=_MOST_BYTES),
)
