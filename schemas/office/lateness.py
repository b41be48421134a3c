"""逾期认定: whether the reason of whoever reported late holds, as a person at the office decides; never the system."""

from typing import Self

from pydantic import Field, model_validator

from schemas.case.remedies import NamedRule, Remedies
from schemas.refusing import refuse
from schemas.wire import Instant, ItemCode, ReasonText, Reference, Wire


class LatenessOrder(Wire):
    """`excused`: the reason holds. Where it does not, the applicant is told on what basis, and how to contest that."""

    excused: bool = Field(title="原因是否成立")
    reason: ReasonText = Field(title="认定的理由")
    legal_basis: NamedRule | None = Field(None, title="依据")
    remedy: Remedies | None = Field(None, title="救济途径")

    @model_validator(mode="after")
    def _is_grounded(self) -> Self:
        if self.excused:
            return self
        missing = [name for name in ("legal_basis", "remedy") if getattr(self, name) is None]
        if missing:
            refuse(*(((name,), "认定原因不成立的，请写明依据和救济途径。") for name in missing))
        return self


class LatenessView(Wire):
    reference: Reference
    item: ItemCode
    excused: bool = Field(description="逾期的原因是否成立")
    reason: str
    at: Instant
