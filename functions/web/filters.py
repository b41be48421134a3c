"""What several lists are narrowed by."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from schemas.codes import CaseStatus
from schemas.codes_citizen import TodoKind
from schemas.wire import City

CITY_CODE = "地市代码（GB/T 2260）。"

CityFilter = Annotated[City | None, Field(description=CITY_CODE)]
StatusFilter = Annotated[CaseStatus | None, Field(description="办件状态。")]

# As people call them, beside the kinds' own codes.
_ALSO = {"correction": TodoKind.CORRECT.value, "collect": TodoKind.FETCH.value}
TODO_WORDS = (
    "待办种类：correct 补正（也可写 correction）、fetch 领取结果（也可写 collect）、visit 到场、contest 查看决定和理由、"
    "contest_check 对核查结果提出异议、otherwise 查看未办理的原因和其他办法、bring 补交容缺材料、apply_again 重新申请；"
    "any 为全部。窗口人员看到的是窗口收件的办件，期限近的在前。"
)


def _kind(given: object) -> object:
    return _ALSO.get(given, given) if isinstance(given, str) else given


TodoFilter = Annotated[
    Literal[
        "correct", "fetch", "visit", "contest", "contest_check", "otherwise", "apply_again", "bring", "any"
    ]
    | None,
    BeforeValidator(_kind),
    Field(description=TODO_WORDS),
]
