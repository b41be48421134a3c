"""A case as its applicant sees it: plain Chinese beside every code, and nothing of tokens or executions."""

from datetime import date

from schemas.case.answers import Missing
from schemas.case.remedies import Term
from schemas.catalogue.standing import MaterialTally
from schemas.codes import (
    AnswerType,
    CaseStatus,
    Department,
    EventKind,
    ItemStatus,
    LetterKind,
    Outcome,
    Role,
    Urgency,
)
from schemas.codes_citizen import (
    CollectingOn,
    DueBasis,
    NoticeStatus,
    NoticeTemplate,
    PaperShown,
    RemedyWay,
    TodoKind,
    ToldHow,
)
from schemas.wire import Instant, ItemCode, Reference, Wire


class ResultView(Wire):
    """办理结果: what the office issued, and how it comes to the applicant."""

    document: str
    number: str | None
    valid_until: date | None
    delivery: str
    delivery_text: str
    next_steps: str | None


class RemedyView(Wire):
    """救济途径: one way to contest a decision. `text`: in a sentence."""

    way: RemedyWay
    way_text: str
    body: str
    term: Term
    term_text: str


class RefusalView(Wire):
    """不予办理 or 不予受理, as the office states it. `legal_basis`, `remedy`: null where the decision tells none.

    `remedies`: way by way; empty for a decision that tells none, or told it in a sentence only (`remedy`).
    `basis_text`, `remedy_text`: the same in sentences, which say so where nothing was told (未载明).
    """

    legal_basis: str | None
    remedy: str | None
    remedies: tuple[RemedyView, ...]
    basis_text: str
    remedy_text: str


class LetterLinkView(Wire):
    """A letter (文书) of the item, as a PDF at `href`."""

    kind: LetterKind
    title: str
    href: str


class MissingView(Missing):
    """`material_name`, `field_name`: what the office named by its code, in words."""

    material_name: str | None = None
    field_name: str | None = None


class CorrectionView(Wire):
    """补正: the office's one list of what is missing, and until when to answer it."""

    missing: tuple[MissingView, ...]
    correct_by: Instant | None


class ContestView(Wire):
    """异议: while `open`, contest the decision on `round` until `until` (`POST …/service-check/contest`), once.

    `contested_at`: it was contested then; `reason`: why the check did not pass, as its office put it.
    """

    open: bool
    round: int
    reason: str | None
    until: Instant | None
    contested_at: Instant | None


class BlockedView(Wire):
    """前置未通过: the prerequisite that ended badly, how and why; `instead`: what to do about it, in words."""

    item: ItemCode
    name: str
    outcome: Outcome
    outcome_text: str
    reason: str | None
    instead: str


class CollectedView(Wire):
    """领取记录: when the result was handed over, by whom that was said, and who came on what paper, where that was said.

    `name`, `id_tail`: of somebody who came in the applicant's stead, never whole.
    """

    at: Instant
    by: Role
    by_text: str
    paper: PaperShown | None = None
    paper_text: str | None = None
    mandate: CollectingOn | None = None
    mandate_text: str | None = None
    name: str | None = None
    id_tail: str | None = None
    text: str


class OpenCorrectionView(Wire):
    """One line of the merged list: answer it under its `item` and `round` (`POST …/corrections`)."""

    item: ItemCode
    name: str
    department: Department
    department_text: str
    round: int
    missing: tuple[MissingView, ...]
    correct_by: Instant | None


class DocumentView(Wire):
    """附件: a document that the office sent with an `answer` of this kind. Its address: `GET …/items/{item}/documents`."""

    id: str
    name: str
    media_type: str
    size: int
    size_text: str
    sha256: str
    at: Instant
    answer: AnswerType
    answer_text: str
    scan_text: str


class DocumentLinkView(DocumentView):
    """`href`: a signed address until `expires_at`."""

    href: str
    expires_at: Instant


class DocumentLinksView(Wire):
    documents: tuple[DocumentLinkView, ...]


class ItemView(Wire):
    """`due_at` is null where the official time limit is 待核定; `due_text` says which, in words.

    `due_basis`: a statutory limit, a promised one, or none is known and the system only watches by its own bound (watch).

    `due_provisional`: the date crosses into a year whose holidays are not published.
    `silent_since`: the office's last word on the present round, once it has been silent for too long.
    `deemed_accepted`: the office gave no notice within five working days. `deemed_text` says what follows: by law of a
    licence, elsewhere by our practice only.
    `letters`: the letters (文书) that say where the item stands; all of them are in the case's list of forms.
    `withdrawal_at`: the applicant asked then to withdraw the item; `withdrawal_text` says how far that has come.
    `office`: the display name of the office that has the item, null before it is sent; `next_step`: who does what now.
    `blocked`: of an item that a prerequisite has blocked. `contest`: of the service check, once it did not pass.
    `needs_service_check`: it waits for the service check.
    `documents`: files that the office sent with its answers.
    `trouble_since`: the office's system cannot be reached since then; the system keeps trying.
    `collected`: of a result that has been fetched, who came for it and on what paper; operators are not told.
    """

    code: ItemCode
    name: str
    department: Department
    department_text: str
    office: str | None
    status: ItemStatus
    status_text: str
    next_step: str
    since: Instant
    after: tuple[ItemCode, ...]
    needs_service_check: bool = True
    round: int
    dispatched_at: Instant | None
    heard_at: Instant | None
    silent_since: Instant | None
    trouble_since: Instant | None
    accepted_at: Instant | None
    deemed_accepted: bool
    deemed_text: str | None
    letters: tuple[LetterLinkView, ...]
    documents: tuple[DocumentView, ...] = ()
    due_at: Instant | None
    due_provisional: bool
    due_text: str
    due_basis: DueBasis
    due_basis_text: str
    overdue_since: Instant | None
    correction: CorrectionView | None
    withdrawal_at: Instant | None
    withdrawal_text: str | None
    outcome: Outcome | None
    outcome_text: str | None
    reason: str | None
    blocked: BlockedView | None = None
    contest: ContestView | None = None
    refusal: RefusalView | None
    decided_at: Instant | None
    result: ResultView | None
    collected: CollectedView | None = None
    next_steps: str


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
