"""What offices read and press: the words of each kind of answer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from functions.domain.case.item import CaseItem
from functions.pages.moments import moment
from schemas.codes import AnswerType


@dataclass(frozen=True, slots=True)
class _Said:
    """`act`: on the button; `follows`: what comes of it, told before it is sent; `done`: once it is."""

    act: str
    follows: str
    done: str


SAID: Mapping[AnswerType, _Said] = {
    AnswerType.RECEIVED: _Said(
        "收件", "申请人会看到贵单位已经收到该事项；办理期限还没有开始计算。", "已登记收件。"
    ),
    AnswerType.ACCEPTED: _Said(
        "受理", "办理期限从受理时间起计算，申请人可以取得受理通知书。", "已登记受理。"
    ),
    AnswerType.CORRECTION_REQUESTED: _Said(
        "要求补正",
        "申请人会收到这一张清单，并可以取得补正告知书。每一轮只能提一次，请一次列全。",
        "补正清单已发给申请人，等待申请人补正。",
    ),
    AnswerType.SUSPENDED: _Said(
        "进入特别程序（暂停计时）",
        "办理期限从所填时间起暂停，申请人可以取得特别程序告知书。",
        "已登记特别程序，办理期限暂停。",
    ),
    AnswerType.RESUMED: _Said(
        "特别程序结束（恢复计时）", "办理期限从所填时间起继续计算。", "已登记特别程序结束。"
    ),
    AnswerType.EXTENDED: _Said(
        "延长办理期限", "办理期限相应延长，申请人可以取得延长办理期限告知书。", "已登记延长办理期限。"
    ),
    AnswerType.GRANTED: _Said(
        "办结", "该事项就此办结，登记后不能在这里更改；等待该事项的其他事项可以继续办理。", "已登记办结。"
    ),
    AnswerType.REFUSED: _Said(
        "不予办理",
        "该事项就此结束，登记后不能在这里更改；申请人会看到理由、依据和救济途径，并可以取得不予办理决定书。",
        "已登记不予办理。",
    ),
    AnswerType.NOT_ACCEPTED: _Said(
        "不予受理",
        "该事项就此结束，登记后不能在这里更改；申请人会看到理由、依据和救济途径，并可以取得不予受理通知书。",
        "已登记不予受理。",
    ),
    AnswerType.WITHDRAWN: _Said("同意撤回", "该事项按申请人的要求撤回，就此结束。", "已同意撤回。"),
    AnswerType.PROBLEM: _Said(
        "报告问题",
        "该事项转给运行管理员处理。收到的内容看不了、办不了时用；缺材料的，请用“要求补正”。",
        "已报告运行管理员。",
    ),
}

# A check decides nothing that anybody applied for.
_OF_CHECK: Mapping[AnswerType, _Said] = {
    AnswerType.GRANTED: _Said(
        "核查通过", "核查就此结束，登记后不能在这里更改；等待核查的事项随即开始办理。", "已登记核查通过。"
    ),
    AnswerType.REFUSED: _Said(
        "核查不通过",
        "核查就此结束，登记后不能在这里更改，等待核查的事项随之结束；申请人会看到理由、依据和救济途径，并可以取得核查结果告知书。",
        "已登记核查不通过。",
    ),
}

_TURNED_DOWN = (AnswerType.REFUSED, AnswerType.NOT_ACCEPTED)
_CONTESTABLE = "申请人可以在期限内提出一次异议；没有提出的，以此为准，等待核查的事项随之结束。"


def is_first_check(item: CaseItem) -> bool:
    """A service check that did not pass may be contested, once."""
    return item.is_service_check and item.contest.at is None


def follows(kind: AnswerType, *, contestable: bool) -> str:
    return _CONTESTABLE if kind in _TURNED_DOWN and contestable else SAID[kind].follows


def said_of(kind: AnswerType, item: CaseItem) -> _Said:
    said = _OF_CHECK.get(kind, SAID[kind]) if item.is_service_check else SAID[kind]
    return replace(said, follows=_CONTESTABLE) if kind in _TURNED_DOWN and is_first_check(item) else said


def held_by(item: CaseItem, now: datetime) -> str:
    """Who claimed it and when, to a colleague. The issuer tells no names of staff."""
    since = f"于{moment(item.desk.claimed_at, now)}" if item.desk.claimed_at else ""
    return f"同事（账号 {item.desk.claimed_by}）{since}领取了该事项"


# In programs' words for programs, which the same sentences also serve.
_NAMES = re.compile(r"（[a-z_]+）")


def plain_detail(detail: str) -> str:
    return _NAMES.sub("", detail)
