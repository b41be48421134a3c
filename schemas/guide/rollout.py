"""Rollout (上线范围): through which channel an item can be applied for in a city, and when; else how it is done there."""

import json
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Field, TypeAdapter, model_validator

from schemas.form.types import Day, DivisionCode
from schemas.plain_text import STORED
from schemas.refusing import refuse
from schemas.wire import City, ItemCode, LongText, ReasonText, Wire


class Channel(StrEnum):
    """申办渠道 of the plan: 粤省事, 广东政务服务网, the county's window."""

    YUE_SHENG_SHI = "yue_sheng_shi"
    GOVERNMENT_PORTAL = "government_portal"
    WINDOW = "window"


class Stage(StrEnum):
    """OFF 未开通 · PILOT 试运行: in some counties · LIVE 已开通."""

    OFF = "off"
    PILOT = "pilot"
    LIVE = "live"


CHANNELS = {
    Channel.YUE_SHENG_SHI: "粤省事",
    Channel.GOVERNMENT_PORTAL: "广东政务服务网",
    Channel.WINDOW: "办事窗口",
}
STAGES = {Stage.OFF: "未开通", Stage.PILOT: "试运行", Stage.LIVE: "已开通"}


class RolloutEntry(Wire):
    """Some items on some channels, from the day `from` to the day `until`, both in; without `until`, until changed.

    `way`: how it is done there meanwhile, told to whoever cannot apply. `counties`: where a pilot runs; none: everywhere.
    """

    items: Annotated[tuple[ItemCode, ...], Field(min_length=1, max_length=30, title="事项", fail_fast=True)]
    channels: Annotated[tuple[Channel, ...], Field(min_length=1, max_length=10, title="渠道", fail_fast=True)]
    stage: Stage = Field(title="阶段")
    since: Day = Field(title="开始日期")
    until: Day | None = Field(None, title="结束日期")
    counties: Annotated[
        tuple[DivisionCode, ...], Field(max_length=30, title="试运行的县（市、区）", fail_fast=True)
    ] = ()
    way: LongText | None = Field(None, title="目前的办理方式")

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.until is not None and self.until < self.since:
            refuse((("until",), "结束日期不能早于开始日期。"))
        if self.counties and self.stage is not Stage.PILOT:
            refuse((("counties",), "只有试运行才填写县（市、区）。"))
        if self.way is None and (self.stage is Stage.OFF or self.counties):
            refuse((("way",), "请写明没有开通的地方目前怎样办理。"))
        return self

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)

    def overlaps(self, other: Self) -> bool:
        """Do both say something of one item on one channel on one day?"""
        together = set(self.items) & set(other.items) and set(self.channels) & set(other.channels)
        first, then = sorted((self, other), key=lambda entry: entry.since)
        return bool(together) and first.holds_on(then.since)


class RolloutChange(Wire):
    """The whole of a city, in place of what it had."""

    city: Annotated[City, Field(title="地级以上市")]
    entries: Annotated[tuple[RolloutEntry, ...], Field(max_length=200, title="上线安排", fail_fast=True)]
    reason: ReasonText = Field(title="理由")

    @model_validator(mode="after")
    def _says_each_thing_once(self) -> Self:
        for place, entry in enumerate(self.entries):
            if any(entry.overlaps(earlier) for earlier in self.entries[:place]):
                refuse((("entries", str(place)), "与前面的一条重叠：同一事项、同一渠道、同一天只能有一条。"))
        return self


def read_entries(entries: Sequence[Any]) -> tuple[RolloutEntry, ...]:
    """As a record holds them. Strict models take dates and code sets from JSON only."""
    return TypeAdapter(tuple[RolloutEntry, ...]).validate_json(json.dumps(entries), context=STORED)
