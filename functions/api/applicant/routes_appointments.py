"""到场预约: free times, what is booked and cancelled."""

from typing import Annotated

from pydantic import Field

from functions.api.route import Call, Reply, Route
from functions.domain.applicant.refusals import FormNotFound
from functions.domain.case.refusals import ItemNotFound
from functions.domain.conflicts import (
    AppointmentsClash,
    KeyReused,
    MissedTooOften,
    NoAppointment,
    NothingToBook,
)
from functions.domain.errors import MaterialsUnavailable, StaleWrite
from functions.domain.intake.files import PDF
from functions.domain.office.refusals import SlotNotFree
from functions.domain.refusals import BadCursor, TooOften
from functions.shapes.applicant.appointments import free_times_view, same_day_list
from functions.shapes.applicant.papers import printed
from functions.shapes.case.shown import case_shown
from functions.usecases.applicant import appointments, free_times
from functions.web.paging import Cursor, PageQuery
from functions.web.roles import SUBMITTERS
from schemas.applicant.appointments import (
    AppointmentCancelling,
    AppointmentOrder,
    FreeTimesView,
    SameDayListView,
)
from schemas.case.views import CaseView
from schemas.wire import ItemCode, Wire


class FreeTimesQuery(PageQuery):
    item: Annotated[ItemCode, Field(description="事项代码。")]


class SameDaysQuery(Wire):
    cursor: Cursor | None = None


def list_free_times(call: Call[FreeTimesQuery, None]) -> Reply[FreeTimesView]:
    given = call.query
    found = free_times.free_times(
        call.path["case_id"],
        given.item,
        by=call.by,
        limit=given.limit,
        cursor=given.cursor,
        deps=call.deps,
    )
    return Reply(free_times_view(found, call.deps))


def list_same_days(call: Call[SameDaysQuery, None]) -> Reply[SameDayListView]:
    found = free_times.same_days(call.path["case_id"], by=call.by, cursor=call.query.cursor, deps=call.deps)
    return Reply(same_day_list(found, call.deps))


def book_times(call: Call[None, AppointmentOrder]) -> Reply[CaseView]:
    ledger = appointments.book(call.path["case_id"], call.body, by=call.by, key=call.key, deps=call.deps)
    return Reply(case_shown(ledger, call.deps))


def cancel_time(call: Call[None, AppointmentCancelling]) -> Reply[CaseView]:
    ledger = appointments.cancel(call.path["case_id"], call.body, by=call.by, key=call.key, deps=call.deps)
    return Reply(case_shown(ledger, call.deps))


def print_slip(call: Call[None, None]) -> Reply[bytes]:
    item = call.path["item"]
    paper = appointments.slip_of(call.path["case_id"], item, by=call.by, deps=call.deps)
    return Reply(*printed(paper, f"{item}-appointment", call.deps))


ROUTES = (
    Route(
        method="GET",
        path="/v1/cases/{case_id}/slots",
        summary="到场预约：办理该事项的机构可约的时间，按日列出；已约满、停办、离现在太近的不列",
        roles=SUBMITTERS,
        query=FreeTimesQuery,
        response=FreeTimesView,
        handler=list_free_times,
        errors=(ItemNotFound, NothingToBook, MissedTooOften, BadCursor),
    ),
    Route(
        method="GET",
        path="/v1/cases/{case_id}/slots/same-day",
        summary="到场预约：几项都须到场的，可以排在同一天的时间，每次查三十天",
        roles=SUBMITTERS,
        query=SameDaysQuery,
        response=SameDayListView,
        handler=list_same_days,
        errors=(BadCursor,),
    ),
    Route(
        method="POST",
        path="/v1/cases/{case_id}/appointments",
        summary="到场预约：约一个或者几个时间，全部约上或者都不约；已有预约的即改约，原来的时间同时让出",
        roles=SUBMITTERS,
        body=AppointmentOrder,
        response=CaseView,
        handler=book_times,
        idempotent=True,
        errors=(
            ItemNotFound,
            NothingToBook,
            MissedTooOften,
            SlotNotFree,
            AppointmentsClash,
            KeyReused,
            TooOften,
            StaleWrite,
        ),
    ),
    Route(
        method="POST",
        path="/v1/cases/{case_id}/appointments/cancellations",
        summary="到场预约：取消一项的预约，时间让出",
        roles=SUBMITTERS,
        body=AppointmentCancelling,
        response=CaseView,
        handler=cancel_time,
        idempotent=True,
        errors=(ItemNotFound, NoAppointment, KeyReused, TooOften, StaleWrite),
    ),
    Route(
        method="GET",
        path="/v1/cases/{case_id}/items/{item}/appointment-slip",
        summary="到场预约单（PDF）：事项、办理机构、到场时间",
        roles=SUBMITTERS,
        response=bytes,
        handler=print_slip,
        media=PDF,
        errors=(ItemNotFound, FormNotFound, MaterialsUnavailable),
    ),
)
