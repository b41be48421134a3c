"""Reading: how things stand, cases, one case, why it waits."""

from threading import Event
from typing import Annotated, get_args

import typer

from infra.console.client import Document
from infra.console.commands.declare import command
from infra.console.progress import is_over, progress, tree
from infra.console.session import ConsoleSession
from infra.console.tables import line, moment_text, show_table, unshown
from schemas.codes import Attention, CaseStatus, Department

WATCH_SECONDS = 1.0
_EVENTS = 100
ReferenceArgument = Annotated[str, typer.Argument(metavar="REFERENCE", help="办件编号  The case's reference")]
CityOption = Annotated[str | None, typer.Option(help="地市代码，如 440100  City, GB/T 2260")]
LimitOption = Annotated[int, typer.Option(min=1, max=100, help="最多几条  How many at most")]
ATTENTIONS = get_args(Attention)
ATTENTION_KINDS = "、".join(ATTENTIONS)
DepartmentOf = Annotated[Department | None, typer.Option(help="部门  Department")]
CursorOf = Annotated[
    str | None, typer.Option("--cursor", help="从上一页给出的位置续查  Where the last page ended")
]


def register(app: typer.Typer) -> None:
    @command(
        app,
        "status",
        zh="总览：待处理的、巡检、应答不了的部门",
        en="What needs somebody, the last sweep, silent offices.",
    )
    def status(session: ConsoleSession) -> None:
        session.show(session.get("/v1/operator/summary"), lambda found: _status(session, found))

    @command(
        app,
        "cases",
        zh="办件列表，可按状态、地方、编号、卡在哪里、机构、事项、部门、渠道、时间筛选",
        en="Cases, by status, place, reference, trouble, office, item, department, channel or time.",
    )
    def cases(
        session: ConsoleSession,
        status: Annotated[CaseStatus | None, typer.Option(help="办理中或已办结  open or closed")] = None,
        city: CityOption = None,
        county: Annotated[str | None, typer.Option(help="县区代码  County, GB/T 2260")] = None,
        reference: Annotated[str | None, typer.Option(help="办件编号  Reference")] = None,
        stuck: Annotated[str | None, typer.Option(help=f"卡在哪里  Trouble: {ATTENTION_KINDS}")] = None,
        office: Annotated[str | None, typer.Option(help="机构编号  Office that has an item open")] = None,
        item: Annotated[str | None, typer.Option(help="事项代码  Item")] = None,
        department: DepartmentOf = None,
        channel: Annotated[str | None, typer.Option(help="从哪里提交  window or online")] = None,
        since: Annotated[str | None, typer.Option(help="此时起提交的，带时区  Submitted since")] = None,
        due: Annotated[str | None, typer.Option(help="期限早于此时，带时区  Due before")] = None,
        order: Annotated[str | None, typer.Option(help="顺序  newest or oldest first, by city")] = None,
        limit: LimitOption = 20,
        cursor: CursorOf = None,
    ) -> None:
        query = {"status": status, "city": city, "county": county, "reference": reference}
        query |= {"stuck": stuck, "office": office, "item": item, "department": department}
        query |= {"channel": channel, "since": since, "due": due, "order": order}
        found = session.get("/v1/operator/cases", **query, limit=limit, cursor=cursor)
        session.show(found, lambda page: _cases(session, page))

    @command(
        app,
        "case",
        zh="一个办件：各事项、经过；--watch 一直看到办结",
        en="One case: its items and history; --watch until it is closed.",
    )
    def case(
        session: ConsoleSession,
        reference: ReferenceArgument,
        watch: Annotated[bool, typer.Option("--watch", help="有变化即显示  Show every change")] = False,
        events: Annotated[bool, typer.Option("--events", help="JSON 给出经过  The history as JSON")] = False,
    ) -> None:
        case_id = session.case_id(reference)
        if watch:
            _watch(session, case_id)
        elif events and session.as_json:
            session.write(session.get(f"/v1/cases/{case_id}/events", limit=_EVENTS).text)
        else:
            session.show(session.get(f"/v1/operator/cases/{case_id}"), lambda found: _case(session, found))

    @command(
        app,
        "why",
        zh="为什么还在等：自何时起、等谁、怎么办",
        en="Why a case waits: since when, for whom, what to do.",
    )
    def why(session: ConsoleSession, reference: ReferenceArgument) -> None:
        case_id = session.case_id(reference)
        session.show(session.get(f"/v1/operator/cases/{case_id}/why"), lambda told: _why(session, told))


def _status(session: ConsoleSession, found: Document) -> None:
    screen = session.screen
    rows = [
        (
            place["department_text"],
            place["city_name"],
            tally["attention_text"],
            tally["count"],
            moment_text(tally["oldest"]),
        )
        for place in found["places"]
        for tally in place["tallies"]
    ]
    show_table(screen, "待处理 needs somebody", ("部门", "地市", "情况", "件数", "最早"), rows)
    troubled = [
        (
            one["name"],
            one["error_text"] or one["error"],
            one["failures"],
            moment_text(one["since"]),
            moment_text(one["next_try"]),
            one["waiting"],
        )
        for one in found["in_trouble"]
    ]
    show_table(
        screen, "应答不了的 do not answer", ("机构", "错误", "连续次数", "自", "下次", "等候件数"), troubled
    )
    set_back = [
        (one["case_id"], _stopped(one), moment_text(one["since"]), one["set_aside"])
        for one in found["setbacks"]
    ]
    show_table(screen, "巡检办不了的 the sweep cannot", ("办件", "错误", "自", "隔离理由"), set_back)
    sweep = found["sweep"]
    line(
        screen,
        f"最近巡检 last sweep: {moment_text(sweep['at'])}，{sweep['cases']} 件"
        if sweep
        else "尚未巡检 no sweep yet",
    )
    line(
        screen,
        f"无声丢失 silent loss: {'–' if found['silent_loss'] is None else found['silent_loss']}（应为 0）",
    )
    if found["unreadable"]:
        lost = "、".join(found["unreadable"])
        line(screen, f"读不出的记录 unreadable: {lost}。从备份放回 put it back: lianban repair")
    if found["partial"]:
        line(screen, "没有全部数到，以上为下限。Not all could be counted: lower bounds.")


