"""One figure of a place set in an item of the catalogue; what does not fit is refused by the field that is wrong. Pure."""

from collections.abc import Callable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from hashlib import sha256
from typing import TypeVar

from schemas.catalogue.figures import (
    OBTAINED,
    UNIT_WORDS,
    Example,
    FigureStatus,
    LimitKind,
    Material,
    Rule,
    Source,
    TimeLimit,
    Unit,
)
from schemas.catalogue.item import Item
from schemas.catalogue.place_figures import FigureKind, PlaceFigure, StandingFigure

# At most so many hours: between units, by the week's five working days.
_HOURS = {Unit.WORKING_DAY: 33.6, Unit.NATURAL_DAY: 24.0, Unit.HOUR: 1.0, Unit.MONTH: 720.0}
_DIGITS = 12
# The key of the law that binds licences to the notice.
_LICENCE_ACT = "L-XK"
_T = TypeVar("_T")

_Items = Mapping[str, Item]
_Setter = Callable[[Item, StandingFigure, _Items], Item]


class Unfit(Exception):
    """A figure that an item cannot take: which field of it is wrong, and how."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field, self.words = field, words


def set_figure(item: Item, one: StandingFigure, items: _Items) -> Item:
    """The item with this figure. `items`: all of the edition as they are by now. Raises Unfit."""
    return _SET[one.figure.kind](item, one, items)


def source_key(source: Source) -> str:
    """By what it says, so that two places that cite one page cite one source."""
    return f"PL-{sha256(source.model_dump_json().encode()).hexdigest()[:_DIGITS].upper()}"


def situations_of(item: Item) -> tuple[tuple[Rule, ...], ...]:
    """For whom its limits are, each once, in their order: a limit is numbered by the situation it is for."""
    found = {repr(limit.when): limit.when for limit in reversed(item.time_limits)}
    return tuple(reversed(found.values()))


def longer(one: TimeLimit, other: TimeLimit) -> bool:
    if one.value is None or other.value is None:
        return False
    return one.value * _HOURS[one.unit] > other.value * _HOURS[other.unit]


def _limited(kind: LimitKind) -> _Setter:
    def limited(item: Item, one: StandingFigure, items: _Items) -> Item:
        figure, when = one.figure, _chosen(situations_of(item), one.figure)
        assert figure.unit is not None
        limit = TimeLimit(
            value=figure.value,
            status=FigureStatus.CONFIRMED,
            unit=figure.unit,
            kind=kind,
            source=source_key(figure.source),
            note=figure.text,
            when=when,
        )
        _check_legal(limit, item)
        return item.model_copy(update={"time_limits": _with_limit(item.time_limits, limit)})

    return limited


def _check_legal(limit: TimeLimit, item: Item) -> None:
    for known in item.time_limits:
        if known.kind is LimitKind.STATUTORY and known.when in ((), limit.when) and longer(limit, known):
            told = f"不能长于法定办结时限 {known.value} {UNIT_WORDS[known.unit]}。"
            raise Unfit("value", told)


def _with_limit(limits: tuple[TimeLimit, ...], limit: TimeLimit) -> tuple[TimeLimit, ...]:
    """A promise stands before the law's limit: the first that is confirmed is what an office is held to."""
    others = tuple(one for one in limits if (one.kind, one.when) != (limit.kind, limit.when))
    if limit.kind is LimitKind.PROMISED:
        return (limit, *others)
    return (*(one for one in others if one.kind is LimitKind.PROMISED), limit, *_statutory(others))


def _statutory(limits: tuple[TimeLimit, ...]) -> tuple[TimeLimit, ...]:
    return tuple(one for one in limits if one.kind is LimitKind.STATUTORY)


def _charged(item: Item, one: StandingFigure, items: _Items) -> Item:
    case, value = _chosen(item.fee.cases, one.figure), one.figure.value
    if value is not None and case.value is not None and value > case.value:
        raise Unfit("value", f"不能高于已经核定的 {case.value} 元。")
    known = case.model_copy(update=_confirmed(one.figure, case.note))
    cases = tuple(known if each is case else each for each in item.fee.cases)
    return item.model_copy(update={"fee": item.fee.model_copy(update={"cases": cases})})


def _visited(item: Item, one: StandingFigure, items: _Items) -> Item:
    _check_only(one.figure)
    known = _confirmed(one.figure, item.visits.note if one.figure.value else None)
    return item.model_copy(update={"visits": item.visits.model_copy(update=known)})


