"""The catalogue at a place as the fields of 事项管理系统, and what such a table says otherwise than the catalogue. Pure.

`promise_day`, `anticipate_day` and their like are columns of the national platform's table of items, whose names are public;
one whose name in Guangdong's 事项管理系统 is not public (待核定) stands under our own. Units: 1 工作日 2 自然日 3 小时 5 月.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from functions.domain.national.codes import LIMIT_UNIT
from functions.domain.national.numbers import base_code
from functions.domain.tables import spreadsheet
from schemas.catalogue.edition import Edition
from schemas.catalogue.figures import Figure, FigureStatus, LimitKind, MaterialSource
from schemas.catalogue.item import Item, ItemKind, Level
from schemas.catalogue.set_figure import situations_of


@dataclass(frozen=True, slots=True)
class ItemColumn:
    """`public`: a column of the national platform's table of items; otherwise its name is ours, 待核定."""

    name: str
    title: str
    public: bool = False


COLUMNS = (
    ItemColumn("item", "本系统事项代码"),
    ItemColumn("task_code", "实施编码", public=True),
    ItemColumn("catalog_code", "基本编码", public=True),
    ItemColumn("task_name", "事项名称", public=True),
    ItemColumn("task_version", "版本", public=True),
    ItemColumn("office_name", "实施主体"),
    ItemColumn("task_type", "事项类型（GB/T 39046 A.1）"),
    ItemColumn("use_level", "行使层级（GB/T 39046 A.2）", public=True),
    ItemColumn("anticipate_day", "法定办结时限", public=True),
    ItemColumn("anticipate_type", "法定办结时限的单位", public=True),
    ItemColumn("promise_day", "承诺办结时限", public=True),
    ItemColumn("promise_type", "承诺办结时限的单位", public=True),
    ItemColumn("visits", "到办事现场次数"),
    ItemColumn("fee", "收费情形和金额（元）"),
    ItemColumn("materials", "申请材料和来源渠道"),
    ItemColumn("after", "前置事项"),
    ItemColumn("conditions", "受理条件"),
    ItemColumn("legal_basis", "设定依据"),
    ItemColumn("result", "审批结果名称"),
)
_TYPES = {
    ItemKind.LICENCE: "01",
    ItemKind.PAYMENT: "05",
    ItemKind.CONFIRMATION: "07",
    ItemKind.OTHER: "10",
    ItemKind.PUBLIC_SERVICE: "20",
    ItemKind.PRECHECK: "",
}
_LEVELS = {Level.PROVINCE: "2", Level.CITY: "3", Level.COUNTY: "4", Level.TOWN: "5", Level.GRADED: "7"}
_WHENCE = {
    MaterialSource.SHARED_DATA: "数据共享",
    MaterialSource.E_CERTIFICATE: "电子证照",
    MaterialSource.EARLIER_ITEM: "前置事项产生",
    MaterialSource.ON_SITE: "现场采集",
    MaterialSource.UPLOAD: "申请人提供",
}
_LIMITS = ((LimitKind.STATUTORY, "anticipate"), (LimitKind.PROMISED, "promise"))
ItemRow = Mapping[str, str]


def item_row(item: Item, edition: Edition, office: str, code: str | None) -> dict[str, str]:
    """What is 待核定 is left empty. An item with limits for several situations tells that of the first."""
    row = {
        "item": item.code,
        "task_code": code or "",
        "catalog_code": base_code(code) if code else "",
        "task_name": item.name,
        "task_version": edition.name,
        "office_name": office,
        "task_type": _TYPES[item.kind] if item.kind_status is FigureStatus.CONFIRMED else "",
        "use_level": _LEVELS[item.level],
        "visits": _number(item.visits),
        "fee": "；".join(
            f"{one.situation}：{_number(one)}" for one in item.fee.cases if one.value is not None
        ),
        "materials": "；".join(f"{one.name}（{_WHENCE[one.source]}）" for one in item.materials),
        "after": "、".join(edition.item(one).name for one in item.after),
        "conditions": item.conditions,
        "legal_basis": "；".join(
            f"《{one.instrument}》{'、'.join(one.articles)}" for one in item.legal_basis
        ),
        "result": item.result.document,
    }
    for kind, name in _LIMITS:
        limit = _limit(item, kind)
        row |= {
            f"{name}_day": _number(limit),
            f"{name}_type": LIMIT_UNIT[limit.unit] if _number(limit) else "",
        }
    return {column.name: row[column.name] for column in COLUMNS}


def _limit(item: Item, kind: LimitKind) -> Any:
    when = situations_of(item)[0]
    return next((one for one in item.time_limits if (one.kind, one.when) == (kind, when)), None)


def _number(figure: Figure | None) -> str:
    return "" if figure is None or figure.value is None else str(figure.value)


def rows_csv(rows: Sequence[ItemRow]) -> str:
    heads = [f"{one.title}（{one.name}{'' if one.public else '，待核定'}）" for one in COLUMNS]
    return spreadsheet([heads, *([row[one.name] for one in COLUMNS] for row in rows)])


class BadTable(Exception):
    """A table that cannot be read in: by line, what is wrong."""


_READ = {"anticipate": ("statutory", LimitKind.STATUTORY), "promise": ("promised", LimitKind.PROMISED)}
_UNITS = {code: unit for unit, code in LIMIT_UNIT.items()}


def table_differences(text: str, edition: Edition) -> tuple[dict[str, Any], ...]:
    """The limits and visits that the table tells otherwise than the edition, each as the beginning of a proposal; what it
    leaves empty is left alone. Raises BadTable."""
    try:
        rows = list(csv.reader(StringIO(text.lstrip("\ufeff"))))
    except csv.Error as error:
        raise BadTable("这不是 CSV 的表。请用这里下载的表。") from error
    names = [_column(head) for head in rows[0]] if rows else []
    if "item" not in names:
        raise BadTable("第 1 行应是列名，其中有“本系统事项代码（item）”。请用这里下载的表。")
    known = {item.code: item for item in (*edition.items, edition.service_check)}
    found: list[dict[str, Any]] = []
    for number, cells in enumerate(rows[1:], 2):
        row = dict(zip(names, (cell.strip() for cell in cells), strict=False))
        if not any(row.values()):
            continue
        if row.get("item") not in known:
            raise BadTable(f"第 {number} 行：事项目录中没有“{row.get('item', '')[:40]}”。")
        found += _of_row(row, known[row["item"]], number)
    return tuple(found)


def _column(head: str) -> str:
    """Its name stands in brackets behind its title; alone it will do."""
    return next((one.name for one in COLUMNS if one.name == head or f"（{one.name}" in head), "")


def _of_row(row: ItemRow, item: Item, number: int) -> Iterator[dict[str, Any]]:
    for name, (figure, kind) in _READ.items():
        days, code = row.get(f"{name}_day", ""), row.get(f"{name}_type", "")
        if not days:
            continue
        if code not in _UNITS:
            raise BadTable(f"第 {number} 行：{name}_type 应为 1 工作日、2 自然日、3 小时或者 5 月。")
        value, limit = _whole(days, f"{name}_day", number), _limit(item, kind)
        if limit is None or (limit.value, limit.unit) != (value, _UNITS[code]):
            yield {"item": item.code, "figure": figure, "value": value, "unit": _UNITS[code].value}
    if row.get("visits") and _whole(row["visits"], "visits", number) != item.visits.value:
        yield {"item": item.code, "figure": "visits", "value": int(row["visits"])}


def _whole(text: str, name: str, number: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise BadTable(f"第 {number} 行：{name} 应为整数。")
    return int(text)
