"""What a place has set of the catalogue (各地核定): proposed by one operator, checked by a second, each kept. Pure."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from functions.domain.clock import shanghai_date
from functions.domain.conflicts import SecondCheckNeeded
from functions.domain.guide.refusals import FigureNotWaiting, InvalidFigure
from functions.domain.toml_text import toml_lines
from schemas.catalogue.place_figures import PlaceFigure, StandingFigure, as_stored, standing_in

# By place, with its versions beside it; which places have any; what the editions that cases keep are made of.
PLACE_FIGURES, PLACES_SET, PLACED_EDITION = "place_figures", "places_set", "placed_edition"
EVERY_PLACE = "all"
# A place has a dozen items of a dozen figures.
MOST_STANDING, MOST_WAITING = 300, 120
# Of their texts: DynamoDB takes 400 KB of a row, with whatever stands beside them.
MOST_FIGURE_BYTES = 380_000


@dataclass(frozen=True, slots=True)
class Book:
    """What one place has set. `standing`: checked, also of days to come; `waiting`: proposed and not checked yet."""

    place: str
    version: int = 0
    standing: tuple[StandingFigure, ...] = ()
    waiting: tuple[StandingFigure, ...] = ()

    @property
    def content(self) -> dict[str, Any]:
        return {"standing": as_stored(self.standing), "waiting": as_stored(self.waiting)}


def figure_bytes(entries: Iterable[StandingFigure]) -> int:
    """In bytes, as they are stored."""
    return sum(len(json.dumps(one, ensure_ascii=False).encode()) + 1 for one in as_stored(tuple(entries)))


def check_size(before: Book, after: Book) -> None:
    """Whatever makes it shorter may be done. Raises InvalidFigure."""
    old, new = (figure_bytes((*book.standing, *book.waiting)) for book in (before, after))
    if new > max(old, MOST_FIGURE_BYTES):
        raise InvalidFigure(
            "这个地方的数值，连同说明、来源和理由，太长了，存不下：请写短一些，或者先退回等核定的。"
        )


def figure_rows(figures: Iterable[StandingFigure]) -> list[list[StandingFigure]]:
    """All of them, in their order, as many in each as a row takes; at least one row."""
    rows: list[list[StandingFigure]] = [[]]
    left = MOST_FIGURE_BYTES
    for one in figures:
        size = figure_bytes((one,))
        if size > left:
            rows.append([])
            left = MOST_FIGURE_BYTES
        rows[-1].append(one)
        left -= size
    return rows


def book_in(place: str, version: int, body: Mapping[str, Any]) -> Book:
    return Book(place, version, standing_in(body["standing"]), standing_in(body["waiting"]))


def proposal_id(figure: PlaceFigure) -> str:
    """By what it says: whoever confirms it confirms just that."""
    return sha256(figure.model_dump_json().encode()).hexdigest()[:12]


def with_proposals(book: Book, proposed: tuple[StandingFigure, ...]) -> Book:
    """In place of those that waited for the same figure and day; the same again changes nothing. Raises InvalidFigure."""
    known = {proposal_id(one.figure) for one in book.waiting}
    new = tuple(one for one in proposed if proposal_id(one.figure) not in known)
    kept = tuple(one for one in book.waiting if _slot(one) not in {_slot(each) for each in new})
    if len(kept) + len(new) > MOST_WAITING:
        raise InvalidFigure(f"等核定的数值最多 {MOST_WAITING} 条，请先核定或者退回已经提议的。")
    return replace(book, waiting=(*kept, *new))


def checked_over(
    book: Book, ids: tuple[str, ...], *, confirm: bool, by: str, at: datetime, today: date
) -> tuple[Book, tuple[StandingFigure, ...]]:
    """The book, and those that were decided. Raises FigureNotWaiting, SecondCheckNeeded, InvalidFigure."""
    waiting = {proposal_id(one.figure): one for one in book.waiting}
    if not set(ids) <= set(waiting):
        raise FigureNotWaiting
    chosen = tuple(waiting[one] for one in dict.fromkeys(ids))
    if confirm and any(one.proposed_by == by for one in chosen):
        raise SecondCheckNeeded
    left = tuple(one for one in book.waiting if one not in chosen)
    if not confirm:
        return replace(book, waiting=left), chosen
    checked = tuple(one.model_copy(update={"checked_by": by, "checked_at": at}) for one in chosen)
    return replace(book, waiting=left, standing=_standing(book.standing, checked, today)), checked


def _standing(
    before: tuple[StandingFigure, ...], new: tuple[StandingFigure, ...], today: date
) -> tuple[StandingFigure, ...]:
    """What an older one of the same figure said is over once a newer one holds; the versions before tell it. Raises
    InvalidFigure."""
    slots = {_slot(one) for one in new}
    every = (*(one for one in before if _slot(one) not in slots), *new)
    holds: dict[tuple[str, str], date] = {}
    for one in every:
        key, since = one.figure.key, one.figure.since
        if since <= today:
            holds[key] = max(since, holds.get(key, since))
    kept = tuple(one for one in every if one.figure.since >= holds.get(one.figure.key, date.min))
    if len(kept) > MOST_STANDING:
        raise InvalidFigure(f"一个地方最多核定 {MOST_STANDING} 条数值。")
    return tuple(sorted(kept, key=_slot))


def _slot(one: StandingFigure) -> tuple[str, str, date]:
    return (*one.figure.key, one.figure.since)


@dataclass(frozen=True, slots=True)
class FigureDifference:
    """One figure that two states tell otherwise."""

    before: StandingFigure | None
    after: StandingFigure | None

    @property
    def either(self) -> StandingFigure:
        found = self.after or self.before
        assert found is not None
        return found


def differences(before: Book, after: Book) -> tuple[FigureDifference, ...]:
    """What was checked in the one and is otherwise in the other, by item and figure."""
    old = {_slot(one): one for one in before.standing}
    new = {_slot(one): one for one in after.standing}
    return tuple(
        FigureDifference(old.get(slot), new.get(slot))
        for slot in sorted({*old, *new})
        if old.get(slot) != new.get(slot)
    )


def figures_toml(place: str, figures: Iterable[StandingFigure]) -> str:
    """As a file that is edited and proposed again; who set each stands beside it as a remark."""
    tables = ("\n".join(("[[figure]]", *_remark(one), *toml_lines(_plain(one.figure)))) for one in figures)
    return "\n\n".join(("\n".join(toml_lines({"place": place})), *tables)) + "\n"


def _plain(figure: PlaceFigure) -> dict[str, Any]:
    return figure.model_dump(mode="json", exclude_none=True, exclude_defaults=True)


def _remark(one: StandingFigure) -> tuple[str, ...]:
    if one.checked_by is None or one.checked_at is None:
        return ("# 随目录发布",) if one.proposed_by is None else (f"# {one.proposed_by} 提议，等核定",)
    return (
        f"# {one.proposed_by} 提议，{one.checked_by} 于 {shanghai_date(one.checked_at).isoformat()} 核定",
    )
