"""待您办理: who says that something is done, and that the applicant was told of it."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.codes_citizen import TodoKind, ToldHow
from schemas.wire import Instant, ItemCode, Reference, Wire


class TodoDone(Wire):
    """`visit`: the applicant was there. `fetch`: they have the result. `contest`, `apply_again`: they know of it."""

    item: ItemCode
    kind: TodoKind = Field(title="待办种类")


class OfficeTodoDone(Wire):
    """Said by the office's staff: the applicant was there (`visit`), or has the result (`fetch`)."""

    kind: Literal[TodoKind.VISIT, TodoKind.FETCH] = Field(title="待办种类")


class Telling(Wire):
    """A clerk has told the applicant of this to-do, by a call or at the window."""

    item: ItemCode
    kind: TodoKind = Field(title="待办种类")
    how: Annotated[Literal[ToldHow.CALL, ToldHow.IN_PERSON, ToldHow.OTHER], Field(title="告知方式")]


class TodoReceiptView(Wire):
    """What the office's staff have said, and when."""

    case_id: str
    reference: Reference
    item: ItemCode
    kind: TodoKind
    kind_text: str
    at: Instant


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
