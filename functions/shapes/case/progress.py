"""Where a case stands, for its applicant: what is theirs to do, what they were notified of, what has happened."""

from collections.abc import Iterator
from datetime import datetime

from functions.domain.applicant.progress import Todo, todo
from functions.domain.case.case import Event, Ledger
from functions.domain.case.facts import Notice
from functions.domain.case.item import CaseItem
from functions.domain.case.notices import subject
from functions.domain.case.notices_owed import notices_of, owed_notices
from functions.domain.case.tellings import telling_of
from functions.domain.case.todos import MARKED_BY
from functions.domain.national.outcomes import event_told_at, outcome_told
from functions.ports.page import Page
from functions.shapes import words
from functions.shapes.case import words_progress
from functions.shapes.case.appointments import appointment_told
from functions.shapes.case.words_check import blocked_text
from functions.usecases.office.which_office import OfficeNames
from schemas.case.views import EventPageView, EventView, NoticeView, TodoView, ToldView
from schemas.catalogue.edition import Edition
from schemas.codes import CHINESE, EventKind, Role
from schemas.codes_citizen import NoticeStatus, TodoKind
from schemas.wire import Instant


def todo_views(ledger: Ledger, edition: Edition, offices: OfficeNames, now: datetime) -> tuple[TodoView, ...]:
    return tuple(todo_view(one, ledger, edition, offices, now) for one in todo(ledger, edition, now))


def todo_view(one: Todo, ledger: Ledger, edition: Edition, offices: OfficeNames, now: datetime) -> TodoView:
    name = words.item_name(edition, one.item)
    return TodoView(
        kind=one.kind,
        kind_text=CHINESE[one.kind],
        item=one.item,
        item_name=name,
        office=offices.now.get(ledger.item(one.item).dispatch.office or ""),
        text=_todo_text(one, name, ledger, edition, offices, now),
        until=one.until,
        told=_told(telling_of(ledger, ledger.item(one.item), one.kind)),
        markable=one.kind in MARKED_BY[Role.APPLICANT],
    )


def _told(notice: Notice | None) -> ToldView | None:
    if notice is None:
        return None
    return ToldView(
        how=notice.how,
        how_text=CHINESE[notice.how],
        status=notice.status,
        status_text=CHINESE[notice.status],
        at=notice.at,
    )


def _todo_text(
    one: Todo, name: str, ledger: Ledger, edition: Edition, offices: OfficeNames, now: datetime
) -> str:
    text = words_progress.todo_text(one, name, ledger.item(one.item))
    if one.kind is TodoKind.VISIT:
        return text + appointment_told(ledger.item(one.item), offices.now, now)
    if one.kind is not TodoKind.OTHERWISE:
        return text
    return text + words_progress.item_next_step(ledger.item(one.item), ledger, edition)


def notice_views(ledger: Ledger, edition: Edition, *, owing: bool) -> tuple[NoticeView, ...]:
    """`owing`: there is a gateway, so what was not sent yet is owed."""
    return tuple(_notices(ledger, edition, owing=owing))


def _notices(ledger: Ledger, edition: Edition, *, owing: bool) -> Iterator[NoticeView]:
    recorded = notices_of(ledger)
    for notice in recorded:
        yield notice_view(notice.key, notice.status, notice.at, edition)
    keys = {notice.key for notice in recorded}
    for owed in owed_notices(ledger) if owing else ():
        if owed.key not in keys:
            yield notice_view(owed.key, NoticeStatus.OWED, owed.at, edition)


def notice_view(key: str, status: NoticeStatus, at: Instant, edition: Edition) -> NoticeView:
    template, item = subject(key)
    return NoticeView(
        template=template,
        template_text=CHINESE[template],
        item=item,
        item_name=words.item_name(edition, item) if item else None,
        status=status,
        status_text=CHINESE[status],
        at=at,
    )


def event_page(page: Page[Event], ledger: Ledger, edition: Edition) -> EventPageView:
    items = {item.code: item for item in ledger.items}
    entries = tuple(
        EventView(
            at=event.at,
            kind=event.kind,
            text=_event_text(event, items.get(event.item or ""), ledger, edition),
            item=event.item,
            item_name=words.item_name(edition, event.item) if event.item else None,
        )
        for event in page.entries
    )
    return EventPageView(entries=entries, cursor=page.cursor, unreadable=page.unreadable)


def _event_text(event: Event, item: CaseItem | None, ledger: Ledger, edition: Edition) -> str:
    """A block says why, as far as the ledger still tells; a word after the outcome asks nothing of anybody."""
    if item is not None and _is_vain(event, item):
        return f"{words.department_name(item.department)}在该事项有了结果之后又有告知，办理结果不变。"
    text = words.event_text(event, item, edition)
    if event.kind is not EventKind.BLOCKED or item is None:
        return text
    return text + blocked_text(item, ledger, edition)


def _is_vain(event: Event, item: CaseItem) -> bool:
    if event.kind is not EventKind.ANSWERED or outcome_told(event) or item.decided_at is None:
        return False
    return event_told_at(event) > item.decided_at
