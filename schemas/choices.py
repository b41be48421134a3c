"""A code to choose, with its Chinese term before it: whoever reads the message needs the one, a program the other."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from schemas.codes import CHINESE, Outcome, Terms
from schemas.codes_citizen import TodoKind
from schemas.codes_form import LABELS

DELIVERY = {"window": "到窗口领取", "post": "邮寄", "e_certificate": "电子证照", "none": "无需领取"}
# 受理方式.
MANDATES = {"in_person": "申请人本人到窗口", "entrusted": "受托人持委托书到窗口"}
# Choices of bodies and lists that are no code set of the program's own, or are a part of one with words of another beside.
CHOICE_WORDS: tuple[Mapping[str, str], ...] = (
    DELIVERY,
    MANDATES,
    {"yue_sheng_shi": "粤省事", "government_portal": "广东政务服务网", "window": "办事窗口"},
    {"window": "窗口", "online": "网上"},
    {"rule": "业务口径", "notice": "通知"},
    {"off": "未开通", "pilot": "试运行", "live": "已开通"},
    {"natural_day": "日", "month": "个月"},
    {"working_day": "个工作日", "natural_day": "日", "hour": "小时", "month": "个月"},
    {
        "shared_data": "数据共享取得",
        "e_certificate": "电子证照取得",
        "earlier_item": "由前置事项产生",
        "on_site": "到场采集",
        "upload": "申请人上传",
    },
    {"published": "办理机关已公布", "practice": "参照执行"},
    {"gb_t_39046": "政务服务评价国家标准", "guangdong_tablet": "广东评价平板"},
    {kind.value: CHINESE[kind] for kind in TodoKind} | {"any": "全部"},
    {
        "incident": "异常",
        "overdue": "超期",
        "silent": "部门久未答复",
        "sending": "尚未送达部门",
        "unvisited": "差评逾期未回访",
        "untold": "通知未能送达",
    },
    {"incident": "异常", "overdue": "超期", "silent": "部门久未答复"},
    {"passed": "通过", "advised": "通过，有建议", "failed": "不通过", "not_run": "未做"},
    {"must": "必须", "should": "建议"},
    {
        "retry": "重新分发",
        "settle": "登记办理结果",
        "abandon": "终止办理",
        "reroute": "改派",
        "override": "更正办理结果",
        "told": "登记已另行告知",
        "notify": "重新通知",
    },
    {"api": "接口", "worklist": "工作台", "exchange": "文件交换"},
    {"newest": "晚提交的在前", "oldest": "早提交的在前"},
    {"owed": "待回访", "overdue": "逾期未回访", "paid": "已回访"},
    {"item": "每个事项", "month": "每月每个事项", "city": "每市每个事项", "cell": "每市每月每个事项"},
    {"nobody": "无人领取", "me": "本人领取", "another": "他人领取"},
    # What a manifest may report of an item: of its outcomes, not of the answers with the same names.
    {
        one.value: CHINESE[one]
        for one in (Outcome.GRANTED, Outcome.REFUSED, Outcome.NOT_ACCEPTED, Outcome.WITHDRAWN)
    },
)


def with_terms(codes: Sequence[str]) -> tuple[str, ...]:
    """As they are where no code set has all of them, or two have them with different terms.

    A set of exactly these codes is meant before one that has more.
    """
    exact = {tuple(terms[code] for code in codes) for terms in _sets() if terms.keys() == set(codes)}
    wider = {tuple(terms[code] for code in codes) for terms in _sets() if terms.keys() >= set(codes)}
    named = exact or wider
    if len(named) != 1:
        return tuple(codes)
    return tuple(_told(code, term) for code, term in zip(codes, *named, strict=True))


def _told(code: str, term: str) -> str:
    behind = f"（{code}）"
    return term if term.endswith(behind) else term + behind


@cache
def _sets() -> tuple[Mapping[str, str], ...]:
    return (*_of(CHINESE), *_of(LABELS), *CHOICE_WORDS)


def _of(terms: Terms) -> Iterator[Mapping[str, str]]:
    for kind in {type(member): None for member in terms}:
        yield {member.value: terms[member] for member in terms if type(member) is kind}
