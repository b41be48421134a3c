"""Plain Chinese for the service check (入伍信息核查), and for what it or another prerequisite has blocked."""

from functions.domain.case.case import Ledger
from functions.domain.case.contests import is_awaited
from functions.domain.case.grounds import remedy_told
from functions.domain.case.item import WITH_DEPARTMENT, CaseItem, attention
from functions.domain.case.unmet import INSTEAD, failed_by, is_abandoned, outcome_words
from functions.domain.clock import last_day_text, shanghai_date
from functions.shapes.words import department_name, item_name
from schemas.catalogue.edition import Edition
from schemas.codes import ItemStatus, Outcome
from schemas.dates import date_text

_CONTESTABLE = (
    "{who}核查后没有通过{reason}。可以{until}提出一次异议：上传一份证明材料、说明情况，请其再次核查，"
    "表单填写有误的可以一并更正；也可以表示不提出异议。在此之前，需要核查的事项等待，不会被终止。"
    "异议期限由本系统设定，待核定。"
)
_PARALLEL = "不需要核查的事项同时办理。"
# 安置条例 Art 51 has the term, and no article found says which day keeps it.
OWN_TERM = (
    "您的申请已于{on}提交，提交时间留有记录；报到期限是否以提交时间为准未见规定，待核定。"
    "期限临近的，请同时与安置地退役军人事务部门联系。"
)
REPORT = "discharge_report"


def check_step(check: CaseItem, ledger: Ledger) -> str:
    """Who does what now: since when the office has it, and what it has said."""
    who = department_name(check.department)
    if check.status is ItemStatus.CONTESTABLE:
        by = check.clock.correct_by
        until = f"在{last_day_text(by)}" if by else "在期限内"
        return _CONTESTABLE.format(who=who, reason=_because(check.reason), until=until)
    then = "通过后各事项自动开始" if is_awaited(ledger) else "现在没有事项等它的结果"
    waiting = f"{_with_office(check, who)}{then}，目前无需您操作。{_own_term(ledger)}"
    beside = any(item.unchecked and item.outcome is None for item in ledger.held)
    return waiting + (_PARALLEL if beside else "")


def check_ended(check: CaseItem, ledger: Ledger) -> str:
    """Of a check that did not pass: it is never the end of what a person can do."""
    who = department_name(check.department)
    remedy = remedy_told(check.answer) or ""
    twice = "（经异议再次核查）" if check.contest.at else ""
    others = any(item.unchecked and item.outcome is None for item in ledger.held)
    return (
        f"入伍信息核查没有通过{twice}{_because(check.reason)}。{_PARALLEL if others else ''}"
        f"{_sentence(remedy)}{INSTEAD.format(who=who)}"
    )


def blocked_text(item: CaseItem, ledger: Ledger, edition: Edition) -> str:
    """Which prerequisite ended how, why as its office put it, and what to do instead."""
    instead = INSTEAD.format(who=department_name(item.department))
    cause = failed_by(ledger, item)
    if cause is None or cause.outcome is None:
        return f"前置事项没有办成，该事项没有办理。{instead}"
    name, ended = item_name(edition, cause.code), outcome_words(cause)
    # An applicant's own reason for a withdrawal is told to offices, not back to them.
    told = cause.reason if cause.outcome is not Outcome.WITHDRAWN or is_abandoned(cause) else None
    return f"前置的“{name}”结果为{ended}{_because(told)}，所以该事项没有办理。{instead}"


def _with_office(check: CaseItem, who: str) -> str:
    contested = check.contest.at
    again = f"您已于{date_text(shanghai_date(contested))}提出异议，" if contested else ""
    if check.status not in WITH_DEPARTMENT or check.dispatch.arrived_at is None:
        return f"{again}入伍信息即将送{who}核查，"
    since = date_text(shanghai_date(check.dispatch.arrived_at))
    quiet = "、至今没有答复，运行管理员已能看到" if attention(check) == "silent" else ""
    return f"{again}{who}自{since}起核查入伍信息{quiet}，"


def _own_term(ledger: Ledger) -> str:
    is_open = any(item.code == REPORT and item.outcome is None for item in ledger.held)
    runs = is_open and any(term.item == REPORT for term in ledger.case.terms)
    return OWN_TERM.format(on=date_text(shanghai_date(ledger.case.opened_at))) if runs else ""


def _because(reason: str | None) -> str:
    return f"，理由：{reason.rstrip('。')}" if reason else ""


def _sentence(text: str) -> str:
    return f"{text.rstrip('。')}。" if text else ""
