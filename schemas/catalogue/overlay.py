"""An edition as it holds at a place on a day: each figure by the most specific place that has set it (各地核定). Pure.

Such an edition has a name of its own, made of what it says. A figure that does not fit the law as it is told at the place,
or the edition, is not used there: `unfit` says which field of it is wrong, and how.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from schemas.catalogue.edition import Edition
from schemas.catalogue.item import Item
from schemas.catalogue.place_figures import FigureKind, StandingFigure, as_stored
from schemas.catalogue.set_figure import Unfit, set_figure, source_key
from schemas.regions import enclosing
from schemas.wire import REGION_PATTERN

_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Placed:
    """`unfit`: what was set and is not used here, each with the field that does not fit and why."""

    edition: Edition
    unfit: tuple[tuple[StandingFigure, Unfit], ...] = ()


def figures_on(layers: Iterable[Sequence[StandingFigure]], day: date) -> tuple[StandingFigure, ...]:
    """What holds on that day, from the widest place to the narrowest: of each place the latest, and the narrowest wins."""
    holding: dict[tuple[str, str], StandingFigure] = {}
    for layer in layers:
        latest: dict[tuple[str, str], StandingFigure] = {}
        for one in layer:
            known = latest.get(one.figure.key)
            if one.figure.since <= day and (known is None or known.figure.since <= one.figure.since):
                latest[one.figure.key] = one
        holding |= {key: one for key, one in latest.items() if not one.figure.revoked}
    return tuple(holding[key] for key in sorted(holding))


# What was asked for of late: the guide, a draft and a submission of one place ask for the same.
_lately: dict[tuple[int, tuple[StandingFigure, ...]], tuple[Edition, Placed]] = {}
_MOST = 256


def place_edition(edition: Edition, figures: tuple[StandingFigure, ...]) -> Placed:
    """The edition with these figures; itself where there are none."""
    if not figures:
        return Placed(edition)
    known = _lately.get((id(edition), figures))
    if known is None:
        if len(_lately) >= _MOST:
            _lately.clear()
        # Held beside it, the edition keeps its place in memory, and no other is taken for it.
        known = _lately[id(edition), figures] = edition, _place(edition, figures)
    return known[1]


def _place(edition: Edition, figures: tuple[StandingFigure, ...]) -> Placed:
    items = {item.code: item for item in (*edition.items, edition.service_check)}
    used: list[StandingFigure] = []
    unfit: list[tuple[StandingFigure, Unfit]] = []
    for one in sorted(figures, key=lambda each: (_ORDER[each.figure.kind], each.figure.key)):
        try:
            code = one.figure.item
            items[code] = set_figure(_item_of(items, code), one, items)
            used.append(one)
        except Unfit as fault:
            unfit.append((one, fault))
    if not used:
        return Placed(edition, tuple(unfit))
    whole = edition.model_copy(
        update={
            "name": _name(edition, used),
            "items": tuple(items[item.code] for item in edition.items),
            "service_check": items[edition.service_check.code],
            "sources": {
                **edition.sources,
                **{source_key(one.figure.source): one.figure.source for one in used},
            },
            "figures": tuple(used),
        }
    )
    return Placed(whole, tuple(unfit))


# A limit of the law is set before the promise that may not be longer.
_ORDER = {kind: place for place, kind in enumerate(FigureKind)}


def base_of(name: str) -> str:
    """The name of the edition under it."""
    return name.partition(".")[0]


def _name(edition: Edition, used: Sequence[StandingFigure]) -> str:
    whole = json.dumps(as_stored(used), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{edition.name}.{sha256(whole.encode()).hexdigest()[:_DIGITS]}"


def _item_of(items: Mapping[str, Item], code: str) -> Item:
    if code not in items:
        raise Unfit("item", "事项目录中没有这个事项。")
    return items[code]


def wider(place: str) -> tuple[str, ...]:
    """The place itself behind those that it lies in, the widest first; an office lies in none."""
    return tuple(reversed(enclosing(place))) if is_region(place) else (place,)


def is_region(place: str) -> bool:
    """Not an office."""
    return re.fullmatch(REGION_PATTERN, place) is not None


def published_editions(edition: Edition) -> Mapping[str, Edition]:
    """By name, the edition at each place for which something came with it."""
    places = {one.place for one in edition.published}
    layers = ([published_at(edition, each) for each in wider(place)] for place in places)
    placed = (place_edition(edition, figures_on(one, date.max)).edition for one in layers)
    return {one.name: one for one in placed}


def published_at(edition: Edition, place: str) -> tuple[StandingFigure, ...]:
    return tuple(one for one in edition.published if one.place == place)