def _confirmed(figure: PlaceFigure, note: str | None) -> dict[str, object]:
    key = source_key(figure.source)
    return {
        "value": figure.value,
        "status": FigureStatus.CONFIRMED,
        "source": key,
        "note": figure.text or note,
    }


def _brought(item: Item, one: StandingFigure, items: _Items) -> Item:
    figure = one.figure
    found = next((each for each in item.materials if each.code == figure.part), None)
    if found is None:
        raise Unfit("figure", "这个事项没有这种材料，请从该事项的材料中选取。")
    assert figure.obtained is not None
    if found.source in OBTAINED and figure.obtained not in OBTAINED:
        raise Unfit("obtained", "目录里免予提交的材料，不能改为由申请人提交。")
    if figure.produced_by is not None and figure.produced_by not in item.after:
        raise Unfit("produced_by", "产生材料的事项应是这个事项的前置事项。")
    material = _obtained(found, figure)
    return item.model_copy(
        update={"materials": tuple(material if each is found else each for each in item.materials)}
    )


def _obtained(material: Material, figure: PlaceFigure) -> Material:
    """What only goes with its former source falls away: a source that is asked of it, the time it may be brought later."""
    same, free = material.source is figure.obtained, figure.obtained in OBTAINED
    return material.model_copy(
        update={
            "source": figure.obtained,
            "item": figure.produced_by,
            "basis": source_key(figure.source) if free else None,
            "note": figure.text or material.note,
            "deferrable": None if free else material.deferrable if same else None,
            "checked_by": material.checked_by if same else (),
            "finds": material.finds if same else None,
        }
    )


def _ordered(item: Item, one: StandingFigure, items: _Items) -> Item:
    after = one.figure.after or ()
    _check_only(one.figure)
    if any(code not in items or items[code].number == 0 for code in after) or item.number == 0:
        raise Unfit("after", "前置事项应是事项目录中的事项。")
    makers = {each.item for each in item.materials if each.item is not None}
    if makers - set(after):
        names = "、".join(items[code].name for code in sorted(makers - set(after)))
        raise Unfit("after", f"这个事项要用“{names}”产生的材料，不能不等它。")
    placed = item.model_copy(
        update={
            "after": after,
            "after_when": {code: when for code, when in item.after_when.items() if code in after},
        }
    )
    try:
        TopologicalSorter({**{code: each.after for code, each in items.items()}, item.code: after}).prepare()
    except CycleError as error:
        circle = " → ".join(items[code].name for code in error.args[1])
        raise Unfit("after", f"前置关系成环：{circle}") from error
    return placed


def _noticed(item: Item, one: StandingFigure, items: _Items) -> Item:
    _check_only(one.figure)
    if _LICENCE_ACT in item.bound_by:
        raise Unfit("notice", "行政许可的受理告知由法律规定，各地不另行设置。")
    return item.model_copy(update={"notice": one.figure.notice})


def _exemplified(item: Item, one: StandingFigure, items: _Items) -> Item:
    assert one.figure.text is not None
    shown = Example(place=one.place_name, text=one.figure.text, source=source_key(one.figure.source))
    return item.model_copy(update={"examples": (*item.examples, shown)})


def _check_only(figure: PlaceFigure) -> None:
    if figure.part:
        raise Unfit("figure", "这个事项的这一项只有一个，不写第几个。")


def _chosen(several: Sequence[_T], figure: PlaceFigure) -> _T:
    """By its number from 1 on, which the first, or the only one, does without."""
    number = int(figure.part) if figure.part.isdecimal() else 0 if figure.part else 1
    if not 1 <= number <= len(several) or figure.part == "1":
        raise Unfit("figure", "这个事项没有这一个，请从列出的数值中选取。")
    return several[number - 1]


_SET: Mapping[FigureKind, _Setter] = {
    FigureKind.STATUTORY: _limited(LimitKind.STATUTORY),
    FigureKind.PROMISED: _limited(LimitKind.PROMISED),
    FigureKind.FEE: _charged,
    FigureKind.VISITS: _visited,
    FigureKind.MATERIAL: _brought,
    FigureKind.AFTER: _ordered,
    FigureKind.NOTICE: _noticed,
    FigureKind.EXAMPLE: _exemplified,
}
