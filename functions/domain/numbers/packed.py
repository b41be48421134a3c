"""Counts as they are kept: of each row its figures in the order of `KEPT`. A city's month fits into a kilobyte or two."""

from collections import Counter
from collections.abc import Mapping

from functions.domain.numbers.contribution import Counts
from functions.domain.numbers.figures import KEPT


def packed_counts(counts: Counts) -> dict[str, str]:
    return {row: _written(figures) for row, figures in sorted(counts.items())}


def _written(figures: Counter[str]) -> str:
    return " ".join(str(figures[code] or "") for code in KEPT).rstrip()


def unpacked_counts(kept: Mapping[str, str]) -> dict[str, Counter[str]]:
    return {row: _read(line) for row, line in kept.items()}


def _read(line: str) -> Counter[str]:
    # Of an earlier release there are fewer.
    told = zip(KEPT, line.split(" "), strict=False)
    return Counter({code: int(number) for code, number in told if number})
