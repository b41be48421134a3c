"""What is wanted of a text, a choice or a number that is not as it should be: in words, with an example.

A test walks every body and parameter, so that none of them is forgotten here.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from schemas.choices import with_terms
from schemas.codes import AnswerType, Outcome
from schemas.spelling import HAN
from schemas.wire import REGION_PATTERN

MOST_CHOICES = 20
_CHOICE = "请从给出的选项中选择"
_PATTERN = "格式不正确，请核对后重新填写。"
_QUOTED = re.compile(r"'([^']*)'")
_WRITTEN = re.compile(r"datetime\.date(?:time)?\(([0-9]+), ([0-9]+), ([0-9]+)")

_UUID = "3f2b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b"
_ITEM = "应为小写字母和下划线组成的代码，请从办事指南给出的代码中选取"
_NUMBER = "请照证件填写，4 至 40 位，只含汉字、字母、数字、括号和连字符"

# By the pattern: what is wanted, and an example, which a test holds against it.
PATTERNS: Mapping[str, tuple[str, str]] = {
    r"^[a-z][a-z_]{2,39}$": (_ITEM, "household_registration"),
    r"^[a-z_]{2,40}$": ("应为表单部分的代码：小写字母和下划线", "person"),
    r"^[a-z_]+(\.[a-z_]+)+$": ("应为“部分.字段”的形式，只含小写字母和下划线", "person.phone"),
    r"^(/[a-z_]{2,40}){2,4}$": ("请填写表单字段的位置：斜杠、部分、斜杠、字段", "/person/phone"),
    r"^[0-9]{6}$": ("请填写六位行政区划代码", "440106"),
    rf"^({REGION_PATTERN}|[a-z0-9_-]{{2,80}})$": (
        "请填写行政区划代码（省、市、县、镇），或者办理机构编号",
        "442000114",
    ),
    r"^(statutory|promised|fee|visits|material|after|notice|example)(\.[a-z0-9_]{1,40})?$": (
        "请填写数值的代码，从列出的数值中选取；同类有几个的，后面加点和第几个或者材料代码",
        "promised",
    ),
    r"^[0-9a-f]{12}$": ("请填写提议的编号，照返回的填写，不要改动", "0f1e2d3c4b5a"),
    rf"^{REGION_PATTERN}$": ("请填写广东省内的行政区划代码：六位，镇街和功能区九位", "440106"),
    r"^44[0-9]{2}00$": ("请填写广东省内地级以上市的六位行政区划代码，末两位为 00", "440100"),
    r"^(19|[2-9][0-9])[0-9]{2}-(0[1-9]|1[0-2])$": ("请填写年份和月份，格式为 年-月", "2026-09"),
    r"^20[0-9]{2}-(0[1-9]|1[0-2])$": ("请填写 2000 年以后的年份和月份，格式为 年-月", "2026-09"),
    rf"^[{HAN}A-Za-z0-9()（）〔〕-]{{4,40}}$": (_NUMBER, "粤退字第0001号"),
    r"^[0-9]{4,6}(部队)?([0-9]{1,3}分队)?$": (
        "请照退役证件填写部队代号：4 至 6 位数字，后面可以有“部队”和分队，不要填写番号",
        "00000部队",
    ),
    r"^[^\x00-\x1f\x7f]*[^\x00-\x1f\x7f\s][^\x00-\x1f\x7f]*$": (
        "请填写一行文字，不要换行、制表符和其他看不见的字符",
        "示例文字",
    ),
    r"^[0-9A-Za-z\u4e00-\u9fff()（）〔〕#-]{2,60}$": (
        "请填写核验单或者委托书的编号，2 至 60 位，只含汉字、字母、数字、括号、# 和连字符",
        "粤委〔2026〕0001号",
    ),
    r"^[A-Z2-7]{16}$": ("请填写提交反馈时显示的十六位查询码，只含字母和数字 2 至 7", "ABCDEFGHIJKLMN23"),
    r"^[A-Za-z2-7]{8}$": ("请填写申请人出示的八位授权码，只含字母和数字 2 至 7", "ABCD2345"),
    r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$": ("请填写建立时返回的编号，不要改动", _UUID),
    r"^[\x20-\x7e]{3,200}$": ("请填写文件的媒体类型", "application/pdf"),
    r"^[0-9A-Za-z-]{5,40}$": ("请照邮寄单填写邮件号码，5 至 40 位的字母、数字和短横", "EX123456789CN"),
    r"^[0-9a-f]{64}$": ("请填写 SHA-256 摘要：六十四位十六进制数，字母小写", "0f" * 32),
    r"^[0-9A-Z-]{8,40}$": ("请填写完整的办件编号：TY 开头，共十七位数字和大写字母", "TY2609018K3V7QXMA"),
    r"^TY[0-9]{6}[0-9A-Z]{9}$": (
        "请填写完整的办件编号：TY 开头，共十七位数字和字母，在受理回执上；只有一部分的，请向申请人核对",
        "TY2609018K3V7QXMA",
    ),
    r"^[0-9][0-9 -]{4,29}$": ("请填写电话号码：数字，可以有连字符和空格", "020-00000000"),
    r"^[a-z0-9_-]{2,80}$": ("请填写办理机构编号：小写字母、数字、连字符和下划线", "gz-tianhe-ga"),
    r"^[A-Za-z0-9_/:@=+-]{1,200}$": (
        "请填写文件的编号：200 位以内，只含字母、数字和 _ / : @ = + -",
        "export-440106-1",
    ),
    r"^[A-Za-z][A-Za-z0-9_.]{0,79}$": ("请照异常列表中给出的代码填写", "Dispatch"),
    r"^[0-9a-f]{16}$": ("请照异常归类中给出的代码填写", "0f" * 8),
    r"^(?:https?://[^\s/?#]+[^\s]*)?$": (
        "请填写以 https:// 开头的完整地址，其中没有空格",
        "https://example.gov.cn/lianban",
    ),
    r"^https://[^\s/?#]+[^\s]*$": ("请填写以 https:// 开头的完整地址，其中没有空格", "https://map.example/1"),
    r"^[a-z][a-z0-9_-]{1,79}$": (
        "请填写密钥的名称：小写字母开头，只含小写字母、数字、连字符和下划线",
        "public_security-gz",
    ),
    rf"^{REGION_PATTERN}-[0-9]{{13}}-[0-9a-f]{{12}}$": (
        "请填写列表中给出的口径或者通知的编号",
        "440100-8204092799999-0a1b2c3d4e5f",
    ),
    r"^([01][0-9]|2[0-3]):[0-5][0-9]$": ("请填写二十四小时制的时间，小时和分钟各两位", "09:00"),
    r"^[0-9]{4}-[0-9]{2}-[0-9]{1,2}$": ("请填写所读到的同意书的版本，格式为 年-月-序号", "2026-11-1"),
}

# By the field that tells which of several shapes a body has: its words.
SHAPES: Mapping[str, tuple[str, ...]] = {
    "type": tuple(kind.value for kind in AnswerType),
    "action": ("retry", "settle", "abandon", "reroute", "override", "told", "notify"),
    "outcome": tuple(kind.value for kind in (Outcome.GRANTED, Outcome.REFUSED, Outcome.NOT_ACCEPTED)),
}
# What a location names beside fields and places: which of the shapes was read.
SHAPE_NAMES = frozenset(name for names in SHAPES.values() for name in names)


def of_pattern(context: Mapping[str, Any]) -> str:
    known = PATTERNS.get(context["pattern"])
    return f"{known[0]}，例如 {known[1]}。" if known else _PATTERN


def of_choice(context: Mapping[str, Any], listed: str = "expected") -> str:
    """`expected` is ours, whatever was sent."""
    return one_of(_QUOTED.findall(str(context.get(listed, ""))))


def one_of(names: list[str] | tuple[str, ...]) -> str:
    if not names:
        return f"{_CHOICE}。"
    more = "等" if len(names) > MOST_CHOICES else ""
    return f"{_CHOICE}：{'、'.join(with_terms(names)[:MOST_CHOICES])}{more}。"


def of_shape(context: Mapping[str, Any]) -> str:
    return one_of(SHAPES.get(discriminator(context), ()))


def discriminator(context: Mapping[str, Any]) -> str:
    """pydantic quotes its name."""
    return str(context.get("discriminator", "")).strip("'")


_DATED = {
    "ge": "请填写 {} 或者以后的日期",
    "le": "请填写 {} 或者以前的日期",
    "gt": "请填写 {} 以后的日期",
    "lt": "请填写 {} 以前的日期",
}
_COUNTED = {
    "ge": "应为 {0} 或者更大的数，请核对，例如 {0}。",
    "le": "应为 {0} 或者更小的数，请核对，例如 {0}。",
    "gt": "应大于 {0}，请核对。",
    "lt": "应小于 {0}，请核对。",
}


def of_bound(name: str, context: Mapping[str, Any]) -> str:
    """The nearest value that may be is the example."""
    bound = _as_date(context[name])
    # Of a moment pydantic tells the text.
    if isinstance(bound, date) or "-" in str(bound)[1:]:
        return f"{_DATED[name].format(str(bound)[:10])}，例如 2026-09-01。"
    return _COUNTED[name].format(bound)


def _as_date(bound: Any) -> Any:
    """Where a rule of ours reads the text first, pydantic tells the bound of a day as Python writes it."""
    written = _WRITTEN.match(str(bound))
    return date(*map(int, written.groups())) if written else bound
