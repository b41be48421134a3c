"""Calls to offices, as operators and an office's own staff read them; what an office is told of its answer; its
times, and who comes at them."""

from collections.abc import Mapping
from datetime import datetime

from functions.domain.case.appointments import standing, stands_at
from functions.domain.case.deliveries import deliveries_of, webhook_id
from functions.domain.case.item import CaseItem
from functions.domain.case.parts import OfficeCall
from functions.domain.case.todos import mark_of
from functions.domain.office.directory import unknown_text
from functions.domain.office.slots import SlotDay, TimeSlot
from functions.ports.offices import Office
from functions.ports.page import Page
from functions.shapes import words
from functions.shapes.case.appointments import MOVED_SINCE, standing_text
from functions.usecases.office.bookings import Booking
from functions.usecases.office.deliveries import Logged
from functions.usecases.office.keys import SeenKey
from functions.usecases.office.listed import applicant_name
from functions.usecases.office.resend import Resent, ResentAll
from schemas.catalogue.edition import Edition
from schemas.catalogue.item import Item
from schemas.codes import CHINESE
from schemas.codes_citizen import AppointmentState, TodoKind
from schemas.office.deliveries import (
    DeliveryPageView,
    DeliveryView,
    ItemDeliveriesView,
    MessageType,
    ResentPageView,
    ResentView,
)
from schemas.office.directory import Contact, OfficeContactView
from schemas.office.keys import KeysView, KeyView
from schemas.office.slots import BookingView, SlotDayView, SlotTimeView
from schemas.views import AnswerReceiptView

MESSAGES: Mapping[MessageType, str] = {
    "item.dispatched": "分发",
    "item.corrected": "补正后再次分发",
    "item.withdrawal_requested": "申请人要求撤回",
    "item.material_added": "补交的材料",
    "item.reminded": "催办",
}


def delivery_page(page: Page[Logged], office: str, edition: Edition) -> DeliveryPageView:
    """Of an item that has been elsewhere, what went to this office only."""
    entries = tuple(item_deliveries(one, edition, office=office) for one in page.entries)
    return DeliveryPageView(entries=entries, cursor=page.cursor, unreadable=page.unreadable)


def item_deliveries(one: Logged, edition: Edition, *, office: str | None = None) -> ItemDeliveriesView:
    item, case = one.item, one.ledger.case
    calls = (call for call in deliveries_of(item) if office in (None, call.office))
    return ItemDeliveriesView(
        case_id=case.id,
        reference=case.reference,
        item=item.code,
        item_name=words.item_name(edition, item.code),
        round=item.dispatch.round,
        status=item.status,
        status_text=words.status_text(item, edition, silence=False),
        arrived=item.dispatch.has_arrived,
        deliveries=tuple(delivery_view(item, call) for call in calls),
    )


def delivery_view(item: CaseItem, call: OfficeCall) -> DeliveryView:
    return DeliveryView(
        webhook_id=webhook_id(item, call),
        type=_type(call.key),
        office=call.office,
        attempt=call.attempt,
        at=call.at,
        took_ms=call.ms,
        taken=call.error is None,
        status=call.status,
        error=call.error,
        said=call.said,
        next_at=call.next_at,
    )


def _type(key: str) -> MessageType:
    """A key is the round, what an operator did to it, and after that what it is that was told (messages.py)."""
    parts = key.split("/")
    if "withdrawal" in parts:
        return "item.withdrawal_requested"
    if "material" in parts:
        return "item.material_added"
    if "reminder" in parts:
        return "item.reminded"
    return "item.dispatched" if parts[0] == "1" else "item.corrected"


def keys_view(found: tuple[SeenKey, ...]) -> KeysView:
    return KeysView(
        entries=tuple(
            KeyView(
                secret=one.secret,
                fingerprint=one.fingerprint,
                valid=one.valid,
                since=one.since,
                until=one.until,
            )
            for one in found
        )
    )


def resent_page(found: ResentAll, edition: Edition, *, dry_run: bool) -> ResentPageView:
    entries = tuple(_resent(one, edition, dry_run=dry_run) for one in found.entries)
    return ResentPageView(entries=entries, dry_run=dry_run, more=found.more, unreadable=found.unreadable)


def _resent(one: Resent, edition: Edition, *, dry_run: bool) -> ResentView:
    item, case = one.logged.item, one.logged.ledger.case
    return ResentView(
        case_id=case.id,
        reference=case.reference,
        item=item.code,
        item_name=words.item_name(edition, item.code),
        last_at=one.last_at,
        resent=one.refused is None,
        text=one.refused or ("可以重新发送。" if dry_run else "已记录，即将发送。"),
    )


def answer_receipt(reference: str, item: CaseItem) -> AnswerReceiptView:
    """`item`: after the answer."""
    return AnswerReceiptView(
        reference=reference,
        item=item.code,
        round=item.dispatch.round,
        status=item.status,
        status_text=CHINESE[item.status],
    )


def contact_view(item: Item, office: Office, contact: Contact) -> OfficeContactView:
    return OfficeContactView(
        item=item.code,
        item_name=item.name,
        department=item.department,
        department_text=CHINESE[item.department],
        office=office.name,
        contact=contact,
        unknown_text=unknown_text(contact),
    )


def slot_day_view(day: SlotDay) -> SlotDayView:
    return SlotDayView(day=day.day, times=tuple(map(_time, day.slots)), reason=day.closed_for)


def _time(slot: TimeSlot) -> SlotTimeView:
    return SlotTimeView(
        start=slot.start,
        until=slot.until,
        capacity=slot.capacity,
        taken=len(slot.taken),
        closed=slot.closed,
    )


def booking_view(booking: Booking, now: datetime) -> BookingView:
    listed, slot = booking.listed, booking.slot
    state = AppointmentState.CALLED_OFF if booking.called_off else _state(listed.item, slot)
    return BookingView(
        case_id=listed.item.case_id,
        reference=listed.ledger.case.reference,
        at=slot.at,
        until=slot.until,
        person_name=applicant_name(listed) or None,
        state=state,
        state_text=_state_text(listed.item, state, slot, now),
    )


def _state_text(item: CaseItem, state: AppointmentState | None, slot: TimeSlot, now: datetime) -> str:
    if state is AppointmentState.CALLED_OFF:
        over = mark_of(item, TodoKind.VISIT) is not None or item.outcome is not None
        instead = "不用再到场" if over else "已另约" if standing(item) else "还没有另约"
        return f"停办已取消，{instead}"
    if state is not None:
        return CHINESE[state]
    if not stands_at(item, slot.at) and not mark_of(item, TodoKind.VISIT):
        return MOVED_SINCE
    return standing_text(item, slot.until, now)


def _state(item: CaseItem, slot: TimeSlot) -> AppointmentState | None:
    found = item.todos.appointment
    return found.state if found and found.at == slot.at else None
