"""What needs an operator, and what an operator does about one item or one case."""

from collections.abc import Callable
from typing import Annotated

import typer

from infra.console.client import Document
from infra.console.commands.cases import (
    ATTENTION_KINDS,
    CityOption,
    CursorOf,
    DepartmentOf,
    LimitOption,
    ReferenceArgument,
)
from infra.console.commands.declare import command
from infra.console.failure import Failure
from infra.console.session import ConsoleSession, read_document
from infra.console.tables import line, moment_text, show_table, unshown
from schemas.codes import CHINESE, Department

_Attention = Annotated[str | None, typer.Option(help=f"哪一类  Which kind: {ATTENTION_KINDS}")]
StateOption = Annotated[str | None, typer.Option(help="发生在哪一步  State, as listed")]
Error = Annotated[str | None, typer.Option(help="错误代码  Error, as listed")]
ItemArgument = Annotated[
    str, typer.Argument(metavar="ITEM", help="事项代码，如 identity_card  The item's code")
]
_Decision = Annotated[
    str,
    typer.Option("--decision", metavar="FILE", help="结果，JSON 文件或 -  The decision: a JSON file, or -"),
]


def register(app: typer.Typer) -> None:
    @command(
        app,
        "incidents",
        zh="需要处理的事项；--groups 按原因归类",
        en="Items that need an operator; --groups by their cause.",
    )
    def incidents(
        session: ConsoleSession,
        groups: Annotated[bool, typer.Option("--groups", help="归类计数  Counted by cause")] = False,
        attention: _Attention = None,
        state: StateOption = None,
        error: Error = None,
        department: DepartmentOf = None,
        city: CityOption = None,
        limit: LimitOption = 20,
        cursor: CursorOf = None,
    ) -> None:
        query = {
            "attention": attention,
            "state": state,
            "error": error,
            "department": department,
            "city": city,
        }
        if groups:
            found = session.get("/v1/operator/incidents/groups", **query)
            session.show(found, lambda told: _groups(session, told))
            return
        found = session.get("/v1/operator/incidents", **query, limit=limit, cursor=cursor)
        session.show(found, lambda page: _incidents(session, page))

    @command(
        app,
        "unknown",
        zh="机构清单里有、台账里没有的事项（恢复备份之后核对）",
        en="What offices have and the ledger does not know, after a restore.",
    )
    def unknown(
        session: ConsoleSession,
        office: Annotated[
            str | None, typer.Option(help="只看这个机构  One office's, with more lines")
        ] = None,
        limit: LimitOption = 20,
        cursor: CursorOf = None,
    ) -> None:
        found = session.get("/v1/operator/unknown-items", office=office, limit=limit, cursor=cursor)
        session.show(found, lambda page: _unknown(session, page))

    _plain(app, "retry", zh="重新分发一个事项", en="Dispatch an item again.")
    _plain(app, "abandon", zh="终止办理一个事项（记为撤回）", en="End an item as withdrawn.")
    _plain(app, "told", zh="登记已另行告知申请人", en="Note that the applicant was told in another way.")
    _plain(app, "notify", zh="重新发送没有送达的通知", en="Send an item's failed notices again.")
    _decided(
        app, "settle", "settle", zh="登记部门已作出的结果", en="Record the decision a department has made."
    )
    _decided(
        app,
        "override",
        "override",
        zh="更正已记录的结果（须两人先后办理）",
        en="Change a recorded outcome; two operators are needed.",
    )

    @command(
        app,
        "reroute",
        zh="改派到另一机构，或 worklist 工作台",
        en="Send an item to another office, or to the worklist.",
        act=True,
    )
    def reroute(
        session: ConsoleSession,
        reference: ReferenceArgument,
        item: ItemArgument,
        office: Annotated[str, typer.Argument(metavar="OFFICE", help="机构编号或 worklist  The office's id")],
        *,
        reason: str,
    ) -> None:
        _resolve(session, reference, item, {"action": "reroute", "reason": reason, "office": office})

    @command(
        app, "continue", zh="停止当前执行，由新的执行接续办理", en="Go on with a case in a new run.", act=True
    )
    def continue_(session: ConsoleSession, reference: ReferenceArgument, *, reason: str) -> None:
        path = f"/v1/operator/cases/{session.case_id(reference)}/runs"
        session.act("POST", path, {"reason": reason}, lambda told: _went_on(session, reference, told))


