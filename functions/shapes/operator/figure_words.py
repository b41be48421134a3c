"""A place's figure in words: which one of an item it is, and what it says."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from functions.shapes.guide.items import LIMIT_WORDS, TO_BE_CONFIRMED
from functions.shapes.guide.words import condition_text
from functions.shapes.words import item_name
from schemas.catalogue.edition import Edition
from schemas.catalogue.figures import UNIT_WORDS, Figure, LimitKind, MaterialSource
from schemas.catalogue.item import Item
from schemas.catalogue.place_figures import NOTICE_KINDS, FigureKind, PlaceFigure
from schemas.catalogue.set_figure import situations_of

SOURCE_WORDS = {
    MaterialSource.SHARED_DATA: "数据共享取得",
    MaterialSource.E_CERTIFICATE: "电子证照取得",
    MaterialSource.EARLIER_ITEM: "由前置事项产生",
    MaterialSource.ON_SITE: "到场采集",
    MaterialSource.UPLOAD: "申请人上传",
}


@dataclass(frozen=True, slots=True)
class SettableFigure:
    """`name`: as a proposal calls it; `text`: what holds of it now; `known`: where it is a figure of the catalogue's own."""

    name: str
    words: str
    text: str
    known: Figure | None = None


def settable(item: Item, edition: Edition) -> Iterator[SettableFigure]:
    """Everything that a place may set of the item."""
    yield from _limits(item, edition)
    yield _of_figure(FigureKind.VISITS.value, "到场次数", item.visits, "次")
    for number, case in enumerate(item.fee.cases, 1):
        yield _of_figure(_named(FigureKind.FEE.value, number), f"收费：{case.situation}", case, "元")
    for material in item.materials:
        name = f"{FigureKind.MATERIAL.value}.{material.code}"
        yield SettableFigure(name, f"材料来源：{material.name}", SOURCE_WORDS[material.source])
    if item.number:
        yield SettableFigure(FigureKind.AFTER.value, "前置事项", _names(item.after, edition))
    if not item.bound_by:
        notice = NOTICE_KINDS[item.notice] if item.notice else TO_BE_CONFIRMED
        yield SettableFigure(FigureKind.NOTICE.value, "五个工作日内告知受理或者补正", notice)
    shown = "；".join(one.text for one in item.examples) or "没有"
    yield SettableFigure(FigureKind.EXAMPLE.value, "当地的做法", shown)


def _limits(item: Item, edition: Edition) -> Iterator[SettableFigure]:
    for number, when in enumerate(situations_of(item), 1):
        told = condition_text(when, edition.regions)
        for kind in LimitKind:
            limit = next((one for one in item.time_limits if (one.kind, one.when) == (kind, when)), None)
            words = LIMIT_WORDS[kind] + (f"（{told}）" if told else "")
            yield _of_figure(
                _named(kind.value, number), words, limit, UNIT_WORDS[limit.unit] if limit else ""
            )


def _of_figure(name: str, words: str, known: Figure | None, unit: str) -> SettableFigure:
    missing = known is None or known.value is None
    return SettableFigure(
        name, words, TO_BE_CONFIRMED if missing or not known else f"{known.value} {unit}", known
    )


def figure_text(figure: PlaceFigure, edition: Edition) -> str:
    """Which one it is; its name as it stands, where the edition no longer has it."""
    item = next((one for one in (*edition.items, edition.service_check) if one.code == figure.item), None)
    found = {one.name: one.words for one in settable(item, edition)} if item else {}
    return found.get(figure.figure, figure.figure)


def said_text(figure: PlaceFigure, edition: Edition) -> str:
    if figure.revoked:
        return "收回，依上一级的数值"
    return _SAID[figure.kind](figure, edition)


def _limit_said(figure: PlaceFigure, edition: Edition) -> str:
    return f"{figure.value} {UNIT_WORDS[figure.unit]}" if figure.unit else ""


def _source_said(figure: PlaceFigure, edition: Edition) -> str:
    made = f"：{item_name(edition, figure.produced_by)}" if figure.produced_by else ""
    return SOURCE_WORDS[figure.obtained] + made if figure.obtained else ""


_SAID: Mapping[FigureKind, Callable[[PlaceFigure, Edition], str]] = {
    FigureKind.STATUTORY: _limit_said,
    FigureKind.PROMISED: _limit_said,
    FigureKind.FEE: lambda figure, edition: f"{figure.value} 元",
    FigureKind.VISITS: lambda figure, edition: f"{figure.value} 次",
    FigureKind.MATERIAL: _source_said,
    FigureKind.AFTER: lambda figure, edition: _names(figure.after or (), edition),
    FigureKind.NOTICE: lambda figure, edition: NOTICE_KINDS[figure.notice] if figure.notice else "",
    FigureKind.EXAMPLE: lambda figure, edition: figure.text or "",
}


def _named(kind: str, number: int) -> str:
    return kind if number == 1 else f"{kind}.{number}"


def _names(codes: tuple[str, ...], edition: Edition) -> str:
    return "、".join(item_name(edition, code) for code in codes) or "没有前置事项"
