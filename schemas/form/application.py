"""The one merged form (一表申请): submitted as JSON, parsed by `Application.model_validate_json`."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from schemas.codes_form import CoverType, PlacementType
from schemas.form.dates import impossible
from schemas.form.held import HeldResults, held_and_not_chosen
from schemas.form.paths import value_at
from schemas.form.person import Destination, Person, Service
from schemas.form.rules import Section
from schemas.form.sections import (
    Bank,
    Delivery,
    Driving,
    Employment,
    Household,
    IdentityCard,
    Insurance,
    Reserve,
)
from schemas.refusing import Finding
from schemas.wire import ItemCode

Items = Annotated[tuple[ItemCode, ...], Field(min_length=1, max_length=30)]


class Application(Section):
    """`items` are the catalogue's codes; a section that none of them needs may be left out.

    Which fields the items require is the edition's to say, and judged where one is at hand (`schemas.form.required`).
    """

    items: Items = Field(title="申请的事项")
    person: Person = Field(title="基本信息")
    service: Service = Field(title="服役情况")
    destination: Destination = Field(title="安置地")
    household: Household | None = Field(None, title="户口")
    identity_card: IdentityCard | None = Field(None, title="居民身份证")
    driving: Driving | None = Field(None, title="军警驾驶证")
    insurance: Insurance | None = Field(None, title="社会保险和医疗保险")
    bank: Bank | None = Field(None, title="收款账户")
    employment: Employment | None = Field(None, title="培训和就业")
    reserve: Reserve | None = Field(None, title="兵役登记")
    delivery: Delivery | None = Field(None, title="领取方式")
    held: HeldResults | None = Field(None, title="已经办好的事项")

    def findings(self) -> Iterator[Finding]:
        """Between the sections. Sections and fields may be absent: an unfinished form is judged too."""
        if len(set(self.items)) != len(self.items):
            yield ("items",), "同一事项只能选择一次，请删去重复的事项。"
        yield from impossible(self)
        yield from held_and_not_chosen(self.held, self.items)
        holder, name = value_at(self, "bank.holder"), value_at(self, "person.name")
        if holder and name and holder != name:
            yield ("bank", "holder"), "收款账户必须是本人账户，户名应与姓名一致。"
        yield from self._jobs_awaited()

    def _jobs_awaited(self) -> Iterator[Finding]:
        if value_at(self, "service.placement_type") in (None, PlacementType.ASSIGNED_JOB):
            return
        for name in ("pension_type", "medical_type"):
            if value_at(self, f"insurance.{name}") is CoverType.AWAITING_JOB:
                yield ("insurance", name), "待安排工作期间参保只适用于安排工作的人员，请重新选择。"
