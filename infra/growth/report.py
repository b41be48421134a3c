"""What grew with the ledger, and what did not."""

from collections.abc import Mapping

from infra.growth.measuring import Medians

# A median is flat if on the largest ledger it is no more than so many times that of the smallest.
MOST_GROWN = 1.5
# What is so quick that the clock and the machine say more than the ledger: milliseconds.
_NOISE = 2.0


def ratio(by_count: Mapping[int, float]) -> float:
    first, *more = by_count.values()
    return max(more, default=first) / first


def grown(medians: Medians) -> tuple[str, ...]:
    """What is not flat."""
    return tuple(name for name, by_count in medians.items() if _has_grown(by_count))


def _has_grown(by_count: Mapping[int, float]) -> bool:
    first, *more = by_count.values()
    return ratio(by_count) > MOST_GROWN and max(more, default=first) - first > _NOISE


def growth_table(medians: Medians) -> str:
    counts = tuple(next(iter(medians.values())))
    width = max(map(len, medians))
    head = f"{'ms, median':{width}}  " + "  ".join(f"{count:>11,}" for count in counts) + "       ×"
    lines = (_line(name, by_count, width) for name, by_count in medians.items())
    return "\n".join((head, *lines))


def _line(name: str, by_count: Mapping[int, float], width: int) -> str:
    figures = "  ".join(f"{ms:>11.1f}" for ms in by_count.values())
    mark = " !" if _has_grown(by_count) else ""
    return f"{name:{width}}  {figures}  {ratio(by_count):>6.2f}{mark}"
