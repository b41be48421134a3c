"""What the guide and the rollout (上线范围) refuse."""

from functions.domain.refusals import NotFound, Unacceptable


class CityNotFound(NotFound):
    code = "city-not-found"
    title = "未找到该市"
    detail = "没有找到该市，请核对代码，或确认它在您的管辖区域内。"


class InvalidAnswers(Unacceptable):
    code = "invalid-answers"
    title = "回答有误"
    detail = "有的回答不在该问题的选项中，或者互相矛盾，请按下列提示修改后重新提交。"


class InvalidRollout(Unacceptable):
    code = "invalid-rollout"
    title = "上线范围有误"
    detail = "上线范围有误，没有保存。请按下列提示修改后重新保存。"


class ItemNotOffered(Unacceptable):
    code = "item-not-offered"
    title = "有的事项在当地尚未开通"
    detail = "下列事项在当地尚未通过该渠道开通，请从申请中去掉，按提示的方式办理；其余事项可以继续提交。"


class InvalidFigure(Unacceptable):
    code = "invalid-figure"
    title = "数值有误"
    detail = "数值有误，没有保存。请按下列提示修改后重新提交。"


class FigureNotWaiting(NotFound):
    code = "figure-not-waiting"
    title = "没有这条等核定的数值"
    detail = "没有这条等核定的数值，可能已由他人核定、退回或者改过。请刷新后核对再决定。"


class PlaceNotFound(NotFound):
    code = "place-not-found"
    title = "未找到该地方或者办理机构"
    detail = "没有找到该地方或者办理机构，请核对代码，或确认它在您的管辖区域内。"


class StateNotFound(NotFound):
    code = "state-not-found"
    title = "没有这个版本"
    detail = "该地方的数值没有这个版本，请从变更记录中选取。"