def _plain(app: typer.Typer, action: str, *, zh: str, en: str) -> None:
    @command(app, action, zh=zh, en=en, act=True)
    def resolve(
        session: ConsoleSession, reference: ReferenceArgument, item: ItemArgument, *, reason: str
    ) -> None:
        _resolve(session, reference, item, {"action": action, "reason": reason})


def _decided(app: typer.Typer, name: str, action: str, *, zh: str, en: str) -> None:
    @command(app, name, zh=zh, en=en, act=True)
    def resolve(
        session: ConsoleSession,
        reference: ReferenceArgument,
        item: ItemArgument,
        decision: _Decision,
        *,
        reason: str,
    ) -> None:
        body = {"action": action, "reason": reason, "decision": read_document(decision)}
        _resolve(session, reference, item, body)


def _resolve(session: ConsoleSession, reference: str, item: str, body: Document) -> None:
    incident = f"/v1/operator/incidents/{session.case_id(reference)}.{item}"
    if session.dry_run:
        # What is not there is told before it would be sent.
        session.send("GET", incident)
    session.act("POST", f"{incident}/resolution", body, _resolved(session))


def _resolved(session: ConsoleSession) -> Callable[[Document], None]:
    def tell(told: Document) -> None:
        stands = told["outcome_text"] or told["status_text"]
        line(
            session.screen,
            f"已记录 recorded：{told['reference']} {told['item_name']}（{told['item']}）{stands}",
        )
        line(session.screen, told["next_steps"])

    return tell


def _went_on(session: ConsoleSession, reference: str, told: Document) -> None:
    line(
        session.screen,
        f"办件 {reference} 由第 {told['run']} 次执行接续 goes on in run {told['run']}。{told['next_steps']}",
    )


def _incidents(session: ConsoleSession, page: Document) -> None:
    """The list knows cases by id; people know them by reference."""
    references = {
        case_id: _reference(session, case_id) for case_id in {one["case_id"] for one in page["entries"]}
    }
    rows = [
        (
            references[one["case_id"]],
            one["item"],
            one["department_text"],
            one["city_name"],
            one["attention_text"],
            one["error"],
            one["said"] or one["cause"],
            moment_text(one["since"]),
            moment_text(one["next_try"]),
        )
        for one in page["entries"]
    ]
    columns = ("编号", "事项", "部门", "地市", "情况", "错误", "说明", "自", "下次")
    show_table(session.screen, "需要处理 incidents", columns, rows)
    unshown(session.screen, page)


def _reference(session: ConsoleSession, case_id: str) -> str:
    """Of a case that cannot be read, its id: it keeps no other out of the list."""
    try:
        return str(session.get(f"/v1/operator/cases/{case_id}").json["reference"])
    except Failure:
        return case_id


def _groups(session: ConsoleSession, told: Document) -> None:
    rows = [
        (
            one["attention_text"],
            one["state"],
            one["error"],
            one["cause"],
            "、".join(CHINESE[Department(name)] for name in one["departments"]),
            one["count"],
            moment_text(one["oldest"]),
        )
        for one in told["groups"]
    ]
    columns = ("情况", "步骤", "错误", "原因", "部门", "件数", "最早")
    show_table(session.screen, "按原因归类 by cause", columns, rows)
    if told["partial"]:
        line(session.screen, "没有全部数到，以上为下限。Lower bounds.")


def _unknown(session: ConsoleSession, page: Document) -> None:
    if restored := page["restored"]:
        at, of = moment_text(restored["at"]), moment_text(restored["of"])
        line(
            session.screen,
            f"台账于 {at} 恢复自 {of} 的备份 The ledger was put back then, as it was at the second.",
        )
    rows = [
        (
            one["reference"],
            one["item"],
            one["theirs_text"],
            office["office_name"],
            office["telephone"],
            moment_text(office["at"]),
        )
        for office in page["offices"]
        for one in office["items"]
    ]
    columns = ("编号", "事项", "机构说", "机构", "电话", "清单截至")
    show_table(session.screen, "机构有而台账没有 unknown here", columns, rows)
    line(session.screen, page["next_steps"])
    for office in page["offices"]:
        if (rest := office["total"] - len(office["items"])) > 0:
            told = f"{office['office_name']}还有 {rest} 项 more, --office {office['office']}"
            line(session.screen, told)
    unshown(session.screen, page, "清单记录读不出来的机构 Offices whose lists cannot be read")
