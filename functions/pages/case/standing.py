"""Where an item stands, in the few words that fit its tag; the sentence beside it comes from the shapes."""

from collections.abc import Mapping
from dataclasses import dataclass

from functions.domain.case.unmet import ENDED_BY_OPERATOR
from schemas.case.views_item import ItemView
from schemas.codes import ItemStatus, Outcome


@dataclass(frozen=True, slots=True)
class Tag:
    """`kind`: one of the tags of templates/macros/base.html."""

    kind: str
    words: str


YOURS = Tag("act", "需要您处理")
_SILENT = Tag("doing", "部门久未答复")
_OPEN: Mapping[ItemStatus, Tag] = {
    ItemStatus.WAITING: Tag("waiting", "等待中"),
    ItemStatus.READY: Tag("doing", "就要送部门"),
    ItemStatus.DISPATCHED: Tag("doing", "已送部门"),
    ItemStatus.RECEIVED: Tag("doing", "部门已收到"),
    ItemStatus.ACCEPTED: Tag("doing", "正在办理"),
    ItemStatus.SUSPENDED: Tag("doing", "检验核查中"),
    ItemStatus.CORRECTING: Tag("waiting", "等待补正"),
    ItemStatus.CONTESTABLE: Tag("waiting", "核查没有通过"),
    ItemStatus.INCIDENT: Tag("doing", "遇到问题，正在处理"),
    ItemStatus.DONE: Tag("done", "已有结果"),
}
_ENDED: Mapping[Outcome, Tag] = {
    Outcome.GRANTED: Tag("done", "办好了"),
    Outcome.REFUSED: Tag("stopped", "不予办理"),
    Outcome.NOT_ACCEPTED: Tag("stopped", "不予受理"),
    Outcome.WITHDRAWN: Tag("stopped", "已撤回"),
    Outcome.LAPSED: Tag("stopped", "补正超过期限"),
    Outcome.BLOCKED: Tag("stopped", "没有办理"),
    Outcome.NOT_NEEDED: Tag("stopped", "不用办理"),
}
_ENDED_BY_OPERATOR = Tag("stopped", ENDED_BY_OPERATOR)
_PASSED = Tag("done", "核查通过")
_NOT_PASSED = Tag("stopped", "核查没有通过")


def tag_of(item: ItemView, *, yours: bool) -> Tag:
    """`yours`: something of it is the reader's to do now; nothing else is red."""
    if yours:
        return YOURS
    if item.outcome is not None:
        return _ENDED_BY_OPERATOR if item.abandoned else _ENDED[item.outcome]
    if item.withdrawal_at is not None:
        return Tag("waiting", "申请撤回中")
    return _SILENT if item.silent_since else _OPEN[item.status]


def tag_of_check(check: ItemView, *, yours: bool) -> Tag:
    """A person's record is found in order, or is not."""
    if yours or check.outcome in (None, Outcome.WITHDRAWN):
        return tag_of(check, yours=yours)
    return _PASSED if check.outcome is Outcome.GRANTED else _NOT_PASSED
