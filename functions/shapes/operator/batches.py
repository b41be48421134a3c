"""A batch and how far it has come, as operators see it."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any

from functions.domain.errors import LianbanError
from functions.domain.operator.batch import Batch, BatchState, Entry, EntryResult
from functions.ports.page import Page
from functions.shapes.operator.incidents import incident_id
from schemas.operator.acts import MOST_ITEMS
from schemas.operator.views_incidents import (
    BatchEntryView,
    BatchLineView,
    BatchPageView,
    BatchStepView,
    BatchView,
)

STATES: dict[BatchState, str] = {
    "dry_run": "试运行，尚未执行",
    "running": "执行中",
    "stopped": "已暂停",
    "finished": "已完成",
}
_NEXT_STEPS: dict[BatchState, str] = {
    "dry_run": "清单已固定，未作任何更改。请逐项核对后启动该批次；固定之后有变化的事项将跳过。",
    "running": "由巡检分小批自动执行，可随时暂停；已发出的事项等部门收下才算完成。请稍后查看进度。",
    "stopped": "已暂停：正在执行的一小批会做完，其余不再执行。可恢复继续。",
    "finished": "清单中的事项都已有结果，逐项见清单。失败和跳过的事项请查看原因后单独处理。",
}
_RESULTS: dict[EntryResult, str] = {
    "pending": "尚未执行",
    "sent": "已执行，等待部门收下",
    "done": "已完成",
    "failed": "未成功",
    "skipped": "已跳过：固定之后有变化",
}
TRUNCATED = f"符合条件的事项超过 {MOST_ITEMS} 项，本批只含其中一部分；其余请另建一批。"


def batch_view(batch: Batch) -> BatchView:
    return BatchView(**_line(batch), steps=tuple(_steps(batch)), entries=tuple(map(_entry, batch.entries)))


def batch_page(page: Page[Batch]) -> BatchPageView:
    entries = tuple(BatchLineView(**_line(batch)) for batch in page.entries)
    return BatchPageView(entries=entries, cursor=page.cursor, unreadable=page.unreadable)


def _line(batch: Batch) -> dict[str, Any]:
    counts, order = batch.counts, batch.order
    return {
        "id": batch.id,
        "state": batch.state,
        "state_text": STATES[batch.state],
        "filter": order.filter,
        "action": order.action,
        "office": order.office,
        "reason": order.reason,
        "created_at": datetime.fromisoformat(batch.created_at),
        "created_by": batch.creator,
        "total": len(batch.entries),
        "most": MOST_ITEMS,
        "truncated": batch.truncated,
        "pending": counts["pending"],
        "sent": counts["sent"],
        "done": counts["done"],
        "failed": counts["failed"],
        "skipped": counts["skipped"],
        "would_fail": sum(1 for entry in batch.entries if entry.result == "pending" and entry.code),
        "next_steps": _NEXT_STEPS[batch.state] + (TRUNCATED if batch.truncated else ""),
    }


def _steps(batch: Batch) -> Iterator[BatchStepView]:
    for step in batch.steps:
        at = datetime.fromisoformat(step.at)
        yield BatchStepView(verb=step.verb, by=step.by, reason=step.reason, at=at)


def _entry(entry: Entry) -> BatchEntryView:
    return BatchEntryView(
        id=incident_id(entry.case_id, entry.item),
        case_id=entry.case_id,
        item=entry.item,
        version=entry.version,
        result=entry.result,
        result_text=_RESULTS[entry.result],
        code=entry.code,
        text=_titles().get(entry.code) if entry.code else None,
    )


@cache
def _titles() -> dict[str, str]:
    return {kind.code: kind.title for kind in _family(LianbanError)}


def _family(kind: type[LianbanError]) -> Iterator[type[LianbanError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _family(child)
