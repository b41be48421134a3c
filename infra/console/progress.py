"""A case going through its departments: a live tree on a terminal, one line per change otherwise."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from typing import Any

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.text import Text
from rich.tree import Tree

from schemas.codes import CHINESE, CaseStatus, Department, ItemStatus, Outcome

CaseDocument = dict[str, Any]
_Item = dict[str, Any]
Show = Callable[[Sequence[CaseDocument]], None]

BEIJING = timezone(timedelta(hours=8))
STYLES: dict[str, str] = {
    Outcome.GRANTED: "green",
    Outcome.NOT_NEEDED: "green",
    Outcome.REFUSED: "red",
    Outcome.NOT_ACCEPTED: "red",
    Outcome.LAPSED: "red",
    Outcome.BLOCKED: "red",
    ItemStatus.INCIDENT: "bold red",
    ItemStatus.WAITING: "dim",
}


def is_over(case: CaseDocument) -> bool:
    return bool(case["status"] == CaseStatus.CLOSED)


def items_open(case: CaseDocument) -> list[_Item]:
    return [item for item in (case["service_check"], *case["items"]) if not item["outcome"]]


def word(item: _Item) -> str:
    """Where the item stands, and what it suffers from."""
    said = item["outcome_text"] or item["status_text"]
    if not item["outcome"] and item["trouble_since"]:
        return f"{said}，部门系统不可用，自 {clock_time(item['trouble_since'])} 起"
    return str(said)


def clock_time(instant: str) -> str:
    return datetime.fromisoformat(instant).astimezone(BEIJING).strftime("%H:%M:%S")


@contextmanager
def progress(console: Console) -> Iterator[Show]:
    """What it yields shows the cases as they are now; call it as often as there is something to show."""
    if not console.is_terminal:
        yield _Lines(console)
        return
    with Live(console=console, auto_refresh=False) as live:
        yield lambda cases: live.update(tree(cases), refresh=True)


class _Lines:
    """Remembers what was said of each item, and says what is new."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._said: dict[tuple[str, str], str] = {}

    def __call__(self, cases: Sequence[CaseDocument]) -> None:
        for case in cases:
            for item in (case["service_check"], *case["items"]):
                self._say(case, item)

    def _say(self, case: CaseDocument, item: _Item) -> None:
        key, now = (case["reference"], item["code"]), word(item)
        if self._said.get(key) == now:
            return
        self._said[key] = now
        since = clock_time(item["decided_at"] or item["since"])
        line = (
            f"{since} {case['reference']} {item['department_text']} {item['name']}（{item['code']}）：{now}"
        )
        self._console.print(escape(line), highlight=False, soft_wrap=True)


def tree(cases: Sequence[CaseDocument], when: Callable[[str], str] = clock_time) -> Tree:
    root = Tree("联办 Lianban", hide_root=True)
    for case in cases:
        branch = root.add(Text(f"办件 {case['reference']} {case['status_text']}", style="bold"))
        branch.add(_leaf(case["service_check"], when))
        for department in Department:
            items = [item for item in case["items"] if item["department"] == department]
            if items:
                _grow(branch.add(Text(CHINESE[department], style="cyan")), items, when)
    return root


def _grow(branch: Tree, items: Sequence[_Item], when: Callable[[str], str]) -> None:
    for item in items:
        branch.add(_leaf(item, when))


def _leaf(item: _Item, when: Callable[[str], str]) -> Text:
    style = STYLES.get(item["outcome"] or item["status"], "yellow")
    since = when(item["decided_at"] or item["since"])
    return Text.assemble(item["name"], " ", (word(item), style), (f" {since}", "dim"))
