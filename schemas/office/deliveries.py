"""Calls to offices, as operators and the office's own staff read them: no field of a form, no key, no address."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from schemas.codes import ItemStatus
from schemas.refusing import refuse
from schemas.wire import Instant, ItemCode, OfficeId, ReasonText, WholeReference, Wire

MOST_RESENT = 50

MessageType = Literal[
    "item.dispatched",
    "item.corrected",
    "item.withdrawal_requested",
    "item.material_added",
    "item.reminded",
]


class DeliveryView(Wire):
    """One call. `taken`: the office took it; else `error` is a class name, `said` its first words, cleaned and covered."""

    webhook_id: str
    type: MessageType
    office: str
    attempt: int
    at: Instant
    took_ms: int
    taken: bool
    status: int | None
    error: str | None
    said: str | None
    next_at: Instant | None


class ItemDeliveriesView(Wire):
    """The first call of an item and the last few, the oldest first. `arrived`: the office has the present round."""

    case_id: str
    reference: str
    item: ItemCode
    item_name: str
    round: int
    status: ItemStatus
    status_text: str
    arrived: bool
    deliveries: tuple[DeliveryView, ...]


class CaseDeliveriesView(Wire):
    """In the order of the case, the service check first; items that no system was called about are left out."""

    entries: tuple[ItemDeliveriesView, ...]


class DeliveryPageView(Wire):
    """First what has not arrived, then what the office has in hand. `unreadable`: what is damaged, by its case's id and its
    code."""

    entries: tuple[ItemDeliveriesView, ...]
    cursor: str | None
    unreadable: tuple[str, ...] = ()


class DeliveriesLookUp(Wire):
    """What a department's own system asks of the log, signed as an answer is."""

    office: OfficeId = Field(title="办理机构编号")
    reference: WholeReference | None = Field(None, title="只看这个办件，已有结果的事项也在内")
    limit: Annotated[int, Field(ge=1, le=100, title="每页条数")] = 50
    cursor: Annotated[str, Field(min_length=1, max_length=2048, title="上一页给的 cursor")] | None = None


class ResendItem(Wire):
    """One item of one case, as the messages name it."""

    reference: WholeReference = Field(title="办件编号")
    item: ItemCode = Field(title="事项代码")


class ResendOrder(Wire):
    """再发: the present round of one item, or of every item about which this office was called at `since` or later.

    What was sent again since then is left out: where that was lost as well, `since` is the moment of that order.
    `dry_run`: only tell which ones. It is recorded, and sent soon after, not in this request.
    """

    office: OfficeId = Field(title="办理机构编号")
    item: ResendItem | None = Field(None, title="只再发这一项")
    since: Instant | None = Field(None, title="再发这一时刻起投递过、还没有再发的各项")
    reason: ReasonText = Field(title="理由")
    dry_run: Annotated[bool, Field(title="只看有哪些，不发送")] = False

    @model_validator(mode="after")
    def _says_which(self) -> Self:
        if (self.item is None) == (self.since is None):
            refuse((("item",), "请填写再发哪一项（item），或者从什么时候起（since），只填一个。"))
        return self


class ResentView(Wire):
    """`resent`: it is recorded (or would be); else `text` says why not."""

    case_id: str
    reference: str
    item: ItemCode
    item_name: str
    last_at: Instant
    resent: bool
    text: str


class ResentPageView(Wire):
    """`more`: there are more than one order takes, or looks through; those come with the same order under another key.
    `unreadable`: what is damaged, and not sent again, by its case's id and its code."""

    entries: tuple[ResentView, ...]
    dry_run: bool
    more: bool
    unreadable: tuple[str, ...] = ()
