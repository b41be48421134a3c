"""移送: an office hands an item that is not its own to another office of its department, before it has accepted it."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from schemas.refusing import refuse
from schemas.wire import Instant, ItemCode, OfficeId, ReasonText, Reference, RegionCode, Wire


class Transfer(Wire):
    """Exactly one of the two: the office by its id, or the place whose office it is."""

    office: OfficeId | None = Field(None, title="移送给哪个机构")
    region: RegionCode | None = Field(None, title="移送给哪个地方的机构")
    reason: ReasonText = Field(title="理由")

    @model_validator(mode="after")
    def _names_one_office(self) -> Self:
        if bool(self.office) is bool(self.region):
            refuse((("office",), "办理机构编号和行政区划代码请填一个，不要都填。"))
        return self


class SignedTransfer(Transfer):
    """As an office's system says it: of which case, item and round."""

    reference: Reference
    item: ItemCode
    round: Annotated[int, Field(ge=1, le=99)] = Field(title="轮次")


class TransferView(Wire):
    """`office`: where it goes; `round`: under which it is sent there."""

    reference: Reference
    item: ItemCode
    office: OfficeId
    office_name: str = Field(description="移送到的机构的名称")
    round: int
    at: Instant
