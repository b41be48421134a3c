"""Every run of a case: when, how it ended, what began it."""

from dataclasses import dataclass
from datetime import datetime

from functions.pages.done_marks import JUST_NOW
from functions.pages.moments import moment
from functions.pages.operator.selection import Selection, runs_address
from functions.pages.operator.words_executions import FORGOTTEN, RUN_LOOKS, Look, lasting
from functions.usecases.operator.executions import RunListed, Runs
from schemas.codes import CaseStatus, EventKind

SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class RunLine:
    """`href` "": the engine keeps nothing of it any more."""

    run: int
    href: str
    look: Look
    began: str
    ended: str
    lasted: str
    why: str
    error: str


@dataclass(frozen=True, slots=True)
class RunsPage:
    """`older`: the address of what is not on this page."""

    case_id: str
    reference: str
    is_open: bool
    lines: tuple[RunLine, ...]
    older: str
    key: str
    reason: str = ""
    wrong: str = ""
    problem: str = ""
    done: str = ""


def runs_page(runs: Runs, *, now: datetime, key: str, subject: str) -> RunsPage:
    case = runs.ledger.case
    return RunsPage(
        case_id=case.id,
        reference=case.reference,
        is_open=case.status is CaseStatus.OPEN,
        lines=tuple(_line(one, case.id, now) for one in runs.entries),
        older=f"{runs_address(case.id)}?before={runs.before}" if runs.before else "",
        key=key,
        done=_done(runs, subject, now),
    )


def _line(one: RunListed, case_id: str, now: datetime) -> RunLine:
    found, why = one.execution, _why(one)
    if found is None:
        began = moment(one.begun.at, now) if one.begun else ""
        return RunLine(one.run, "", FORGOTTEN, began, "", "", why, "")
    until = found.stopped_at or now
    return RunLine(
        run=one.run,
        href=Selection(case_id, one.run).base,
        look=RUN_LOOKS[found.status],
        began=moment(found.started_at, now),
        ended=moment(found.stopped_at, now) if found.stopped_at else "",
        lasted=lasting((until - found.started_at).total_seconds()),
        why=why,
        error=": ".join(part for part in (found.error, found.cause) if part),
    )


def _why(one: RunListed) -> str:
    if one.run == 1:
        return "提交申请"
    if one.begun is None:
        return ""
    if one.begun.kind is EventKind.HANDED_OVER:
        return "系统换用新的执行：上一次太长，或者等待无法自行结束"
    if one.begun.actor == SYSTEM:
        return "系统自动接续：上一次已经结束，或者已经没有记录"
    return f"运行管理员接续：{one.begun.detail.get('reason', '')}"


def _done(runs: Runs, subject: str, now: datetime) -> str:
    """The history has to say so, of this reader and of just now."""
    newest = runs.entries[0] if runs.entries else None
    begun = newest.begun if newest else None
    if newest is None or begun is None or begun.actor != subject or begun.at < now - JUST_NOW:
        return ""
    if newest.execution is None:
        return f"已经记录：由第 {newest.run} 次执行接续。它还没有启动，巡检会启动它，无需再点。"
    return f"已经由第 {newest.run} 次执行接续办理。"
