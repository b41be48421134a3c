"""What is selected of a run: how it stands, its error and cause, its input and output."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from functions.drawing.machine import DrawnState
from functions.pages.moments import moment
from functions.pages.operator.views_graph import Reading
from functions.pages.operator.words_executions import (
    LOOKS,
    RUN_LOOKS,
    Look,
    department_of_state,
    lasting,
    state_words,
)
from functions.ports.executions import HistoryEvent
from functions.shapes.operator.visits import StateVisits
from functions.usecases.case.view import RunSeen

# Of pretty printed data; what is longer is cut, and said so.
MOST_TEXT = 6000
MOST_LINES = 50
Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Panel:
    """What is selected. `data`: (title, pretty printed), `whose`: of which visit."""

    title: str
    own: str
    text: str
    look: Look
    facts: tuple[Fact, ...]
    error: str
    data: tuple[tuple[str, str], ...]
    whose: str = ""

    @property
    def is_short(self) -> bool:
        """Short enough to stand open above the graph."""
        return sum(text.count("\n") for _, text in self.data) <= MOST_LINES


def panel_of_run(seen: RunSeen, now: datetime) -> Panel:
    execution, history = seen.execution, seen.history
    until = execution.stopped_at or now
    facts = [("开始", moment(execution.started_at, now))]
    if execution.stopped_at:
        facts.append(("结束", moment(execution.stopped_at, now)))
    facts.append(("历时", lasting((until - execution.started_at).total_seconds())))
    return Panel(
        title="整个执行",
        own=execution.name,
        text="",
        look=RUN_LOOKS[execution.status],
        facts=(*facts, ("事件", f"{len(history)} 个{'' if seen.whole else '以上'}")),
        error=": ".join(part for part in (execution.error, execution.cause) if part),
        data=_data(_given(history), _result(history)),
    )


def _given(history: tuple[HistoryEvent, ...]) -> Any:
    return next((event.data for event in history if event.kind == "ExecutionStarted"), None)


def _result(history: tuple[HistoryEvent, ...]) -> Any:
    return next((event.data for event in reversed(history) if event.kind == "ExecutionSucceeded"), None)


def panel_of_state(state: DrawnState, reading: Reading, names: Callable[[str], str], now: datetime) -> Panel:
    """Of several items the input and the output are those of one: of the item that entered last."""
    seen, item = reading.of(state.name), None if state.flows else reading.item
    visits, shown = seen.of(item), item or seen.latest
    title, text = state_words(state.name)
    whose = department_of_state(state.name)
    latest = seen.of(shown)
    return Panel(
        title=(f"{title}（{whose}）" if whose and not title.startswith(whose) else title)
        + (f"：{names(item)}" if item else ""),
        own=f"{state.name} · {state.kind}",
        text=text,
        look=LOOKS[reading.standing(state)],
        facts=tuple(_state_facts(visits, reading.counter(state), reading, now)),
        error=visits.error or "",
        data=_data(latest.given, latest.result),
        whose=f"最近一次进入：{names(shown)}" if shown and not item else "最近一次进入",
    )


def _state_facts(visits: StateVisits, counter: str, reading: Reading, now: datetime) -> Iterator[Fact]:
    if visits.first_at is None or visits.entered_at is None:
        return
    yield "进入", f"{visits.entered} 次" + (f"，{counter}" if "/" in counter else "")
    if visits.retried:
        yield "重试", f"{visits.retried} 次"
    yield "第一次进入", moment(visits.first_at, now)
    if visits.entered > 1:
        yield "最近一次进入", moment(visits.entered_at, now)
    if visits.exited_at and not visits.is_open:
        yield "最后离开", moment(visits.exited_at, now)
    if spent := spent_in(visits, reading, now):
        yield ("历时" if not visits.is_open else "已经过了"), spent


def spent_in(visits: StateVisits, reading: Reading, now: datetime) -> str:
    """From the first time that it was entered until it was left last; "" where it was not left and the run is over."""
    until = now if visits.is_open and reading.running else None if visits.is_open else visits.exited_at
    if until is None or visits.first_at is None:
        return ""
    return lasting((until - visits.first_at).total_seconds())


def _data(given: Any, result: Any) -> tuple[tuple[str, str], ...]:
    return tuple(
        (title, pretty(data)) for title, data in (("输入", given), ("输出", result)) if data is not None
    )


def pretty(data: Any) -> str:
    text = json.dumps(data, ensure_ascii=False, indent=2)
    return text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT]}\n……（太长，后面省略）"
