"""An office's times (号源): published and closed by its staff or its system; who comes, and who did not."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import Field

from functions.api.route import OF_LISTS, Access, Call, Reply, Route
from functions.domain.case.access import Principal
from functions.domain.case.refusals import CaseNotFound, ItemNotFound
from functions.domain.clock import shanghai_date
from functions.domain.conflicts import NoAppointment
from functions.domain.errors import StaleWrite
from functions.domain.office.refusals import InvalidSlots, OfficeNotFound, SlotHasBookings, UnknownSlot
from functions.domain.refusals import BadCursor
from functions.ports.deps import Deps
from functions.shapes.office import booking_view, slot_day_view
from functions.usecases.office.bookings import SlotPlace, bookings, office_days
from functions.usecases.office.places import Place
from functions.usecases.office.slots import order_slots, report_no_show
from functions.web.paging import PageQuery
from functions.web.path_parameters import OFFICE_ITEM
from functions.web.roles import STAFF
from schemas.codes import Department
from schemas.office.slots import BookingsView, MissedView, NoShow, SlotDaysView, SlotsLookUp, SlotsOrder
from schemas.wire import CalendarDate, ItemCode, OfficeId

_ERRORS = (
    OfficeNotFound,
    ItemNotFound,
    CaseNotFound,
    InvalidSlots,
    UnknownSlot,
    SlotHasBookings,
    NoAppointment,
    StaleWrite,
)


class SlotsQuery(PageQuery):
    office: Annotated[OfficeId, Field(description="办理机构编号。")]
    item: Annotated[ItemCode, Field(description="事项代码。")]
    since: Annotated[CalendarDate | None, Field(description="从哪一天起；不填为今天。")] = None


class BookingsQuery(PageQuery):
    office: Annotated[OfficeId, Field(description="办理机构编号。")]
    item: Annotated[ItemCode, Field(description="事项代码。")]
    day: Annotated[CalendarDate, Field(description="哪一天。")]


def list_slots(call: Call[SlotsQuery, None]) -> Reply[SlotDaysView]:
    given = call.query
    place = SlotPlace(_department(call.path), given.office, given.item, call.by)
    first = given.since or shanghai_date(call.deps.clock())
    page = office_days(place, first, limit=given.limit, cursor=given.cursor, deps=call.deps)
    entries = tuple(map(slot_day_view, page.entries))
    lost = page.unreadable
    return Reply(
        SlotDaysView(
            office=given.office, item=given.item, entries=entries, cursor=page.cursor, unreadable=lost
        )
    )


def order_at_desk(call: Call[None, SlotsOrder]) -> Reply[SlotDaysView]:
    return _ordered(call, call.by)


def order_by_system(call: Call[None, SlotsOrder]) -> Reply[SlotDaysView]:
    """Any key of the department speaks for all its offices, as with answers and manifests."""
    return _ordered(call, None)


def _ordered(call: Call[None, SlotsOrder], by: Principal | None) -> Reply[SlotDaysView]:
    """The days that were named, as they are now."""
    given, department = call.body, _department(call.path)
    order_slots(given, department, by=by, deps=call.deps)
    place = SlotPlace(department, given.office, given.item, by)
    days = sorted({*(one.day for one in given.publish), *(one.day for one in given.close)})
    entries = (
        slot_day_view(found)
        for day in days
        for found in office_days(place, day, limit=1, cursor=None, deps=call.deps).entries
    )
    return Reply(SlotDaysView(office=given.office, item=given.item, entries=tuple(entries), cursor=None))


def list_bookings(call: Call[BookingsQuery, None]) -> Reply[BookingsView]:
    given = call.query
    place = SlotPlace(_department(call.path), given.office, given.item, call.by)
    return _bookings(place, given.day, given.limit, given.cursor, call.deps)


def look_bookings_up(call: Call[None, SlotsLookUp]) -> Reply[BookingsView]:
    given = call.body
    place = SlotPlace(_department(call.path), given.office, given.item, None)
    return _bookings(place, given.day, given.limit, given.cursor, call.deps)


def _bookings(place: SlotPlace, day: date, limit: int, cursor: str | None, deps: Deps) -> Reply[BookingsView]:
    page = bookings(place, day, limit=limit, cursor=cursor, deps=deps)
    entries = tuple(booking_view(one, deps.clock()) for one in page.entries)
    found = BookingsView(
        office=place.office,
        item=place.item,
        day=day,
        entries=entries,
        cursor=page.cursor,
        unreadable=page.unreadable,
    )
    return Reply(found)


def note_no_show(call: Call[None, NoShow]) -> Reply[MissedView]:
    place = Place(_department(call.path), call.path["case_id"], call.path["item"])
    ledger = report_no_show(place, call.body, by=call.by, deps=call.deps)
    found = ledger.item(place.item).todos.appointment
    return Reply(
        MissedView(
            case_id=place.case_id,
            reference=ledger.case.reference,
            item=place.item,
            at=call.body.at,
            missed=found.missed if found else 0,
        )
    )


def _department(path: Mapping[str, str]) -> Department:
    return Department(path["department"])


ROUTES = (
    Route(
        method="GET",
        path="/v1/departments/{department}/slots",
        summary="到场预约：本机构一个事项公布的时间，按日列出，已约几人",
        roles=STAFF,
        query=SlotsQuery,
        response=SlotDaysView,
        handler=list_slots,
        errors=(OfficeNotFound, BadCursor),
    ),
    Route(
        method="PUT",
        path="/v1/departments/{department}/slots",
        summary="到场预约：经办人员公布时间、停办、登记未到场；全部记入或者都不记，重复提交结果相同",
        roles=STAFF,
        body=SlotsOrder,
        bounds=OF_LISTS,
        response=SlotDaysView,
        handler=order_at_desk,
        errors=_ERRORS,
    ),
    Route(
        method="POST",
        path="/v1/departments/{department}/slots",
        summary="到场预约，由部门的系统公布时间、停办、登记未到场：像答复一样签名，重复提交结果相同",
        roles=Access.SIGNED,
        body=SlotsOrder,
        bounds=OF_LISTS,
        response=SlotDaysView,
        handler=order_by_system,
        errors=_ERRORS,
    ),
    Route(
        method="GET",
        path="/v1/departments/{department}/slots/bookings",
        summary="到场预约：本机构某一天到场的名单",
        roles=STAFF,
        query=BookingsQuery,
        response=BookingsView,
        handler=list_bookings,
        errors=(OfficeNotFound, BadCursor),
    ),
    Route(
        method="POST",
        path="/v1/departments/{department}/slots/lookups",
        summary="到场预约，由部门的系统查某一天到场的名单：像答复一样签名，不用登录",
        roles=Access.SIGNED,
        body=SlotsLookUp,
        response=BookingsView,
        handler=look_bookings_up,
        errors=(OfficeNotFound, BadCursor),
    ),
    Route(
        method="PUT",
        path=f"{OFFICE_ITEM}/no-show",
        summary="到场预约：经办人员登记申请人没有按预约的时间到场；申请人可以重新预约",
        roles=STAFF,
        body=NoShow,
        response=MissedView,
        handler=note_no_show,
        errors=(ItemNotFound, NoAppointment, StaleWrite),
    ),
)
