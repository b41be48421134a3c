"""What was measured, beside what the design asks: one row each, and a ratio of which more is better."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from infra.bench.measures import Figures
from infra.bench.side_by_side import AT_A_TIME, SideBySide

# Forty straight cases a second with every write on disk; ten thousand cases waiting in 400 MB, regained in a minute.
CASES_PER_SECOND = 40.0
WAITING_CASES, WAITING_MB, REGAINED_SECONDS = 10_000, 400.0, 60.0
# Beside Restate: so many times as fast, with such a part of its processor time, such a part of its tail.
TIMES_AS_FAST, PART_OF_PROCESSOR, PART_OF_TAIL = 3.0, 0.25, 0.5

# A department whose offices are in trouble makes the items of the others take so much longer at most.
MOST_LONGER = 1.2
NEIGHBOURS = {"dripping": "一部门滴答应答", "silent": "一部门无应答", "unavailable": "一部门停机"}

HEADINGS = ("测量项 Measured", "数值 figure", "目标 target", "倍率 ratio")


@dataclass(frozen=True, slots=True)
class BenchRow:
    """`target` None: a figure that explains another one, with nothing to be held against."""

    title: str
    figure: float
    unit: str
    target: float | None = None
    less_is_better: bool = False

    @property
    def ratio(self) -> float | None:
        """1 and above: the target is met."""
        if not self.target or not self.figure:
            return None
        return self.target / self.figure if self.less_is_better else self.figure / self.target


def rows(measured: Mapping[str, Figures]) -> tuple[BenchRow, ...]:
    """`measured` by the names of the measurements, those of waiting cases with how many after it; one that was not made has
    no rows.
    """
    makers = {
        "straight": _straight,
        "straight_in_memory": _in_memory,
        "every_step": _every_step,
        "every_step_in_memory": _in_memory,
        "waiting": _waiting,
        "regained": _regained,
        "states": _states,
        "neighbours": _neighbours,
    }
    return tuple(
        row
        for title, figures in measured.items()
        for row in makers[title.rstrip("0123456789").rstrip("_")](figures)
    )


def compared_rows(seen: SideBySide) -> tuple[BenchRow, ...]:
    """Each engine at each number under way; ours beside Restate's same figure."""
    return tuple(
        row
        for number in AT_A_TIME
        for name, figures in seen.items()
        for row in _engine(name, str(number), figures[str(number)], seen)
    )


def _wanted(restate: Figures) -> tuple[float, float, float]:
    return (
        restate["cases_per_s"] * TIMES_AS_FAST,
        restate["cpu_s"] * PART_OF_PROCESSOR * 1000,
        restate["tail_p50_ms"] * PART_OF_TAIL,
    )


def _engine(name: str, number: str, figures: Figures, seen: SideBySide) -> Iterable[BenchRow]:
    title = f"同时 {number} 件 {name}, {number} under way"
    fast, little, short = _wanted(seen["restate"][number]) if name == "ours" else (None, None, None)
    yield BenchRow(title, figures["cases_per_s"], "/s", fast)
    yield BenchRow(
        "  处理器时间 processor time", figures["cpu_s"] * 1000, "ms per case", little, less_is_better=True
    )
    yield BenchRow(
        "  末次答复后 last answer to closed, p50", figures["tail_p50_ms"], "ms", short, less_is_better=True
    )
    yield BenchRow("  末次答复后 last answer to closed, p99", figures["tail_p99_ms"], "ms")


def _straight(figures: Figures) -> tuple[BenchRow, ...]:
    return (
        BenchRow("一次答复直办 straight cases, one answer per item", *_rate(figures), CASES_PER_SECOND),
        *_details(figures),
    )


def _every_step(figures: Figures) -> tuple[BenchRow, ...]:
    return (
        BenchRow("逐步答复 straight cases, received, accepted, granted", *_rate(figures), CASES_PER_SECOND),
        *_details(figures),
    )


