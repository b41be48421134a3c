"""A case as its applicant sees it: plain Chinese beside every code, and nothing of tokens or executions."""

from datetime import date

from schemas.case.views_item import ItemView, MissingView
from schemas.catalogue.standing import MaterialTally
from schemas.codes import (
    CaseStatus,
    Department,
    EventKind,
    Urgency,
)
from schemas.codes_citizen import (
    NoticeStatus,
    NoticeTemplate,
    TodoKind,
    ToldHow,
)
from schemas.wire import Instant, ItemCode, Reference, Wire


class OpenCorrectionView(Wire):
    """One line of the merged list: answer it under its `item` and `round` (`POST …/corrections`)."""

    item: ItemCode
    name: str
    department: Department
    department_text: str
    round: int
    missing: tuple[MissingView, ...]
    correct_by: Instant | None


class CaseSummaryView(Wire):
    case_id: str
    reference: Reference
    status: CaseStatus
    status_text: str
    city: str
    city_text: str
    county: str | None
    county_text: str | None
    edition: str
    opened_at: Instant
    closed_at: Instant | None


class PromiseView(Wire):
    """One date for the whole case. `at` counts only items with an official limit; `uncounted` (待核定) come on top of it."""

    at: Instant | None
    provisional: bool
    uncounted: tuple[ItemCode, ...]
    text: str


class WarningView(Wire):
    """A term that runs against the applicant, counted from a date of the form. A reminder, never a decision.

    `late_text`: what to do, once it has passed; the application is taken all the same.
    """

    item: ItemCode
    item_name: str
    text: str
    note: str | None
    until: Instant
    provisional: bool
    alert_on: date | None
    urgency: Urgency
    urgency_text: str
    late_text: str | None = None


class ToldView(Wire):
    """Who told the applicant of it, how and when: `status` sent, delivered, told (by a clerk or an operator), or failed."""

    how: ToldHow
    how_text: str
    status: NoticeStatus
    status_text: str
    at: Instant


class TodoView(Wire):
    """待您办理: one thing that is the applicant's to do now, to be shown in red. `until`: null where no term runs.

    `told`: null as long as nobody was told of it. `markable`: say so (`POST /v1/cases/{case_id}/todos`) once it is done.
    """

    kind: TodoKind
    kind_text: str
    item: ItemCode
    item_name: str
    office: str | None
    text: str
    until: Instant | None
    told: ToldView | None = None
    markable: bool = False


class ListedCaseView(CaseSummaryView):
    """`todo`: in a list that is asked for by `todo`, the one thing that waits for this case's applicant."""

    todo: TodoView | None = None


class NoticeView(Wire):
    """通知: what the applicant was sent, or is owed. `at`: the last try, or since when it is owed."""

    template: NoticeTemplate
    template_text: str
    item: ItemCode | None
    item_name: str | None
    status: NoticeStatus
    status_text: str
    at: Instant


class CaseView(CaseSummaryView):
    """`todo`: what is the applicant's to do now; empty means nothing. `next_step` says it in one sentence.

    `materials`: how many materials were verified, handed in, or are the offices' to check (each one: `GET …/materials`);
    null for a case from before this was kept.
    `warnings`: the applicant's own terms, the nearest first. `notices` is empty where no message gateway is set up.
    """

    next_step: str
    todo: tuple[TodoView, ...]
    promise: PromiseView
    materials: MaterialTally | None
    warnings: tuple[WarningView, ...]
    service_check: ItemView
    items: tuple[ItemView, ...]
    corrections: tuple[OpenCorrectionView, ...]
    notices: tuple[NoticeView, ...]


class CasePageView(Wire):
    """`cursor` is opaque: give it back for the next page; null at the end. `unreadable`: ids of what is damaged."""

    entries: tuple[ListedCaseView, ...]
    cursor: str | None
    unreadable: tuple[str, ...] = ()


class EventView(Wire):
    at: Instant
    kind: EventKind
    text: str
    item: ItemCode | None
    item_name: str | None


class EventPageView(Wire):
    """Oldest first. `unreadable`: keys of what is damaged."""

    entries: tuple[EventView, ...]
    cursor: str | None
    unreadable: tuple[str, ...] = ()
