"""A file of an office's times (CSV or TOML), read line by line: what is wrong is named by its line."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from functions.pages.forms import SentFile
from functions.pages.toml_files import TomlUnreadable, toml_document
from functions.web.whole_number import number_or
from schemas.office.slots import MOST_DAYS, MOST_TIMES

SLOT_COLUMNS = ("日期", "开始", "分钟", "人数")
# May stand as the last; one line of a day says it for the day.
DAY_OFF_COLUMN = "休息日也办理"
_HEADS = SLOT_COLUMNS, (*SLOT_COLUMNS, DAY_OFF_COLUMN)
_SAID = {"": False, "否": False, "是": True}
_MOST_LINES = MOST_DAYS * MOST_TIMES
_UNREADABLE = "读不出这个文件。请把表格另存为逗号分隔的文本文件，首行为：日期,开始,分钟,人数。"


class SlotFileUnreadable(Exception):
    """Never leaves the pages: `words` say what to do."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True, slots=True)
class SlotFile:
    """`publish`: as an order has it, unchecked; `lines`: by the pointer of a day, or of a time of it, where that stands."""

    publish: list[dict[str, Any]]
    lines: Mapping[str, str]

    def where(self, pointer: str) -> str:
        """The nearest place that the file has."""
        while pointer and pointer not in self.lines:
            pointer = pointer.rpartition("/")[0]
        return self.lines.get(pointer, "文件")


def slot_file(sent: SentFile) -> SlotFile:
    """Raises SlotFileUnreadable."""
    text = _text(sent.content)
    return _of_toml(text) if sent.name.lower().endswith(".toml") else _of_csv(text)


def _text(content: bytes) -> str:
    """Spreadsheets write UTF-8 with a mark, or GB 18030."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SlotFileUnreadable(_UNREADABLE)


def _of_csv(text: str) -> SlotFile:
    try:
        rows = list(csv.reader(io.StringIO(text)))
    except csv.Error as error:
        raise SlotFileUnreadable(_UNREADABLE) from error
    heads = tuple(cell.strip() for cell in rows[0]) if rows else ()
    if heads not in _HEADS:
        raise SlotFileUnreadable(f"首行应为：{','.join(SLOT_COLUMNS)}。")
    if len(rows) > _MOST_LINES:
        raise SlotFileUnreadable(f"文件不能超过 {_MOST_LINES} 行，请分几次导入。")
    days: dict[str, dict[str, Any]] = {}
    lines: dict[str, str] = {}
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(heads):
            raise SlotFileUnreadable(f"第 {number} 行应有 {len(heads)} 格：{','.join(heads)}。")
        day, start, minutes, capacity, *off = (cell.strip() for cell in row)
        plan = days.setdefault(day, {"day": day, "times": [], "on_day_off": False})
        plan["on_day_off"] |= _day_off(number, *off)
        times = plan["times"]
        place = f"/publish/{list(days).index(day)}"
        lines.setdefault(place, f"第 {number} 行")
        lines[f"{place}/times/{len(times)}"] = f"第 {number} 行"
        times.append({"start": start.zfill(5), "minutes": _number(minutes), "capacity": _number(capacity)})
    return SlotFile([*days.values()], lines)


def _day_off(number: int, cell: str = "") -> bool:
    if cell not in _SAID:
        raise SlotFileUnreadable(f"第 {number} 行的“{DAY_OFF_COLUMN}”应填是或者否，不填为否。")
    return _SAID[cell]


def _number(cell: str) -> int | str:
    return number_or(cell, cell, digits=5)


def _of_toml(text: str) -> SlotFile:
    try:
        document = toml_document(text)
    except TomlUnreadable as error:
        raise SlotFileUnreadable(_UNREADABLE) from error
    if strange := sorted(set(document) - {"publish"}):
        raise SlotFileUnreadable(
            f"文件里只能有每日一段，多了 {strange[0][:40]}，请删去；机构和事项在页面上选。"
        )
    publish = document.get("publish")
    if not isinstance(publish, list) or not all(isinstance(one, dict) for one in publish):
        raise SlotFileUnreadable("读不出这个文件：每日应单独成段，写明日期和各时间段，写法见页面上的说明。")
    lines = {f"/publish/{place}": f"第 {place + 1} 天" for place in range(len(publish))}
    return SlotFile(publish, lines)
