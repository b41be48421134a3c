"""Batches (批次): many items under one act. Made as a dry run always, and started by a second word."""

from threading import Event
from typing import Annotated

import typer

from infra.console.client import Document, SystemAnswer
from infra.console.commands.cases import WATCH_SECONDS, CityOption, CursorOf, DepartmentOf, LimitOption
from infra.console.commands.declare import command, group
from infra.console.commands.incidents import Error, StateOption
from infra.console.session import ConsoleSession
from infra.console.tables import line, moment_text, show_table, unshown

_BATCHES = "/v1/operator/batches"
BatchId = Annotated[str, typer.Argument(metavar="BATCH", help="批次编号，见 batch list  The batch's id")]

_ACTIONS = {"retry": "重新分发 retry", "abandon": "终止办理 abandon", "reroute": "改派 reroute"}
_COUNTS = {
    "total": "共",
    "pending": "尚未执行",
    "sent": "已发出",
    "done": "完成",
    "failed": "未成功",
    "skipped": "跳过",
    "would_fail": "按现在的情况做不成",
}


def register(app: typer.Typer) -> None:
    batch = group(
        app,
        "batch",
        zh="批量处理：建批（即试运行）、查看、启动、暂停、恢复",
        en="Batches: make (a dry run), show, start, stop, resume.",
    )

    @command(batch, "list", zh="本辖区的批次", en="The batches of your region.")
    def list_(session: ConsoleSession, limit: LimitOption = 20, cursor: CursorOf = None) -> None:
        session.show(session.get(_BATCHES, limit=limit, cursor=cursor), lambda page: _list(session, page))

    @command(
        batch,
        "show",
        zh="一个批次的进度和每个事项的结果；--watch 一直看到办完",
        en="How far a batch is, and what became of each item; --watch until it is done.",
    )
    def show(
        session: ConsoleSession,
        batch_id: BatchId,
        watch: Annotated[bool, typer.Option("--watch", help="有变化即显示  Show every change")] = False,
    ) -> None:
        answered = session.get(f"{_BATCHES}/{batch_id}")
        while watch and answered.json["state"] == "running":
            session.show(answered, lambda told: line(session.screen, _counts(told)))
            answered = _changed(session, batch_id, answered.text)
        session.show(answered, lambda told: _batch(session, told))

    @command(
        batch,
        "make",
        zh="把符合条件的事项固定成清单并试运行",
        en="Freeze the items that match into a list, tried and not started.",
        act=True,
    )
    def make(
        session: ConsoleSession,
        attention: Annotated[str, typer.Option(help="哪一类  incident, overdue or silent")],
        action: Annotated[str, typer.Option(help="怎么办  retry, abandon or reroute")],
        office: Annotated[str | None, typer.Option(help="改派到  Office for reroute")] = None,
        state: StateOption = None,
        error: Error = None,
        department: DepartmentOf = None,
        city: CityOption = None,
        *,
        reason: str,
    ) -> None:
        asked = {
            "attention": attention,
            "state": state,
            "error": error,
            "department": department,
            "city": city,
        }
        body: Document = {"filter": {k: v for k, v in asked.items() if v}, "action": action, "reason": reason}
        if office:
            body["office"] = office
        session.act("POST", _BATCHES, body, lambda told: _batch(session, told))

    _step(batch, "start", zh="启动已试运行的批次", en="Start a batch that was tried.")
    _step(batch, "stop", zh="暂停批次", en="Stop a batch.")
    _step(batch, "resume", zh="恢复已暂停的批次", en="Resume a stopped batch.")


def _step(batch: typer.Typer, verb: str, *, zh: str, en: str) -> None:
    @command(batch, verb, zh=zh, en=en, act=True)
    def step(session: ConsoleSession, batch_id: BatchId, *, reason: str) -> None:
        path = f"{_BATCHES}/{batch_id}/{verb}"
        session.act("POST", path, {"reason": reason}, lambda told: _batch(session, told))


def _list(session: ConsoleSession, page: Document) -> None:
    rows = [
        (
            one["id"],
            one["state_text"],
            _ACTIONS[one["action"]],
            one["total"],
            one["done"],
            one["failed"],
            moment_text(one["created_at"]),
        )
        for one in page["entries"]
    ]
    show_table(session.screen, "批次 batches", ("编号", "状态", "操作", "件数", "完成", "失败", "建立"), rows)
    unshown(session.screen, page)


def _changed(session: ConsoleSession, batch_id: str, before: str) -> SystemAnswer:
    """What the batch says once it says something else."""
    pause = Event()
    while (answered := session.get(f"{_BATCHES}/{batch_id}")).text == before:
        pause.wait(WATCH_SECONDS)
    return answered


def _counts(told: Document) -> str:
    counts = "　".join(f"{text} {name} {told[name]}" for name, text in _COUNTS.items())
    return f"批次 {told['id']} {told['state_text']}　{_ACTIONS[told['action']]}　{counts}"


def _batch(session: ConsoleSession, told: Document) -> None:
    line(session.screen, _counts(told))
    if told["truncated"]:
        line(
            session.screen,
            f"符合条件的多于 {told['most']} 项，其余请另建批次。More match than one batch holds.",
        )
    rows = [
        (one["case_id"], one["item"], one["result_text"], one["code"], one["text"]) for one in told["entries"]
    ]
    show_table(session.screen, "事项 items", ("办件", "事项", "结果", "代码", "说明"), rows)
    line(session.screen, told["next_steps"])
