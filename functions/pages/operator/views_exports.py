"""An export that is taken part by part, as the console shows it; and a part as the file that it is saved as."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from functions.pages.moments import moment
from functions.pages.operator.addresses import EXPORT_FORM, EXPORTS, address
from functions.shapes.words import region_name
from functions.usecases.national.export import ExportLine
from functions.usecases.national.runs import ExportRun
from schemas.catalogue.edition import Edition
from schemas.national.export import TABLES

Cell = str | tuple[str, str]
HEADS = ("导出", "怎样了", "哪个市", "个人信息", "从何时起的变化", "办件", "行", "谁，理由")


@dataclass(frozen=True, slots=True)
class PartShown:
    number: int
    words: str
    button: str


@dataclass(frozen=True, slots=True)
class ExportPage:
    """`mine`: only whoever began it takes its parts. `damaged`: how many cases could not be read.
    `version`: of what is shown, for a page that asks for what changed."""

    id: str
    state: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[PartShown, ...]
    mine: bool
    over: bool
    damaged: int
    again: str
    full: bool
    version: str


def export_page(run: ExportRun, edition: Edition, now: datetime, *, mine: bool, leads_on: bool) -> ExportPage:
    return ExportPage(
        id=run.id,
        state=_state(run),
        facts=tuple(_facts(run, edition, now)),
        parts=tuple(_parts(run)),
        mine=mine,
        over=run.over,
        damaged=sum(one.unreadable for one in run.taken),
        again=address(EXPORT_FORM, after=run.id) if leads_on else "",
        full=run.is_full,
        version=f"{len(run.taken)}-{int(run.over)}",
    )


def export_row(run: ExportRun, edition: Edition, now: datetime) -> tuple[Cell, ...]:
    return (
        (moment(run.at, now), f"{EXPORTS}/{run.id}"),
        _state(run),
        place_words(run.city, edition),
        masked_words(unmasked=run.unmasked),
        begins_words(run, now),
        str(sum(one.cases for one in run.taken)),
        str(sum(one.rows for one in run.taken)),
        f"{run.by}，{run.reason}",
    )


def place_words(city: str | None, edition: Edition) -> str:
    return region_name(edition, city) if city else "全部"


def masked_words(*, unmasked: bool) -> str:
    return "没有隐去" if unmasked else "已经隐去"


def since_words(since: datetime | None, now: datetime) -> str:
    return moment(since, now) if since else "从头"


def begins_words(run: ExportRun, now: datetime) -> str:
    return (
        f"{since_words(run.since, now)}，接着上一次没有导出的办件"
        if run.goes_on
        else since_words(run.since, now)
    )


def _state(run: ExportRun) -> str:
    if run.is_full:
        return f"已满 {len(run.taken)} 份，还有没有导出的办件，请接着导出"
    if run.over:
        return f"已全部导出，{len(run.taken)} 份"
    return f"已下载 {len(run.taken)} 份，还没有完" if run.taken else "还没有下载"


def _facts(run: ExportRun, edition: Edition, now: datetime) -> Iterator[tuple[str, str]]:
    yield "谁，什么时候", f"{run.by}，{moment(run.at, now)}"
    yield "理由", run.reason
    yield "哪个市", place_words(run.city, edition)
    yield "个人信息", masked_words(unmasked=run.unmasked)
    yield "从何时起的变化", begins_words(run, now)
    yield "已看过的办件", f"{sum(one.cases for one in run.taken)} 件"
    yield "已导出", f"{sum(one.rows for one in run.taken)} 行"
    if unfit := sum(one.unfit for one in run.taken):
        yield "放不下的值", f"{unfit} 个，没有写进去，在那一行里注明"


def _parts(run: ExportRun) -> Iterator[PartShown]:
    for number, one in enumerate(run.taken):
        yield PartShown(
            number, f"第 {number + 1} 份：{one.cases} 个办件，{one.rows} 行", f"再下载第 {number + 1} 份"
        )
    if not run.over:
        yield PartShown(len(run.taken), "", f"下载第 {len(run.taken) + 1} 份")


def packed(lines: Iterable[ExportLine]) -> bytes:
    """One file a table, as `lianban export` writes them; the same rows give the same bytes."""
    kept = {
        table: [json.dumps(row, ensure_ascii=False) for each, row in lines if each == table]
        for table in TABLES
    }
    whole = BytesIO()
    with ZipFile(whole, "w", ZIP_DEFLATED) as archive:
        for table, rows in kept.items():
            info = ZipInfo(f"{table}.jsonl")
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, "".join(f"{row}\n" for row in rows))
    return whole.getvalue()
