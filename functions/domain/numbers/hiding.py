"""Small numbers (1 to 4) are hidden from everybody but the province's own operators, by city, month and row.

A hidden figure cannot be told from the others of its partition, whose sum is known: others are hidden with it until what is
hidden comes to five at least, and is no single figure. Every sum over rows, months and cities is one of shown figures only,
so that it says nothing of what is hidden in it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from functions.domain.numbers.contribution import Counts
from functions.domain.numbers.figures import GUARDS, TOLD_TWICE, measures_of, partitions_of, row_figures

LEAST_TOLD = 5
# Beside the figures of a row: how many cases or items it holds.
POPULATION = "population"


@dataclass(frozen=True, slots=True)
class Cell:
    """`hidden`: something is left out of `value`."""

    value: int = 0
    hidden: bool = False

    def __add__(self, other: "Cell") -> "Cell":
        return Cell(self.value + other.value, self.hidden or other.hidden)


Cells = Mapping[str, Cell]
HIDDEN = Cell(hidden=True)


def cells_of(counts: Counts, *, whole: bool) -> dict[str, dict[str, Cell]]:
    """By row, of every figure that the row has. `whole`: nothing is hidden."""
    return {row: _plain(row, figures) if whole else _hidden(row, figures) for row, figures in counts.items()}


def total_of(every: Iterable[Mapping[str, Cells]]) -> dict[str, dict[str, Cell]]:
    """Of several cities and months, row by row."""
    total: dict[str, dict[str, Cell]] = {}
    for rows in every:
        for row, cells in rows.items():
            total[row] = summed((total.get(row, {}), cells))
    return total


def summed(rows: Iterable[Cells]) -> dict[str, Cell]:
    found: dict[str, Cell] = {}
    for cells in rows:
        for code, cell in cells.items():
            found[code] = found.get(code, Cell()) + cell
    return found


def _plain(row: str, figures: Counter[str]) -> dict[str, Cell]:
    return _with_bases(row, figures, {code: Cell(figures[code]) for code in row_figures(row)})


def _several(row: str, figures: Counter[str]) -> int:
    return sum(figures[code] for code in partitions_of(row)[0])


def _hidden(row: str, figures: Counter[str]) -> dict[str, Cell]:
    if 0 < _several(row, figures) < LEAST_TOLD:
        every = (POPULATION, *row_figures(row), *map(summed_over, measures_of(row)))
        return dict.fromkeys(every, HIDDEN)
    partitions = partitions_of(row)
    unseen = {code for block in TOLD_TWICE for code in _unseen(block, figures, frozenset())}
    unseen |= {code for partition in partitions for code in _unseen(partition, figures, unseen)}
    unseen |= {code for code in measures_of(row) if _is_told_by_few(code, figures, unseen)}
    shown = {code: HIDDEN if code in unseen else Cell(figures[code]) for code in row_figures(row)}
    return _with_bases(row, figures, shown)


def summed_over(measure: str) -> str:
    """The name under which stands of how many the shown part of a measure is the sum: what an average is divided by."""
    return f"{measure}/n"


def _with_bases(row: str, figures: Counter[str], shown: dict[str, Cell]) -> dict[str, Cell]:
    several = _several(row, figures)
    bases = {
        summed_over(code): HIDDEN
        if shown[code].hidden
        else Cell(sum(figures[guard] for guard in GUARDS[code]) if GUARDS[code] else several)
        for code in measures_of(row)
    }
    return {POPULATION: Cell(several), **shown, **bases}


def _unseen(several: tuple[str, ...], figures: Counter[str], before: Collection[str]) -> set[str]:
    """`before`: what is hidden already."""
    unseen = {code for code in several if 0 < figures[code] < LEAST_TOLD or code in before}
    others = sorted((figures[code], code) for code in several if figures[code] and code not in unseen)
    while unseen and others and (len(unseen) < 2 or sum(figures[code] for code in unseen) < LEAST_TOLD):
        unseen.add(others.pop(0)[1])
    return unseen


def _is_told_by_few(code: str, figures: Counter[str], unseen: set[str]) -> bool:
    """A sum over few, or over some that are hidden; or one that is small itself."""
    guards = GUARDS[code]
    of_few = 0 < sum(figures[guard] for guard in guards) < LEAST_TOLD
    return bool(unseen & set(guards)) or of_few or 0 < figures[code] < LEAST_TOLD
