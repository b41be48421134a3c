"""What is counted of closed cases: each figure with its term and its definition, which page, files and interface repeat.

Counted are cases by the month, in China time, in which they were closed. A row is the whole case, the service check or an
item that applied. A partition's figures are disjoint, and each partition of a row adds up to the row's population.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from functions.domain.case.item import SERVICE_CHECK
from schemas.codes import CHINESE, Outcome
from schemas.codes_citizen import RatingLevel

CASE_ROW = "case"
ROW_NAMES: Mapping[str, str] = {CASE_ROW: "整件", SERVICE_CHECK: "入伍信息核查"}
# Of the definitions: what was counted by others is counted anew, city by city.
EDITION = 1


@dataclass(frozen=True, slots=True)
class FigureOf:
    """`unit`: what its value is a sum of."""

    term: str
    meaning: str
    unit: str = "件"


_OUTCOMES = tuple(one.value for one in Outcome if one is not Outcome.NOT_NEEDED)
_LEVELS = tuple(one.value for one in RatingLevel)
IN_OR_OVER = ("in_statute", "over_statute", "in_promise", "over_promise", "unlimited")
TIMED = ("timed_working", "timed_natural", "timed_other")

CASE_PARTITIONS: tuple[tuple[str, ...], ...] = (("online", "window"), ("whole", "partly"))
ITEM_PARTITIONS: tuple[tuple[str, ...], ...] = (
    _OUTCOMES,
    IN_OR_OVER,
    (*TIMED, "untimed"),
    ("corrected", "uncorrected"),
    ("troubled", "untroubled"),
    ("attended", "unattended"),
    ("fetched", "unfetched"),
    (*_LEVELS, "unrated"),
)
# Figures whose sum another partition tells as well: what an office decided, was timed, and is compared with a limit.
TOLD_TWICE: tuple[tuple[str, ...], ...] = (
    ("granted", "refused", "not_accepted"),
    ("withdrawn", "lapsed", "blocked"),
    IN_OR_OVER[:-1],
    TIMED,
)
# By measure, the figures of whose cases it is the sum; none: the whole row's.
GUARDS: Mapping[str, tuple[str, ...]] = {
    "elapsed": (),
    "path": (),
    "item_days": (),
    "trips": (),
    "days": TIMED,
    "used_working": ("timed_working",),
    "used_natural": ("timed_natural",),
    "corrections": ("corrected",),
    "incidents": ("troubled",),
    "visits": ("attended",),
    "uploaded": (),
    "verified": (),
    "awaiting": (),
    "deferred": (),
    "carried": (),
}

_TOLD = "办件关闭时的结果；其后经两人复核更正的，以更正后的为准"
COUNTED: Mapping[str, FigureOf] = {
    "online": FigureOf("网上提交", "由申请人在网上提交的办件"),
    "window": FigureOf("窗口提交", "由窗口人员收件、代为提交的办件"),
    "whole": FigureOf("全部办成", "所办各事项的结果都是办结的办件"),
    "partly": FigureOf("未全部办成", "至少一个事项的结果不是办结的办件"),
    "elapsed": FigureOf("整件用时", "从提交到最后一个事项有结果、办件关闭，工作日；当日关闭的计 0", "工作日"),
    "path": FigureOf(
        "关键路径", "互相等待的事项中用时最长的一串（含入伍信息核查），按各事项实际用时相加", "工作日"
    ),
    "item_days": FigureOf(
        "逐项相加", "同一批事项（含入伍信息核查）的实际用时逐项相加，即一项办完再办下一项的用时", "工作日"
    ),
    "trips": FigureOf(
        "到场和到窗口", "窗口提交计 1 次，登记到场每次计 1 次，结果须到窗口领取的每项计 1 次", "次"
    ),
    **{code: FigureOf(CHINESE[Outcome(code)], _TOLD) for code in _OUTCOMES},
    "in_statute": FigureOf(
        "法定时限内", "部门作出决定不晚于按法定办结时限（含延长、扣除特别程序）算出的期限"
    ),
    "over_statute": FigureOf("超法定时限", "部门作出决定晚于按法定办结时限算出的期限"),
    "in_promise": FigureOf("承诺时限内", "目录只有承诺办结时限的，部门作出决定不晚于该期限"),
    "over_promise": FigureOf("超承诺时限", "目录只有承诺办结时限的，部门作出决定晚于该期限"),
    "unlimited": FigureOf("不比较时限", "办结时限待核定，或者部门没有作出决定（撤回、补正超时、前置未通过）"),
    "timed_working": FigureOf("按工作日计时", "部门作出了决定，时限按工作日计或者待核定"),
    "timed_natural": FigureOf("按自然日计时", "部门作出了决定，时限按自然日计"),
    "timed_other": FigureOf("按月或者小时计时", "部门作出了决定，时限按月或者小时计"),
    "untimed": FigureOf("没有部门决定", "没有部门决定，不计用时"),
    "days": FigureOf(
        "实际用时", "从第一次分发到部门作出决定，含补正和特别程序，工作日；当日决定的计 0", "工作日"
    ),
    "used_working": FigureOf(
        "时限内用时（工作日）",
        "从最后一轮受理（未受理的从收到）到决定，扣除特别程序，时限按工作日计的",
        "工作日",
    ),
    "used_natural": FigureOf(
        "时限内用时（自然日）", "从最后一轮受理（未受理的从收到）到决定，扣除特别程序，时限按自然日计的", "日"
    ),
    "corrected": FigureOf("要求过补正", "部门至少要求补正一次的事项"),
    "uncorrected": FigureOf("没有补正", "部门没有要求补正的事项"),
    "corrections": FigureOf("补正次数", "部门要求补正的次数", "次"),
    "troubled": FigureOf("出现过异常", "至少一次转由运行管理员处理的事项"),
    "untroubled": FigureOf("没有异常", "没有转由运行管理员处理的事项"),
    "incidents": FigureOf("异常次数", "转由运行管理员处理（含部门报告问题）的次数", "次"),
    "attended": FigureOf("登记过到场", "登记过申请人到场的事项；没有登记的到场不在内"),
    "unattended": FigureOf("没有登记到场", "没有登记过申请人到场的事项"),
    "visits": FigureOf("到场次数", "登记的申请人到场次数", "次"),
    "fetched": FigureOf("须到窗口领取", "办结，结果须到窗口领取的事项"),
    "unfetched": FigureOf("不用到窗口领取", "没有结果，或者结果不用到窗口领取的事项"),
    **{code: FigureOf(CHINESE[RatingLevel(code)], "申请人对该事项的最后一次评价") for code in _LEVELS},
    "unrated": FigureOf("没有评价", "申请人没有评价的事项"),
    "uploaded": FigureOf("上传的材料", "由申请人上传的材料，同一材料几个文件计 1 件"),
    "verified": FigureOf("已核验的材料", "经数据共享核验到、申请人没有提交的材料"),
    "awaiting": FigureOf("待部门核验的材料", "申请人没有提交、由办理部门核验的材料"),
    "deferred": FigureOf("容缺的材料", "关闭时仍以承诺代替的容缺材料"),
    "carried": FigureOf("前置事项转来的材料", "由同一办件中前一个事项的结果代替的材料"),
}
# Rows are kept as numbers in this order: figures are added at its end only, or EDITION counts up.
KEPT = tuple(COUNTED)


def partitions_of(row: str) -> tuple[tuple[str, ...], ...]:
    return CASE_PARTITIONS if row == CASE_ROW else ITEM_PARTITIONS


def measures_of(row: str) -> tuple[str, ...]:
    of_case = ("elapsed", "path", "item_days", "trips")
    materials = ("uploaded", "verified", "awaiting", "deferred", "carried")
    others = tuple(code for code in GUARDS if code not in (*of_case, *materials))
    return (*of_case, *materials) if row == CASE_ROW else (*others, *materials)


def row_figures(row: str) -> tuple[str, ...]:
    return (*(code for partition in partitions_of(row) for code in partition), *measures_of(row))
