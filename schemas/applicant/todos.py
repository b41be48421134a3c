"""待您办理: who says that something is done, and that the applicant was told of it."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from schemas.case.handover import Handover, only_of_a_result
from schemas.case.views_item import CollectedView
from schemas.codes_citizen import TodoKind, ToldHow
from schemas.wire import Instant, ItemCode, Reference, Wire


class TodoDone(Wire):
    """`visit`: the applicant was there. `fetch`: they have the result. `contest`, `apply_again`: they know of it.

    `handover`: of a result, who came for it and on what paper; a clerk says so.
    """

    item: ItemCode
    kind: TodoKind = Field(title="待办种类")
    # Left out where there is none: what was asked before there was such a thing is still the same request.
    handover: Handover | None = Field(None, title="领取登记", exclude_if=lambda given: given is None)

    @model_validator(mode="after")
    def _hands_over_a_result(self) -> Self:
        only_of_a_result(self.handover, fetched=self.kind is TodoKind.FETCH)
        return self


class OfficeTodoDone(Wire):
    """Said by the office's staff: the applicant was there (`visit`), or has the result (`fetch`).

    `handover`: of a result, who came for it and on what paper.
    """

    kind: Literal[TodoKind.VISIT, TodoKind.FETCH] = Field(title="待办种类")
    handover: Handover | None = Field(None, title="领取登记", exclude_if=lambda given: given is None)

    @model_validator(mode="after")
    def _hands_over_a_result(self) -> Self:
        only_of_a_result(self.handover, fetched=self.kind is TodoKind.FETCH)
        return self


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
