from collections import Counter, defaultdict
from itertools import product

import pytest

from functions.domain.numbers.figures import CASE_ROW, COUNTED, GUARDS, partitions_of, row_figures
from functions.domain.numbers.hiding import LEAST_TOLD, POPULATION, Cell, cells_of, total_of
from tests.support.each import each

ITEM = "identity_card"
RATINGS = ("very_satisfied", "satisfied", "neutral", "dissatisfied", "very_dissatisfied", "unrated")


def row(**figures: int) -> Counter[str]:
    return Counter(figures)


def shown(figures: Counter[str], name: str = ITEM) -> dict[str, Cell]:
    return cells_of({name: figures}, whole=False)[name]


def test_the_province_sees_every_figure_as_it_is() -> None:
    found = cells_of({ITEM: row(granted=1, refused=3)}, whole=True)[ITEM]
    assert (found["granted"], found["refused"]) == (Cell(1), Cell(3))


def test_of_a_row_of_fewer_than_five_nothing_is_told() -> None:
    assert all(cell.hidden and cell.value == 0 for cell in shown(row(granted=4, untimed=4)).values())


def test_what_is_nought_is_told_as_nought() -> None:
    found = shown(row(granted=9, in_statute=9))
    assert found["refused"] == Cell(0)
    assert found["granted"] == Cell(9)


def test_a_small_figure_takes_the_next_larger_one_with_it() -> None:
    found = shown(row(granted=50, refused=7, withdrawn=2))
    assert found["withdrawn"].hidden
    assert found["refused"].hidden
    assert found["granted"] == Cell(50)


def test_a_sum_of_days_of_few_is_hidden_with_them() -> None:
    found = shown(row(granted=50, timed_working=3, timed_natural=47, used_working=30, used_natural=300))
    assert found["used_working"].hidden
    assert found["used_natural"].hidden


def test_a_total_is_one_of_what_is_shown_only() -> None:
    few, many = cells_of({ITEM: row(granted=3)}, whole=False), cells_of({ITEM: row(granted=20)}, whole=False)
    total = total_of([few, many])[ITEM]
    assert total["granted"] == Cell(20, hidden=True)
    assert total[POPULATION] == Cell(20, hidden=True)


@pytest.mark.slow
@each("several", range(LEAST_TOLD, 12))
def test_no_hidden_figure_follows_from_the_others_and_their_sum(several: int) -> None:
    by_what_is_told = defaultdict(list)
    for given in product(range(several + 1), repeat=3):
        rest = several - sum(given)
        if rest < 0:
            continue
        figures = Counter(
            {"granted": several, **dict(zip(RATINGS[2:5], given, strict=True)), "unrated": rest}
        )
        cells = shown(figures)
        told = tuple((cells[code].value, cells[code].hidden) for code in RATINGS)
        by_what_is_told[told].append(figures)
    for told, every in by_what_is_told.items():
        for place, (_, hidden) in enumerate(told):
            assert not hidden or len({figures[RATINGS[place]] for figures in every}) > 1


def related(granted: int, refused: int, withdrawn: int, lapsed: int, over: int) -> Counter[str]:
    """As a row of an item with a limit is: other partitions tell of the same items."""
    decided, ended = granted + refused, withdrawn + lapsed
    return Counter(
        {
            "granted": granted,
            "refused": refused,
            "withdrawn": withdrawn,
            "lapsed": lapsed,
            "in_statute": decided - over,
            "over_statute": over,
            "unlimited": ended,
            "timed_working": decided,
            "untimed": ended,
        }
    )


def every_related(several: int) -> list[Counter[str]]:
    found = []
    for refused, withdrawn, lapsed, over in product(range(several + 1), repeat=4):
        granted = several - refused - withdrawn - lapsed
        if granted >= 0 and over <= granted + refused:
            found.append(related(granted, refused, withdrawn, lapsed, over))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("several", range(LEAST_TOLD, 11))
def test_nor_does_it_follow_from_what_another_partition_tells(several: int) -> None:
    """To somebody who knows all that is shown, how the figures hang together, and that what is hidden is not nought."""
    every = every_related(several)
    codes = tuple(related(1, 1, 1, 1, 1))
    by_hidden = defaultdict(list)
    for figures in every:
        by_hidden[
            frozenset(code for code, cell in shown(figures).items() if cell.hidden and code in codes)
        ].append(figures)
    for hidden, cases in by_hidden.items():
        seen = [code for code in codes if code not in hidden]
        possible = defaultdict(list)
        for figures in every:
            if all(figures[code] for code in hidden):
                possible[tuple(figures[code] for code in seen)].append(figures)
        # Who sees the same of two cases is to be kept from the same.
        for told in {tuple(figures[code] for code in seen) for figures in cases}:
            others = possible[told]
            for code in hidden:
                assert len({other[code] for other in others}) > 1, (code, dict(zip(seen, told, strict=True)))


def test_every_figure_is_defined_and_stands_in_one_partition_or_is_a_measure() -> None:
    for name in (CASE_ROW, ITEM):
        codes = row_figures(name)
        assert len(codes) == len(set(codes))
        assert set(codes) <= set(COUNTED)
    every = {code for name in (CASE_ROW, ITEM) for part in partitions_of(name) for code in part}
    assert every | set(GUARDS) == set(COUNTED)


def test_five_is_told_and_of_a_row_of_none_everything() -> None:
    found = shown(row(granted=50, refused=5, unlimited=55, untimed=55))

    assert [found[code].hidden for code in ("granted", "refused")] == [False, False]
    assert not any(cell.hidden for cell in shown(row()).values())
