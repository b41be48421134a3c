"""The daily manifest (每日清单): what an office believes of its items, compared with what we believe."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from schemas.codes import ItemStatus, Outcome
from schemas.refusing import OWN_ERROR
from schemas.wire import CalendarDate, Instant, ItemCode, OfficeId, Reference, Wire

_MOST_ITEMS = 2000

DifferenceKind = Literal[
    "missing_there", "missing_here", "round_differs", "status_differs", "outcome_differs"
]
OfficeStatus = Literal[
    ItemStatus.DISPATCHED,
    ItemStatus.RECEIVED,
    ItemStatus.ACCEPTED,
    ItemStatus.SUSPENDED,
    ItemStatus.CORRECTING,
    ItemStatus.DONE,
]
OfficeOutcome = Literal[Outcome.GRANTED, Outcome.REFUSED, Outcome.NOT_ACCEPTED, Outcome.WITHDRAWN]


class ManifestItem(Wire):
    """`outcome` stands exactly where `status` is done."""

    reference: Reference
    item: ItemCode
    round: Annotated[int, Field(ge=1, le=99)]
    status: OfficeStatus
    outcome: OfficeOutcome | None = None

    @model_validator(mode="after")
    def _outcome_of_done(self) -> Self:
        if (self.status is ItemStatus.DONE) is not (self.outcome is not None):
            raise PydanticCustomError(
                OWN_ERROR, "状态为已有结果（done）时须填写办理结果（outcome），其他状态不得填写。"
            )
        return self


class Manifest(Wire):
    """Every item that the office has, and those it decided on `day`. `at`: as of when; the day's beginning if empty."""

    office: OfficeId
    day: CalendarDate
    at: Instant | None = None
    items: Annotated[tuple[ManifestItem, ...], Field(max_length=_MOST_ITEMS, fail_fast=True)]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({(one.reference, one.item) for one in self.items}) != len(self.items):
            raise PydanticCustomError(OWN_ERROR, "清单中同一办件的同一事项只能出现一次。")
        return self


class DifferenceView(Wire):
    """`ours` and `theirs`: status, outcome or round as each side has it; empty where it has nothing."""

    kind: DifferenceKind
    reference: Reference
    item: ItemCode
    ours: str | None
    theirs: str | None


class ManifestReplyView(Wire):
    """`total` counts every difference; `differences` lists the first of them."""

    office: OfficeId
    day: CalendarDate
    compared: int
    total: int
    differences: tuple[DifferenceView, ...]


class BelievedItemView(Wire):
    reference: Reference
    item: ItemCode
    round: int
    status: ItemStatus
    status_text: str
    since: Instant
    heard_at: Instant | None


class BelievedView(Wire):
    """What we believe the office has, as of `at`."""

    office: OfficeId
    at: Instant
    items: tuple[BelievedItemView, ...]
    cursor: str | None
