"""What is shown of lists: tables on a terminal, and the same rows where there is none. Times are Beijing's."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from infra.console.progress import BEIJING


def moment_text(instant: str | None) -> str:
    return datetime.fromisoformat(instant).astimezone(BEIJING).strftime("%m-%d %H:%M") if instant else "–"


def _table(title: str, *columns: str) -> Table:
    made = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        made.add_column(column, overflow="fold")
    return made


def show_table(console: Console, title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """What comes from outside is text and no markup."""
    made = _table(title, *columns)
    for row in rows:
        made.add_row(*(Text("–" if cell in (None, "") else str(cell)) for cell in row))
    if made.row_count:
        console.print(made)
    else:
        console.print(f"{title}：没有 none", highlight=False, markup=False)


def line(console: Console, text: str) -> None:
    console.print(text, highlight=False, soft_wrap=True, markup=False)


def unshown(console: Console, page: Mapping[str, Any], damaged: str = "读不出的 unreadable") -> None:
    """What a list does not show: what is damaged, and what comes after it."""
    if page["unreadable"]:
        line(console, f"{damaged}: {'、'.join(page['unreadable'])}")
    if page["cursor"]:
        line(console, f"还有，续查 more: --cursor {page['cursor']}")