def _in_memory(figures: Figures) -> tuple[BenchRow, ...]:
    return (BenchRow("  不写磁盘 the same with the ledger in memory", *_rate(figures)),)


def _details(figures: Figures) -> tuple[BenchRow, ...]:
    return (
        BenchRow("  提交 submission, p50", figures["submit_p50_ms"], "ms"),
        BenchRow("  提交 submission, p95", figures["submit_p95_ms"], "ms"),
        BenchRow("  全程 whole case, p50", figures["case_p50_ms"], "ms"),
        BenchRow("  全程 whole case, p95", figures["case_p95_ms"], "ms"),
        BenchRow("  处理器时间 processor time", figures["processor_ms_per_case"], "ms per case"),
        BenchRow("  落盘写入 writes on disk", figures["writes_per_second"], "/s"),
        BenchRow("  落盘写入 writes on disk", figures["writes_per_case"], "per case"),
        BenchRow("  磁盘一次落盘 one wait for this disk", figures["disk_wait_ms"], "ms"),
        BenchRow("  内存峰值 peak memory", figures["peak_mb"], "MB"),
    )


def _waiting(figures: Figures) -> tuple[BenchRow, ...]:
    allowed = WAITING_MB * figures["cases"] / WAITING_CASES
    whole = figures["cases"] >= WAITING_CASES
    title = f"等待中的办件 {figures['cases']:,.0f} cases waiting"
    return (
        BenchRow(title, figures["peak_mb"], "MB", allowed if whole else None, less_is_better=True),
        BenchRow("  每件 of it for each case", figures["kb_per_case"], "KB"),
        BenchRow("  线程 threads", figures["threads"], "threads"),
        BenchRow("  全部受理 all submitted and at rest after", figures["seconds"], "s"),
    )


def _regained(figures: Figures) -> tuple[BenchRow, ...]:
    whole = figures["cases"] >= WAITING_CASES
    title = f"  引擎丢失后全部接续 all {figures['cases']:,.0f} regained by a fresh engine after"
    return (
        BenchRow(title, figures["seconds"], "s", REGAINED_SECONDS if whole else None, less_is_better=True),
        BenchRow("  接续速度 regained", *_rate(figures)),
        BenchRow("  接续后内存峰值 peak memory of the fresh engine", figures["peak_mb"], "MB"),
    )


def _states(figures: Figures) -> tuple[BenchRow, ...]:
    needed = CASES_PER_SECOND * figures["states_per_case"]
    return (
        BenchRow(
            "状态机解释器 interpreter alone, states entered", figures["states_per_second"], "/s", needed
        ),
        BenchRow("  每件状态数 states of a straight case", figures["states_per_case"], "states"),
    )


def _neighbours(figures: Figures) -> tuple[BenchRow, ...]:
    return tuple(
        BenchRow(
            f"{title} the others' items beside offices that are {kind}",
            figures[f"{kind}_ratio"],
            "×",
            MOST_LONGER,
            less_is_better=True,
        )
        for kind, title in NEIGHBOURS.items()
    )


def _rate(figures: Figures) -> tuple[float, str]:
    return figures["cases_per_second"], "/s"


def table(rows: Sequence[BenchRow]) -> str:
    cells = [HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(_width(line[column]) for line in cells) for column in range(len(HEADINGS))]
    return "\n".join(_line(line, widths) for line in cells)


def _cells(row: BenchRow) -> tuple[str, str, str, str]:
    target = f"{row.target:,.0f}" if row.target else ""
    ratio = f"{row.ratio:.2f}×" if row.ratio else ""
    return row.title, f"{row.figure:,.{0 if row.figure >= 100 else 1}f} {row.unit}", target, ratio


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = (width - _width(cell) for cell, width in zip(cells, widths, strict=True))
    figures = "".join(f"  {' ' * gap}{cell}" for gap, cell in zip(rest, cells[1:], strict=True))
    return f"{cells[0]}{' ' * first}{figures}".rstrip()


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
