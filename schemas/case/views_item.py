"""An item of a case, as the interface shows it."""

from datetime import date

from schemas.case.answers import Missing
from schemas.case.remedies import Term
from schemas.codes import (
    AnswerType,
    Department,
    ItemStatus,
    LetterKind,
    Outcome,
    Role,
)
from schemas.codes_citizen import (
    AppointmentState,
    CollectingOn,
    DueBasis,
    PaperShown,
    RemedyWay,
)
from schemas.wire import Instant, ItemCode, Wire


class ResultPaperView(Wire):
    """结果文书: one paper of a result. `file`: the id of its file among the item's `documents`, `sha256` its checksum."""

    name: str
    number: str | None
    issued_on: date | None
    issuer: str | None
    valid_until: date | None
    file: str | None
    sha256: str | None


class ResultView(Wire):
    """办理结果: what the office issued, and how it comes to the applicant. `papers`: each of several, or with a file."""

    document: str
    number: str | None
    valid_until: date | None
    delivery: str
    delivery_text: str
    next_steps: str | None
    papers: tuple[ResultPaperView, ...] = ()


class RemedyView(Wire):
    """救济途径: one way to contest a decision. `until`: the last day, counted from the day on which the decision was handed
    over, where that was said; a last day that is a holiday moves on to the next working day."""

    way: RemedyWay
    way_text: str
    body: str
    term: Term
    term_text: str
    until: date | None = None


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


class ParcelView(Wire):
    """邮寄记录: the result, or the decision, was sent then; `text`: in a sentence."""

    carrier: str
    number: str
    at: Instant
    by: Role
    by_text: str
    text: str


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


class AppointmentView(Wire):
    """到场预约: when to come, and where. `state`: how it ended, null while it stands; `missed`: how often nobody came."""

    office: str
    at: Instant
    until: Instant
    state: AppointmentState | None
    state_text: str
    missed: int = 0
    text: str


class ItemView(Wire):
    """`due_at` is null where the official time limit is 待核定; `due_text` says which, in words.

    `due_basis`: a statutory limit, a promised one, or none is known and the system only watches by its own bound (watch).

    `due_provisional`: the date crosses into a year whose holidays are not published. `due_moves_on`: the clock stands
    (特别程序), and the date moves with it.
    `silent_since`: the office's last word on the present round, once it has been silent for too long.
    `deemed_accepted`: the office gave no notice within five working days. `deemed_text` says what follows: by law of a
    licence, elsewhere by our practice only.
    `letters`: the letters (文书) that say where the item stands; all of them are in the case's list of forms.
    `abandoned`: an operator ended it; its outcome counts as withdrawn, and nobody withdrew it.
    `withdrawal_at`: the applicant asked then to withdraw the item; `withdrawal_text` says how far that has come.
    `office`: the display name of the office that has the item, null before it is sent; `next_step`: who does what now.
    `blocked`: of an item that a prerequisite has blocked. `contest`: of the service check, once it did not pass.
    `needs_service_check`: it waits for the service check.
    `documents`: files that the office sent with its answers.
    `trouble_since`: the office's system cannot be reached since then; the system keeps trying.
    `collected`: of a result that has been fetched, who came for it and on what paper; operators are not told. `parcel`:
    how it was sent, likewise. `received_on`: the day the applicant had the result, or the decision, as somebody said.
    `bookable`: the applicant is to come, and may book a time. `appointment`: the last that was booked.
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
    due_moves_on: bool = False
    due_text: str
    due_basis: DueBasis
    due_basis_text: str
    overdue_since: Instant | None
    correction: CorrectionView | None
    withdrawal_at: Instant | None
    withdrawal_text: str | None
    outcome: Outcome | None
    outcome_text: str | None
    abandoned: bool = False
    reason: str | None
    blocked: BlockedView | None = None
    contest: ContestView | None = None
    refusal: RefusalView | None
    decided_at: Instant | None
    result: ResultView | None
    collected: CollectedView | None = None
    parcel: ParcelView | None = None
    received_on: date | None = None
    bookable: bool = False
    appointment: AppointmentView | None = None
    next_steps: str
