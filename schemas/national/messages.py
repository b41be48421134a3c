"""What the province's platforms are told of an item: 统一申办受理 and 好差评. Our own contract (docs/province.md), for none
is public (待核定). Nothing of the person is in it.
"""

from typing import Annotated, Literal

from pydantic import StringConstraints

from schemas.wire import Instant, ItemCode, OfficeId, Reference, Wire

_Code = Annotated[str, StringConstraints(pattern=r"^[0-9]$")]


class _ToldItem(Wire):
    """`task_code`: 实施编码 of the office's item, where it is confirmed."""

    reference: Reference
    item: ItemCode
    task_code: str | None
    office: OfficeId | None
    at: Instant


class CaseMessage(_ToldItem):
    """统一申办受理: `step` is the message's number, `state` its code; None where no code that is known says it."""

    type: Literal["case_message"] = "case_message"
    step: _Code
    step_name: str
    state: _Code | None = None


class RatingMessage(_ToldItem):
    """好差评: `satisfaction` by GB/T 39046-2020 A.8, 1 非常满意 to 5 非常不满意; `satisfaction_tablet` as Guangdong's tablets
    count, the other way.
    """

    type: Literal["rating_message"] = "rating_message"
    satisfaction: _Code
    satisfaction_tablet: _Code
    channel: str


ToldMessage = CaseMessage | RatingMessage
