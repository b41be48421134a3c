"""What we send to a department's office: one item of a case, with that department's fields only."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from schemas.catalogue.figures import FieldPath
from schemas.catalogue.prefill import SourceCode
from schemas.catalogue.standing import MaterialCheck
from schemas.codes import AnswerType, Department
from schemas.codes_citizen import DueBasis
from schemas.wire import LAZY, Instant, ItemCode, Reference, Wire


class Region(Wire):
    """GB/T 2260 codes; `county` is empty exactly where the city has none (东莞, 中山)."""

    city: str
    county: str | None


class CorrectedField(Wire):
    """A field of which the applicant says that the source is wrong for this application: its value there, and why."""

    path: FieldPath
    source: SourceCode
    value: Any
    reason: str


class MaterialLink(Wire):
    """A file of the applicant's for this item. `href`: a signed address until `expires_at`, None in files over an air gap;
    after that, ask for a new one (`GET /v1/departments/{department}/materials/…`). `scanned_at`: when a scanner found no
    virus in it; without it nobody looked (未经病毒扫描)."""

    id: str
    code: ItemCode
    name: str
    media_type: str
    size: int
    sha256: str
    href: str | None = None
    expires_at: Instant | None = None
    scanned_at: Instant | None = None
    scan_text: str | None = None


class EarlierResult(Wire):
    """前面事项的结果文书: a paper that this item stands on. `item`: what it is the result of; `material`: which material of
    this item it is; `file`: as in `materials`. `provided_by`: the office that made it, or the applicant (待核验).
    """

    item: ItemCode
    item_name: str
    material: ItemCode
    name: str
    number: str | None = None
    issued_on: date | None = None
    issuer: str | None = None
    valid_until: date | None = None
    provided_by: Literal["office", "applicant"]
    provided_text: str
    file: MaterialLink | None = None


class LateTermView(Wire):
    """The applicant applied `days` natural days after `until`, the last day of a term of theirs: what follows is the office's
    to decide. Their reason, if they gave one, is among `fields` where the department sees it (`service.late_reason`)."""

    text: str
    until: date
    days: int


class ContestedDecision(Wire):
    """What the applicant contests (异议): the office's own earlier decision on the service check, and its reason."""

    decision: Literal[AnswerType.REFUSED, AnswerType.NOT_ACCEPTED]
    round: int
    reason: str


class Dispatch(Wire):
    """`item.dispatched` for round 1, `item.corrected` after; the webhook-id is `{case_id}/{item}/{round}`, with
    `/rerouted-{n}` behind it once an operator has sent the item to another office.

    `checks`: how each material of the item stands; 待部门核验 (`office_checks`) is the office's to check. `unverified`
    (待核验): fields that a source could have told, and none has told as they are filled in. `results`: papers of earlier
    items of the case that this one stands on.

    `due_basis`: whether `due_at` is a statutory limit, a promised one, or only our own bound of supervision (watch).
    """

    type: Literal["item.dispatched", "item.corrected"]
    reference: Reference
    department: Department
    item: ItemCode
    name: str
    round: int
    region: Region
    sent_at: Instant
    due_at: Instant
    due_provisional: bool
    due_basis: DueBasis
    due_basis_text: str
    fields: dict[str, Any]
    materials: tuple[MaterialLink, ...] = ()
    checks: tuple[MaterialCheck, ...] = ()
    results: tuple[EarlierResult, ...] = ()
    corrected: tuple[CorrectedField, ...] = ()
    unverified: tuple[FieldPath, ...] = ()
    # Terms that the applicant had not kept when they applied.
    late: tuple[LateTermView, ...] = ()
    # What the applicant says to a correction, or against a bad service check; empty in round 1.
    note: str | None = None
    # Of a service check only, and only once its applicant has contested it: look at it anew.
    contested: ContestedDecision | None = None


class WithdrawalRequest(Wire):
    """The applicant asks to withdraw (撤回); the office answers `withdrawn`, or with the outcome it has reached already."""

    type: Literal["item.withdrawal_requested"]
    reference: Reference
    department: Department
    item: ItemCode
    round: int
    sent_at: Instant
    # Why, as the applicant wrote it to the office; null if they did not say.
    reason: str | None = None


class Reminder(Wire):
    """催办: the item is past its due time; `due_basis` says whether that is a limit at all."""

    type: Literal["item.reminded"]
    reference: Reference
    department: Department
    item: ItemCode
    round: int
    sent_at: Instant
    due_at: Instant
    due_basis: DueBasis
    due_basis_text: str


class MaterialAdded(Wire):
    """补交材料: a file came for an item that the office has: one that was promised (容缺), or another late one."""

    type: Literal["item.material_added"]
    reference: Reference
    department: Department
    item: ItemCode
    round: int
    sent_at: Instant
    material: MaterialLink


Message = Annotated[Dispatch | WithdrawalRequest | Reminder | MaterialAdded, Field(discriminator="type")]

MESSAGE: TypeAdapter[Message] = TypeAdapter(Message, config=LAZY)
