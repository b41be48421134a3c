"""已办结: what an office without a system of its own has finished, and by what that list is narrowed."""

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from schemas.case.views_item import CollectedView, ResultView
from schemas.codes import Outcome
from schemas.form.types import Day
from schemas.refusing import refuse
from schemas.wire import Instant, ItemCode, Reference, Wire

UPSIDE_DOWN = "起始日期不能晚于截止日期，请改正。"


class FinishedFilter(Wire):
    """Days of Asia/Shanghai, both of them in the period."""

    since: Day | None = Field(None, description="从哪一天起有结果的，默认为截止日期之前三十天。")
    until: Day | None = Field(None, description="到哪一天为止，含当天，默认为今天。")
    outcome: Outcome | None = Field(None, description="只看这一种办理结果。")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since and self.until and self.since > self.until:
            refuse((("since",), UPSIDE_DOWN))
        return self


class FinishedEntryView(Wire):
    """`person_name`: of the applicant, where the item's fields have it. `collected`: who came for the result."""

    case_id: str
    reference: Reference
    item: ItemCode
    name: str
    office: str
    round: int
    outcome: Outcome
    outcome_text: str
    since: Instant = Field(description="有结果的时间；列表按它排列")
    decided_at: Instant | None
    reason: str | None
    result: ResultView | None
    person_name: str | None = Field(description="申请人姓名；该事项不向本部门提供的，则为空")
    collected: CollectedView | None


class FinishedView(Wire):
    """The latest first, office by office. `since`, `until`: the period that is told, both days in it. `unreadable`: what is
    damaged, by its case's id and its code."""

    since: date = Field(description="这份列表从哪一天起")
    until: date = Field(description="这份列表到哪一天为止，含当天")
    entries: tuple[FinishedEntryView, ...]
    cursor: str | None
    unreadable: tuple[str, ...] = ()
