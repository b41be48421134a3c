from collections.abc import Callable, Sequence
from typing import Any

from functions.ports.deps import in_turn
from functions.ports.page import Page
from functions.usecases.walks import LEAST_AT_ONCE, every, list_by_list
from tests.support.each import each

SIZES = (0, 3, 0, 1, 2, 0, 0, 5, 0, 1, 0, 0, 4)
LISTS = {f"list-{place}": [f"{place}.{n}" for n in range(size)] for place, size in enumerate(SIZES)}
EVERY = [entry for entries in LISTS.values() for entry in entries]


def read(name: str, limit: int, cursor: str | None) -> Page[str]:
    rest = LISTS[name][int(cursor or 0) :]
    more = str(int(cursor or 0) + limit) if len(rest) > limit else None
    return Page(tuple(rest[:limit]), more)


def page(limit: int, cursor: str | None = None, *, at_once: Any = in_turn, even: bool = False) -> Page[str]:
    def wanted(entry: str) -> bool:
        return not even or int(entry[-1]) % 2 == 0

    return list_by_list(tuple(LISTS), read, wanted=wanted, limit=limit, cursor=cursor, at_once=at_once)


@each("even", [False, True])
def test_the_pages_hold_everything_once_in_order_and_none_is_short_but_the_last(even: bool) -> None:
    expected = [entry for entry in EVERY if not even or int(entry[-1]) % 2 == 0]
    wrong = {}
    for limit in range(1, 18):
        pages = [page(limit, even=even)]
        while pages[-1].cursor:
            pages.append(page(limit, pages[-1].cursor, even=even))
        short = [one for one in pages[:-1] if len(one.entries) != limit]
        if short or [entry for one in pages for entry in one.entries] != expected:
            wrong[limit] = pages

    assert wrong == {}


def test_lists_are_begun_as_they_are_wanted_and_more_together_each_time() -> None:
    rounds: list[int] = []

    def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
        rounds.append(len(calls))
        return in_turn(calls)

    page(1, at_once=at_once)
    page(len(EVERY), at_once=at_once)

    left = len(LISTS) - LEAST_AT_ONCE
    assert 0 < left < 2 * LEAST_AT_ONCE
    assert rounds == [LEAST_AT_ONCE, LEAST_AT_ONCE, left]


def test_a_list_is_read_page_by_page_to_its_end_and_no_page_before_it_is_wanted() -> None:
    read: list[str | None] = []

    def page(cursor: str | None) -> Page[int]:
        read.append(cursor)
        number = int(cursor or 0)
        return Page((number, number), str(number + 1) if number < 2 else None)

    walk = every(page)
    first = next(walk)
    begun = list(read)

    assert (first, begun) == (0, [None])
    assert list(walk) == [0, 1, 1, 2, 2]
    assert read == [None, "1", "2"]


def test_what_cannot_be_read_of_any_list_is_told_with_the_page() -> None:
    def half_read(name: str, limit: int, cursor: str | None) -> Page[str]:
        found = read(name, limit, cursor)
        return Page(found.entries, found.cursor, (f"{name}/damaged",))

    lists = tuple(LISTS)[:4]
    whole = list_by_list(lists, half_read, wanted=lambda _: True, limit=9, cursor=None, at_once=in_turn)
    first = list_by_list(lists, half_read, wanted=lambda _: True, limit=2, cursor=None, at_once=in_turn)

    assert whole.unreadable == tuple(f"{name}/damaged" for name in lists)
    assert first.unreadable == ("list-0/damaged", "list-1/damaged")


def test_a_page_names_no_more_than_its_limit_though_nothing_of_a_long_list_can_be_read() -> None:
    reads: list[str | None] = []

    def damaged(name: str, limit: int, cursor: str | None) -> Page[str]:
        reads.append(cursor)
        start = int(cursor or 0)
        more = str(start + limit) if start < 1000 else None
        return Page((), more, tuple(f"{name}.{start + n}" for n in range(limit)))

    one = list_by_list(
        ("first", "second"), damaged, wanted=lambda _: True, limit=10, cursor=None, at_once=in_turn
    )
    then = list_by_list(
        ("first", "second"), damaged, wanted=lambda _: True, limit=10, cursor=one.cursor, at_once=in_turn
    )

    assert (one.entries, one.cursor, len(one.unreadable)) == ((), "first~10", 10)
    assert not {*one.unreadable} & {*then.unreadable}
    assert len(reads) == 4
