"""The one merged form (一表申请): submitted as JSON, parsed by `Application.model_validate_json`."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from schemas.form_codes import CoverType, PlacementType
from schemas.form_needs import missing_fields
from schemas.form_person import Destination, Person, Service
from schemas.form_sections import (
    Bank,
    Driving,
    Employment,
    Household,
    IdentityCard,
    Insurance,
    Reserve,
)
from schemas.form_types import refuse
from schemas.wire import ItemCode, Wire

Items = Annotated[tuple[ItemCode, ...], Field(min_length=1, max_length=30)]


class Application(Wire):
    """`items` are the catalogue's codes; a section that none of them needs may be left out."""

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

    @model_validator(mode="after")
    def _is_coherent(self) -> Self:
        if len(set(self.items)) != len(self.items):
            refuse((("items",), "同一事项只能选择一次，请删去重复的事项。"))
        if self.service.enlisted_on <= self.person.birth_date:
            refuse((("service", "enlisted_on"), "入伍日期应晚于出生日期，请核对。"))
        if self.bank is not None and self.bank.holder != self.person.name:
            refuse((("bank", "holder"), "收款账户必须是本人账户，户名应与姓名一致。"))
        self._awaits_a_job_only_if_one_is_assigned()
        missing = missing_fields(self, self.items)
        if missing:
            refuse(*((tuple(path.split(".")), "所选事项需要填写此项。") for path in missing))
        return self

    def _awaits_a_job_only_if_one_is_assigned(self) -> None:
        if self.insurance is None or self.service.placement_type is PlacementType.ASSIGNED_JOB:
            return
        for name in ("pension_type", "medical_type"):
            if getattr(self.insurance, name) is CoverType.AWAITING_JOB:
                refuse((("insurance", name), "待安排工作期间参保只适用于安排工作的人员，请重新选择。"))
