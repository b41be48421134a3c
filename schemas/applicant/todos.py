"""待您办理: who says that something is done, and that the applicant was told of it."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from schemas.case.handover import Handover, only_of_a_result
from schemas.case.views_item import CollectedView, ParcelView
from schemas.codes_citizen import TodoKind, ToldHow
from schemas.form.types import spelled
from schemas.plain_text import ONE_LINE
from schemas.spelling import spelled_code
from schemas.wire import CalendarDate, Instant, ItemCode, Reference, Wire


class TodoDone(Wire):
    """`visit`: the applicant was there. `fetch`: they have the result. `contest`, `apply_again`: they know of it.

    `handover`: of a result, who came for it and on what paper; `on`: the day; a clerk says so.
    """

    item: ItemCode
    kind: TodoKind = Field(title="待办种类")
    # Left out where there is none: what was asked before there was such a thing is still the same request.
    handover: Handover | None = Field(None, title="领取登记", exclude_if=lambda given: given is None)
    on: CalendarDate | None = Field(
        None, title="交出或者签收的日期；不填为今天", exclude_if=lambda given: given is None
    )

    @model_validator(mode="after")
    def _hands_over_a_result(self) -> Self:
        only_of_a_result(self.handover, self.on, fetched=self.kind is TodoKind.FETCH)
        return self


class OfficeTodoDone(Wire):
    """Said by the office's staff: the applicant was there (`visit`), or has the result or the decision (`fetch`).

    `handover`: who came for it and on what paper; `on`: the day, of a parcel that on which it was signed for.
    """

    kind: Literal[TodoKind.VISIT, TodoKind.FETCH] = Field(title="待办种类")
    handover: Handover | None = Field(None, title="领取登记", exclude_if=lambda given: given is None)
    on: CalendarDate | None = Field(
        None, title="交出或者签收的日期；不填为今天", exclude_if=lambda given: given is None
    )

    @model_validator(mode="after")
    def _hands_over_a_result(self) -> Self:
        only_of_a_result(self.handover, self.on, fetched=self.kind is TodoKind.FETCH)
        return self


class OfficePosting(Wire):
    """邮寄登记: the result, or the decision against somebody, was given to this carrier under this number."""

    carrier: Annotated[str, StringConstraints(min_length=2, max_length=40), ONE_LINE] = Field(
        title="承运单位"
    )
    number: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{5,40}$"), spelled(spelled_code)] = Field(
        title="邮件号码"
    )


class Posting(OfficePosting):
    """The same, said by a window of one item of a case."""

    item: ItemCode


class Telling(Wire):
    """A clerk has told the applicant of this to-do, by a call or at the window."""

    item: ItemCode
    kind: TodoKind = Field(title="待办种类")
    how: Annotated[Literal[ToldHow.CALL, ToldHow.IN_PERSON, ToldHow.OTHER], Field(title="告知方式")]


class TodoReceiptView(Wire):
    """What the office's staff have said, and when. `collected`: of a result, by whom and on what paper."""

    case_id: str
    reference: Reference
    item: ItemCode
    kind: TodoKind
    kind_text: str
    at: Instant
    collected: CollectedView | None = None


class PostingReceiptView(Wire):
    """What the office's staff have said of a parcel."""

    case_id: str
    reference: Reference
    item: ItemCode
    parcel: ParcelView | None


class CollectionView(Wire):
    """待领取: a result that its applicant is to fetch. `told`: whether they were told of it, and how."""

    case_id: str
    reference: Reference
    item: ItemCode
    name: str
    office: str
    document: str
    number: str | None
    decided_at: Instant | None
    told_text: str | None


class CollectionListView(Wire):
    """Of one case; empty: nothing of this department's waits to be fetched."""

    entries: tuple[CollectionView, ...]
