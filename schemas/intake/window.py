"""What a clerk asks at the window (综合窗口), and what they are told."""

from typing import Annotated

from pydantic import Field, StringConstraints

from schemas.case.views import WarningView
from schemas.catalogue.standing import MaterialCheck
from schemas.codes import CaseStatus
from schemas.form.identity import Identity
from schemas.form.types import spelled
from schemas.intake.draft import OnBehalfOf
from schemas.plain_text import PARAGRAPHS
from schemas.spelling import spelled_reference
from schemas.wire import Instant, ItemCode, Reference, WholeReference, Wire

Code = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z2-7]{8}$", to_upper=True), spelled(spelled_reference)
]
Purpose = Annotated[str, StringConstraints(min_length=4, max_length=200, strip_whitespace=True), PARAGRAPHS]


class LookUp(Identity):
    """In the body, so that no address and no log holds an ID number. `purpose`: why, kept with who asked."""

    purpose: Purpose = Field(title="查询事由")


class ReferenceLookUp(Wire):
    """The number on a receipt, as it is read out or typed. `purpose`: why, kept with who asked."""

    reference: WholeReference = Field(title="办件编号")
    purpose: Purpose = Field(title="查询事由")


class Redemption(Wire):
    """The citizen's code, and by which mandate the clerk continues their draft."""

    code: Code = Field(title="授权码")
    on_behalf_of: OnBehalfOf


class FoundCaseView(Wire):
    case_id: str
    reference: Reference
    status: CaseStatus
    status_text: str
    opened_at: Instant
    city: str
    county: str | None


class LookUpView(Wire):
    """`unreadable`: how many more cannot be read; some of these may be elsewhere."""

    cases: tuple[FoundCaseView, ...]
    unreadable: int = Field(0, description="暂时读不出来的办件个数，其中可能有在别处提交的")


class DraftCodeView(Wire):
    """`code`: eight letters and digits, to be told to the clerk; used once, shown once."""

    code: str
    expires_at: Instant
    next_steps: str


class WaitingCodeView(Wire):
    """A code that was made and not used. What it says is told once, to whoever made it."""

    made_at: Instant
    expires_at: Instant


class DraftCodesView(Wire):
    """The oldest first."""

    entries: tuple[WaitingCodeView, ...]


class WindowActView(Wire):
    """`person`: a keyed name, the same for the same person; never their number. `reference`: of a case that was asked for."""

    at: Instant
    act: str
    act_text: str
    clerk: str
    office: str
    purpose: str | None = None
    draft: str | None = None
    person: str | None = None
    reference: str | None = None


class WindowActPageView(Wire):
    """`unreadable`: what is damaged."""

    entries: tuple[WindowActView, ...]
    cursor: str | None
    unreadable: tuple[str, ...] = ()


class TakenView(Wire):
    """跨域通办: a case that a window took for another place. `clerk`: the opaque subject of who did."""

    case_id: str
    reference: Reference
    place: str
    window: str = Field(description="收件窗口所在的地方：行政区划代码")
    clerk: str
    at: Instant
    status: CaseStatus


class TakenPageView(Wire):
    """The newest first. `unreadable`: ids of what is damaged."""

    entries: tuple[TakenView, ...]
    cursor: str | None
    unreadable: tuple[str, ...] = ()


class ReceiptItemView(Wire):
    item: ItemCode
    name: str
    department_text: str
    after: tuple[str, ...]
    not_needed: bool = False
    materials: tuple[MaterialCheck, ...] = ()


class ReceiptView(Wire):
    """收件回执, to be printed. The ID number is masked; `handed_in` says how: by the citizen, or at which office; each item
    lists its materials and how they stand.

    `warnings`: the applicant's own terms that applying does not keep, or came too late for, with what to do.
    """

    reference: Reference
    received_at: Instant
    name: str
    id_number: str
    handed_in: str
    office: str | None
    mandate: OnBehalfOf | None
    mandate_text: str | None = None
    items: tuple[ReceiptItemView, ...]
    warnings: tuple[WarningView, ...] = ()
    next_steps: str
