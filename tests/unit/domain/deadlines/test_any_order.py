"""An answer's own time counts, not when it arrives: whatever the order, the clock is the same."""

from collections.abc import Iterator
from datetime import timedelta
from math import factorial
from typing import Any

import pytest

from functions.adapters.calendar import working_calendar
from functions.domain.case.answered import answered
from functions.domain.case.item import CaseItem, with_clock
from functions.domain.case.parts import Limit
from functions.domain.deadlines.due import due_after, due_by_answer
from schemas.catalogue.figures import Unit
from schemas.codes import ItemStatus
from tests.support import make
from tests.support.make import NOW, answer

CALENDAR = working_calendar()
DAY = timedelta(days=1)
NEVER = 40
ENDS = (ItemStatus.ACCEPTED, ItemStatus.SUSPENDED, ItemStatus.CORRECTING, ItemStatus.DONE)

Word = tuple[str, int, dict[str, Any]]
STORIES: dict[str, tuple[Word, ...]] = {
    "stopped once": (("accepted", 1, {}), ("suspended", 2, {}), ("resumed", 9, {}), ("extended", 10, {})),
    "stopped twice": (
        ("accepted", 1, {}),
        ("suspended", 2, {"reason": "鉴定"}),
        ("resumed", 5, {}),
        ("suspended", 6, {"reason": "听证"}),
        ("resumed", 9, {}),
    ),
    "stands": (
        ("accepted", 0, {}),
        ("suspended", 2, {"reason": "鉴定"}),
        ("resumed", 5, {}),
        ("extended", 6, {"working_days": 3}),
        ("suspended", 7, {"reason": "听证"}),
    ),
    "stopped before it was accepted": (("suspended", 1, {}), ("accepted", 3, {}), ("resumed", 6, {})),
    "extended while it stood": (
        ("accepted", 0, {}),
        ("suspended", 1, {}),
        ("extended", 2, {"working_days": None, "natural_days": 20}),
        ("resumed", 3, {}),
    ),
    "asked for more": (
        ("accepted", 1, {}),
        ("suspended", 2, {}),
        ("resumed", 3, {}),
        ("correction_requested", 4, {}),
    ),
    "decided": (
        ("accepted", 1, {}),
        ("suspended", 2, {}),
        ("resumed", 3, {}),
        ("extended", 4, {}),
        ("granted", 5, {}),
    ),
}


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.parametrize("unit", [Unit.WORKING_DAY, Unit.NATURAL_DAY])
def test_any_order_of_arrival_gives_the_same_item(name: str, unit: Unit) -> None:
    ends = list(_ends(_sent(unit), STORIES[name]))

    assert len(ends) == factorial(len(STORIES[name]))
    assert all(end == ends[0] for end in ends)


def test_an_acceptance_said_twice_counts_from_the_earlier_day() -> None:
    twice: tuple[Word, ...] = (("accepted", 1, {}), ("accepted", 3, {}))

    one, other = _ends(_sent(Unit.WORKING_DAY), twice)

    assert one.clock.accepted_at == other.clock.accepted_at == NOW + DAY


def _sent(unit: Unit) -> CaseItem:
    item = make.sent(limit=Limit(20, unit))
    return with_clock(item, due_at=due_after(item, NOW, CALENDAR).at)


def _ends(item: CaseItem, words: tuple[Word, ...]) -> Iterator[CaseItem]:
    """Of every order in which the words may come; orders that begin alike are heard together as far as they do."""
    if not words:
        assert item.status in ENDS
        yield item
    for place, word in enumerate(words):
        yield from _ends(_heard(item, word), (*words[:place], *words[place + 1 :]))


def _heard(item: CaseItem, word: Word) -> CaseItem:
    (kind, day, fields), now = word, NOW + NEVER * DAY
    said = answer(kind, at=(NOW + day * DAY).isoformat(), **fields)
    return answered(item, said, now, due=due_by_answer(item, said, now, CALENDAR))
