"""What a place sets of an item over its edition (各地核定): a figure, its source and day, who proposed and checked it."""

import json
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, TypeAdapter, model_validator

from schemas.catalogue.figures import MaterialSource, Source, Unit
from schemas.form.types import Day
from schemas.plain_text import STORED
from schemas.refusing import Finding, refuse
from schemas.wire import LAZY, REGION_PATTERN, Instant, ItemCode, LongText, ReasonText, Text, Wire


class FigureKind(StrEnum):
    """What of an item a place may set."""

    STATUTORY = "statutory"
    PROMISED = "promised"
    FEE = "fee"
    VISITS = "visits"
    MATERIAL = "material"
    AFTER = "after"
    NOTICE = "notice"
    EXAMPLE = "example"


FIGURE_NAMES = {
    FigureKind.STATUTORY: "法定办结时限",
    FigureKind.PROMISED: "承诺办结时限",
    FigureKind.FEE: "收费",
    FigureKind.VISITS: "到场次数",
    FigureKind.MATERIAL: "材料来源",
    FigureKind.AFTER: "前置事项",
    FigureKind.NOTICE: "受理告知",
    FigureKind.EXAMPLE: "当地的做法",
}


class NoticeKind(StrEnum):
    """Of an item that the licence act does not bind. PUBLISHED: the place has published that it keeps to the five days ·
    PRACTICE 参照: the system counts by them, and nobody promised."""

    PUBLISHED = "published"
    PRACTICE = "practice"


NOTICE_KINDS = {NoticeKind.PUBLISHED: "办理机关已公布", NoticeKind.PRACTICE: "参照执行"}

# The kind, and where an item has several of them which one: a limit or a fee by its place among them, a material by its code.
FigureName = Annotated[
    str,
    StringConstraints(
        pattern=r"^(statutory|promised|fee|visits|material|after|notice|example)(\.[a-z0-9_]{1,40})?$"
    ),
]
# A region, whatever its width, or an office by its id.
PlaceKey = Annotated[str, StringConstraints(pattern=rf"^({REGION_PATTERN}|[a-z0-9_-]{{2,80}})$")]

_NEEDED: dict[FigureKind, tuple[str, ...]] = {
    FigureKind.STATUTORY: ("value", "unit"),
    FigureKind.PROMISED: ("value", "unit"),
    FigureKind.FEE: ("value",),
    FigureKind.VISITS: ("value",),
    FigureKind.MATERIAL: ("obtained",),
    FigureKind.AFTER: ("after",),
    FigureKind.NOTICE: ("notice",),
    FigureKind.EXAMPLE: ("text",),
}
_SAYING = ("value", "unit", "obtained", "produced_by", "after", "notice")


class PlaceFigure(Wire):
    """`text`: the note told with it, or the example itself. `obtained`, `produced_by`: whence a material comes, and which
    earlier item makes it. `revoked`: from that day on the wider place's figure holds again.
    """

    item: ItemCode = Field(title="事项")
    figure: FigureName = Field(title="哪一项")
    since: Day = Field(title="生效日期")
    value: Annotated[int, Field(ge=0, le=3650)] | None = Field(None, title="数值")
    unit: Unit | None = Field(None, title="单位")
    obtained: MaterialSource | None = Field(None, title="材料来源")
    produced_by: ItemCode | None = Field(None, title="产生材料的事项")
    after: Annotated[tuple[ItemCode, ...], Field(max_length=12)] | None = Field(None, title="前置事项")
    notice: NoticeKind | None = Field(None, title="受理告知")
    text: LongText | None = Field(None, title="说明")
    source: Source = Field(title="来源")
    revoked: bool = Field(False, title="收回")

    @property
    def kind(self) -> FigureKind:
        return FigureKind(self.figure.partition(".")[0])

    @property
    def part(self) -> str:
        """Which of several; empty for the first, or the only one."""
        return self.figure.partition(".")[2]

    @property
    def key(self) -> tuple[str, str]:
        return self.item, self.figure

    @model_validator(mode="after")
    def _says_what_its_kind_says(self) -> Self:
        if wrong := tuple(self._faults()):
            refuse(*wrong)
        return self

    def _faults(self) -> Sequence[Finding]:
        needed = () if self.revoked else _NEEDED[self.kind]
        missing = tuple(((name,), "请填写此项。") for name in needed if getattr(self, name) is None)
        may = {*needed, *(("produced_by",) if self.obtained is MaterialSource.EARLIER_ITEM else ())}
        extra = tuple(
            ((name,), "这一项数值不填此项。")
            for name in _SAYING
            if getattr(self, name) is not None and name not in may
        )
        named = self.obtained is not MaterialSource.EARLIER_ITEM or self.produced_by is not None
        unnamed = () if named else ((("produced_by",), "请写明由哪个事项产生。"),)
        address = self.source.address
        linked = address is None or address.startswith(("https://", "http://"))
        unlinked = () if linked else ((("source", "address"), "网址以 https:// 或者 http:// 开头。"),)
        timed = self.kind in (FigureKind.STATUTORY, FigureKind.PROMISED) and self.value == 0
        return (*missing, *extra, *unnamed, *unlinked, *(((("value",), "期限至少为 1。"),) if timed else ()))


class StandingFigure(Wire):
    """A figure and whose it is, as a case and the history tell it. Without `proposed_by` it came with the edition."""

    place: PlaceKey
    place_name: Text
    figure: PlaceFigure
    proposed_by: str | None = None
    proposed_at: Instant | None = None
    reason: str | None = None
    checked_by: str | None = None
    checked_at: Instant | None = None


_STANDING: TypeAdapter[tuple[StandingFigure, ...]] = TypeAdapter(tuple[StandingFigure, ...], config=LAZY)


class FigureProposal(Wire):
    """Some figures of one place, each of which waits until a second person has checked it."""

    place: PlaceKey = Field(title="地方或者办理机构")
    figures: Annotated[
        tuple[PlaceFigure, ...], Field(min_length=1, max_length=60, title="数值", fail_fast=True)
    ]
    reason: ReasonText = Field(title="理由")

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        seen = [(one.key, one.since) for one in self.figures]
        for place, one in enumerate(seen):
            if one in seen[:place]:
                refuse((("figures", str(place)), "同一事项的同一项数值、同一生效日期只能写一次。"))
        return self


FigureDigest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{12}$")]


class FigureDecision(Wire):
    """`proposals`: by their ids, which are made of what they say. `confirm`: false refuses them."""

    place: PlaceKey = Field(title="地方或者办理机构")
    proposals: Annotated[
        tuple[FigureDigest, ...], Field(min_length=1, max_length=60, title="提议", fail_fast=True)
    ]
    confirm: bool = Field(title="核定")
    reason: ReasonText = Field(title="理由")


def standing_in(entries: Sequence[Any]) -> tuple[StandingFigure, ...]:
    """As a record or a file holds them. Strict models take dates and code sets from JSON only."""
    return _read(json.dumps(entries, default=str))


@lru_cache(maxsize=256)
def _read(text: str) -> tuple[StandingFigure, ...]:
    """A place is asked for by every submission there, and changes a few times a year."""
    return _STANDING.validate_json(text, context=STORED)


def as_stored(entries: Sequence[StandingFigure]) -> list[dict[str, Any]]:
    return [one.model_dump(mode="json", exclude_none=True, exclude_defaults=True) for one in entries]
