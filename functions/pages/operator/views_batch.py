"""A batch as the console shows it: what was frozen, how far it has come, and what became of each item."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from functions.domain.operator.batch import Verb
from functions.pages.fields import Field, Wrong
from functions.pages.moments import moment
from functions.pages.operator.addresses import BATCHES, address, item_address
from functions.pages.operator.batch_form import DOES_WORDS, filter_words
from functions.pages.operator.filters import Tab
from functions.shapes.words import item_name
from schemas.catalogue.edition import Edition
from schemas.operator.views_incidents import BatchEntryView, BatchLineView, BatchView

Cell = str | tuple[str, str]
Row = tuple[Cell, ...]
LENGTH = 50
# What needs somebody first.
ORDER = ("failed", "skipped", "pending", "sent", "done")
_RESULTS = {
    "failed": "未成功",
    "skipped": "跳过",
    "pending": "没有执行",
    "sent": "已发出",
    "done": "完成",
}
STEPS = {"start": "启动", "stop": "暂停", "resume": "恢复"}
# By the state: which step comes next.
NEXT_VERBS: Mapping[str, tuple[Verb, ...]] = {
    "dry_run": ("start",),
    "running": ("stop",),
    "stopped": ("resume",),
    "finished": (),
}


@dataclass(frozen=True, slots=True)
class Step:
    verb: str
    words: str
    href: str
    key: str
    field: Field


@dataclass(frozen=True, slots=True)
class BatchPage:
    title: str
    state: str
    next_steps: str
    facts: tuple[tuple[str, str], ...]
    tabs: tuple[Tab, ...]
    rows: tuple[Row, ...]
    more: str
    steps: tuple[Row, ...]
    forms: tuple[Step, ...]
    wrong: tuple[Wrong, ...]
    refused: str
    reload: str


def line_row(one: BatchLineView, edition: Edition, now: datetime) -> Row:
    return (
        (f"{DOES_WORDS[one.action]}：{filter_words(one.filter, edition)}", f"{BATCHES}/{one.id}"),
        one.state_text,
        f"{one.total} 项",
        f"{one.done} 项",
        f"{one.failed + one.skipped} 项",
        f"{one.pending + one.sent} 项",
        f"{one.created_by}，{moment(one.created_at, now)}",
    )


def batch_facts(view: BatchView, edition: Edition, now: datetime, office: str) -> Iterator[tuple[str, str]]:
    yield "哪些事项", filter_words(view.filter, edition)
    yield "对每个事项", DOES_WORDS[view.action] + (f"：{office}" if office else "")
    yield "理由", view.reason
    yield "谁建的", f"{view.created_by}，{moment(view.created_at, now)}"
    yield (
        "清单",
        f"{view.total} 项，已经固定" + (f"（符合条件的超过 {view.most} 项）" if view.truncated else ""),
    )
    if view.would_fail:
        yield "试算", f"其中 {view.would_fail} 项按现在的情况做不成，原因在清单里"
    yield (
        "进度",
        (
            f"完成 {view.done}，未成功 {view.failed}，跳过 {view.skipped}，"
            f"已发出等部门收下 {view.sent}，还没有执行 {view.pending}"
        ),
    )


def tabs_of(view: BatchView, here: str) -> tuple[Tab, ...]:
    counts = {
        "failed": view.failed,
        "skipped": view.skipped,
        "pending": view.pending,
        "sent": view.sent,
        "done": view.done,
    }
    path = f"{BATCHES}/{view.id}"
    each = (
        Tab(address(path, result=name), f"{_RESULTS[name]} {counts[name]}", here == name) for name in ORDER
    )
    return (Tab(path, f"全部 {view.total}", here not in ORDER), *each)


def entries_of(view: BatchView, result: str) -> list[BatchEntryView]:
    kept = [one for one in view.entries if result not in ORDER or one.result == result]
    return sorted(kept, key=lambda one: (ORDER.index(one.result), one.code is None))


def entry_row(one: BatchEntryView, references: Mapping[str, str], edition: Edition) -> Row:
    name = f"{references.get(one.case_id, '办件')}　{item_name(edition, one.item)}"
    why = one.text or ""
    return (
        (name, item_address(one.case_id, one.item)),
        one.result_text,
        f"会不成：{why}" if why and one.result == "pending" else why,
    )


def step_rows(view: BatchView, now: datetime) -> tuple[Row, ...]:
    return tuple((moment(one.at, now), STEPS[one.verb], one.by, one.reason) for one in view.steps)
