"""The form's field types."""

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from schemas.plain_text import ONE_LINE, STORED
from schemas.refusing import OWN_ERROR
from schemas.spelling import (
    DOT,
    HAN,
    PRIVATE_USE,
    spelled_account,
    spelled_code,
    spelled_id_number,
    spelled_name,
    spelled_paper,
    spelled_phone,
)
from schemas.wire import CalendarDate

# Two at least, a dot or a blank only between letters. Rare characters occur in real names.
_NAME = rf"^[{HAN}A-Za-z]+(?:[{DOT} ][{HAN}A-Za-z]+)*$"
_SYSTEMS_OWN = (
    "含有系统自造的字（私用区编码），别处读不出。生僻字请用标准字形，用 Unicode 编码的输入法重新输入。"
)


def spelled(spell: Callable[[str], str]) -> BeforeValidator:
    """What is stored is read as it stands."""

    def read(value: object, info: ValidationInfo) -> object:
        return spell(value) if isinstance(value, str) and info.context is not STORED else value

    return BeforeValidator(read)


def _of_form(pattern: str, wanted: str) -> AfterValidator:
    """Form before length: whoever writes a letter too many is told what is wanted. What is stored is read as it stands."""
    form = re.compile(pattern)

    def check(text: str, info: ValidationInfo) -> str:
        if info.context is not STORED and not form.fullmatch(text):
            raise PydanticCustomError(OWN_ERROR, _SYSTEMS_OWN if PRIVATE_USE.search(text) else wanted)
        return text

    return AfterValidator(check)


def _documented(pattern: str, *, longest: int, shortest: int = 0) -> WithJsonSchema:
    least = {"minLength": shortest} if shortest else {}
    return WithJsonSchema({"type": "string", "pattern": pattern, **least, "maxLength": longest})


Name = Annotated[
    str,
    spelled(spelled_name),
    StringConstraints(max_length=50),
    ONE_LINE,
    _of_form(
        rf"(?=..){_NAME}",
        "姓名应为两个以上汉字或者字母，中间可以有间隔号“·”，例如 测试·甲。请与居民身份证一致。",
    ),
    _documented(_NAME, shortest=2, longest=50),
]
# [0-9], not \d: the pattern engine's \d takes digits of every script.
_ID_NUMBER = r"^[1-9][0-9]{16}[0-9X]$"
IdNumber = Annotated[
    str,
    spelled(spelled_id_number),
    _of_form(
        _ID_NUMBER,
        "公民身份号码为十八位：十七位数字，末位是数字或者 X，例如 11010519491231002X。请对照证件逐位核对。",
    ),
    _documented(_ID_NUMBER, longest=18),
]
_ID_TAIL = r"^[0-9A-Z]{4}$"
IdTail = Annotated[
    str,
    spelled(spelled_id_number),
    _of_form(_ID_TAIL, "请填写证件号码的后四位，只含数字和字母，例如 002X。"),
    _documented(_ID_TAIL, shortest=4, longest=4),
]
# Wider than the operators' ranges: synthetic people get 100..., a prefix that is not allocated to anybody.
_PHONE = r"^1[0-9]{10}$"
Phone = Annotated[
    str,
    spelled(spelled_phone),
    _of_form(_PHONE, "手机号码为十一位数字，以 1 开头，例如 10000000000。"),
    _documented(_PHONE, longest=11),
]
Line = Annotated[
    str,
    StringConstraints(
        min_length=1,
        max_length=200,
        strip_whitespace=True,
        pattern=r"^[^\x00-\x1f\x7f]*[^\x00-\x1f\x7f\s][^\x00-\x1f\x7f]*$",
    ),
    ONE_LINE,
]
DivisionCode = Annotated[
    str, Field(pattern=r"^[0-9]{6}$", json_schema_extra={"maxLength": 6}), spelled(spelled_code)
]
Month = Annotated[
    str,
    Field(pattern=r"^(19|[2-9][0-9])[0-9]{2}-(0[1-9]|1[0-2])$", json_schema_extra={"maxLength": 7}),
    spelled(spelled_code),
]
MonthlyBase = Annotated[int, Field(ge=1, le=999_999)]
_ACCOUNT = r"^[0-9]{12,19}$"
BankAccount = Annotated[
    str,
    spelled(spelled_account),
    _of_form(
        _ACCOUNT,
        "银行账号为 12 至 19 位数字，例如 6200000000000000000。请对照银行卡或者存折核对。",
    ),
    _documented(_ACCOUNT, longest=19),
]
PaperNumber = Annotated[
    str,
    Field(pattern=rf"^[{HAN}A-Za-z0-9()（）〔〕-]{{4,40}}$", json_schema_extra={"maxLength": 40}),
    spelled(spelled_paper),
]


# Bounded so that no deadline computed from it leaves the calendar.
Day = Annotated[CalendarDate, Field(ge=date(1900, 1, 1), le=date(2199, 12, 31))]
