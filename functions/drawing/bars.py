"""Bars beside each other, a group a line, each with its value: plain values in pixels, for whoever writes SVG of it."""

from collections.abc import Sequence
from dataclasses import dataclass

_LABEL, _WIDTH, _VALUE = 170.0, 420.0, 70.0
_THICK, _APART, _TOP = 14.0, 12.0, 4.0


@dataclass(frozen=True, slots=True)
class BarGroup:
    """`values`: one of each series, with its words; None where there is none to draw."""

    label: str
    values: tuple[tuple[float | None, str], ...]


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """`series`: its number, from 0 on. `said` stands at `end`."""

    series: int
    y: float
    width: float
    said: str
    end: float


@dataclass(frozen=True, slots=True)
class DrawnGroup:
    label: str
    middle: float
    bars: tuple[DrawnBar, ...]


@dataclass(frozen=True, slots=True)
class BarChart:
    width: float
    height: float
    left: float
    thick: float
    groups: tuple[DrawnGroup, ...]


def bar_chart(groups: Sequence[BarGroup]) -> BarChart:
    """The longest bar takes the whole width."""
    most = max((value for group in groups for value, _ in group.values if value), default=0) or 1.0
    drawn, y = [], _TOP
    for group in groups:
        height = _THICK * len(group.values)
        bars = tuple(_bar(place, y, value, said, most) for place, (value, said) in enumerate(group.values))
        drawn.append(DrawnGroup(group.label, y + height / 2, bars))
        y += height + _APART
    return BarChart(_LABEL + _WIDTH + _VALUE, y, _LABEL, _THICK, tuple(drawn))


def _bar(series: int, top: float, value: float | None, said: str, most: float) -> DrawnBar:
    width = round(_WIDTH * (value or 0.0) / most, 1)
    return DrawnBar(series, top + series * _THICK, width, said, _LABEL + width + 6)