def _stopped(one: Document) -> str:
    lost = "、".join(one.get("lost", ()))
    return f"{one['error']}：{lost}" if lost else str(one["error"])


def _cases(session: ConsoleSession, page: Document) -> None:
    rows = [
        (
            one["reference"],
            one["status_text"],
            one["city_text"],
            one["county_text"],
            moment_text(one["opened_at"]),
            moment_text(one["closed_at"]),
        )
        for one in page["entries"]
    ]
    show_table(session.screen, "办件 cases", ("编号", "状态", "地市", "县区", "提交", "办结"), rows)
    unshown(session.screen, page)


def _case(session: ConsoleSession, found: Document) -> None:
    screen = session.screen
    screen.print(tree([found], moment_text))
    events = session.get(f"/v1/cases/{found['case_id']}/events", limit=_EVENTS).json
    rows = [(moment_text(one["at"]), one["item_name"], one["text"]) for one in events["entries"]]
    show_table(screen, "经过 history", ("时间", "事项", "经过"), rows)
    if events["cursor"]:
        line(screen, f"只列出前 {_EVENTS} 条，其余见接口。Only the first {_EVENTS}.")
    runs = [
        (
            one["run"],
            one["status"],
            moment_text(one["started_at"]),
            moment_text(one["stopped_at"]),
            one["error"],
        )
        for one in found["executions"]
    ]
    show_table(screen, "执行 runs", ("次", "状态", "开始", "结束", "错误"), runs)
    if not found["engine_answered"]:
        line(screen, "状态机现在不应答，执行情况请过一会儿再查。The engine does not tell of runs now.")


def _watch(session: ConsoleSession, case_id: str) -> None:
    """With --json, one line whenever the case has changed."""
    pause, version = Event(), None
    with progress(session.screen) as show:
        while True:
            answered = session.get(f"/v1/operator/cases/{case_id}")
            found = answered.json
            if session.as_json and found["version"] != version:
                session.write(answered.text)
            elif not session.as_json:
                show([found])
            version = found["version"]
            if is_over(found):
                return
            pause.wait(WATCH_SECONDS)


def _why(session: ConsoleSession, told: Document) -> None:
    running = "" if told["running"] or told["status"] == CaseStatus.CLOSED else "，未在运行 not running"
    line(
        session.screen, f"办件 {told['reference']} {told['status_text']}（第 {told['run']} 次执行{running}）"
    )
    _reason(session, told["reference"], told["why"], "最要紧 most pressing：")
    for one in told["items"]:
        if one != told["why"]:
            _reason(session, told["reference"], one, "")


def _reason(session: ConsoleSession, reference: str, one: Document, before: str) -> None:
    name = f"{one['item_name']}（{one['item']}）" if one["item"] else "整个办件 the case"
    until = f"　至 until {moment_text(one['until'])}" if one["until"] else ""
    facts = (
        f"{before}{name}：{one['text']} [{one['code']}]",
        f"  自 since {moment_text(one['since'])}　等 for {one['whom_text']}{until}",
        _office(one["office"]),
        f"  在前 behind {one['behind_name']}（{one['behind']}）" if one["behind"] else "",
        f"  错误 error {one['error']}" if one["error"] else "",
        f"  对方说 said {one['said']}" if one["said"] else "",
        f"  怎么办 do {one['todo']}" if one["todo"] else "",
        *(f"  可办 act {act['text']}：{typed_act(act, reference, one['item'])}" for act in one["acts"]),
    )
    for fact in filter(None, facts):
        line(session.screen, fact)


# What is typed beside the reference, the item and the reason; an act that is no command is named as the interface has it.
TYPED = {
    "retry": "",
    "abandon": "",
    "told": "",
    "notify": "",
    "reroute": " OFFICE",
    "settle": " --decision FILE",
    "override": " --decision FILE",
}


def typed_act(act: Document, reference: str, item: str | None) -> str:
    if act["path"].endswith("/runs"):
        return f"lianban continue {reference} --reason …"
    if act["action"] == "route":
        return "lianban routes set DEPARTMENT REGION --name … --endpoint … --reason …"
    if act["action"] in TYPED and item:
        return f"lianban {act['action']} {reference} {item}{TYPED[act['action']]} --reason …"
    return f"{act['action']}（{act['method']} {act['path']}）"


def _office(office: Document | None) -> str:
    if office is None:
        return ""
    telephone = f" 电话 {office['telephone']}" if office["telephone"] else ""
    return f"  机构 office {office['name']}（{office['id']}，{office['mode']}）{telephone}"
