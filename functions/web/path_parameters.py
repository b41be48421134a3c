"""What stands between the slashes: its form, its words, what answers a wrong one, and whether a log line may name it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from functions.domain.applicant.refusals import FeedbackNotFound, FormNotFound, LetterUnknown
from functions.domain.case.refusals import CaseNotFound, ItemNotFound
from functions.domain.errors import FieldProblem, LianbanError
from functions.domain.intake.refusals import DraftNotFound, MaterialNotFound, UnknownConsent
from functions.domain.operator.refusals import BatchNotFound, CircularNotFound
from functions.domain.refusals import NotFound, NothingParked
from schemas.applicant.verification import LETTER_CODE
from schemas.codes import Department
from schemas.ids import CIRCULAR_ID, FEEDBACK_ID, QUESTION_ID
from schemas.spelling import spelled_groups, spelled_reference

# An item as its department addresses it.
OFFICE_ITEM = "/v1/departments/{department}/cases/{case_id}/items/{item}"
UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
CODE = r"[a-z][a-z_]{2,39}"


@dataclass(frozen=True, kw_only=True)
class PathParameter:
    """`documented`: how the documentation says the same as `pattern`, where it has a better word than a pattern.

    `loggable`: it is an id of ours, which names nobody. `spell`: one spelling for what people write in many.
    """

    words: str
    pattern: str
    refusal: type[LianbanError]
    example: str
    spell: Callable[[str], str] = str
    documented: Mapping[str, Any] | None = None
    loggable: bool = False

    @property
    def schema(self) -> dict[str, Any]:
        return dict(self.documented or {"type": "string", "pattern": f"^{self.pattern}$"})

    @property
    def wanted(self) -> str:
        return f"地址中的这一段应为{self.words}，例如 {self.example}。"

    def admits(self, given: str) -> bool:
        return re.fullmatch(self.pattern, given) is not None


EXAMPLE_ID = "3f2b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b"
_UUID = {"type": "string", "format": "uuid"}
_DEPARTMENTS = [member.value for member in Department]

# In this order they are judged: where several are wrong, the first one's refusal is the answer.
PARAMETERS: Mapping[str, PathParameter] = {
    "case_id": PathParameter(
        example=EXAMPLE_ID,
        words="办件的内部编号",
        pattern=UUID,
        refusal=CaseNotFound,
        documented=_UUID,
        loggable=True,
    ),
    "run": PathParameter(
        example="1",
        words="第几次执行",
        pattern=r"[1-9][0-9]{0,3}",
        refusal=NotFound,
        documented={"type": "integer", "minimum": 1, "maximum": 9999},
    ),
    "department": PathParameter(
        example="public_security",
        words="部门",
        pattern="|".join(_DEPARTMENTS),
        refusal=NotFound,
        documented={"type": "string", "enum": _DEPARTMENTS},
    ),
    "incident": PathParameter(
        example=f"{EXAMPLE_ID}.identity_card",
        words="办件的内部编号和事项代码，以点号连接",
        pattern=rf"{UUID}\.{CODE}",
        refusal=ItemNotFound,
    ),
    "draft_id": PathParameter(
        example=EXAMPLE_ID,
        words="草稿编号",
        pattern=UUID,
        refusal=DraftNotFound,
        documented=_UUID,
        loggable=True,
    ),
    "feedback_id": PathParameter(
        example="440100-20260901010203000001-0a1b2c3d",
        words="反馈编号",
        pattern=FEEDBACK_ID,
        refusal=FeedbackNotFound,
    ),
    "circular_id": PathParameter(
        example="440100-8204092799999-0a1b2c3d4e5f",
        words="口径或者通知的编号",
        pattern=CIRCULAR_ID,
        refusal=CircularNotFound,
        loggable=True,
    ),
    "question_id": PathParameter(
        example="1795892400000-0a1b2c3d4e5f",
        words="问题的编号",
        pattern=QUESTION_ID,
        refusal=CircularNotFound,
        loggable=True,
    ),
    "batch_id": PathParameter(
        example="0f" * 16, words="批次编号", pattern=r"[0-9a-f]{32}", refusal=BatchNotFound, loggable=True
    ),
    "export_id": PathParameter(
        example="8204092799999-0a1b2c3d4e5f",
        words="导出的编号",
        pattern=r"[0-9]{13}-[0-9a-f]{12}",
        refusal=NotFound,
        loggable=True,
    ),
    "report_id": PathParameter(
        example="8204092799999-0a1b2c3d4e5f",
        words="联调报告的编号",
        pattern=r"[0-9]{13}-[0-9a-f]{12}",
        refusal=NotFound,
        loggable=True,
    ),
    "reference": PathParameter(
        example="TY2609018K3V7QXMA",
        spell=spelled_reference,
        words="办件编号",
        pattern=r"[0-9A-Z-]{8,40}",
        refusal=CaseNotFound,
    ),
    "item": PathParameter(
        example="identity_card", words="事项代码", pattern=CODE, refusal=ItemNotFound, loggable=True
    ),
    "letter": PathParameter(
        example="correction-1",
        words="文书名称：补正告知书后接轮次，特别程序和延期告知书后接第几次；不接数字的，为该种的最近一份",
        pattern=r"[a-z_]{4,20}(-[1-9][0-9]?)?",
        refusal=FormNotFound,
    ),
    "letter_code": PathParameter(
        example="ABCDEFGHIJKLMNOPQR23",
        spell=spelled_groups,
        words="文书上的查验码：二十位字母和数字 2 至 7",
        pattern=LETTER_CODE,
        refusal=LetterUnknown,
    ),
    "material_id": PathParameter(
        example=EXAMPLE_ID, words="材料文件编号", pattern=UUID, refusal=MaterialNotFound, documented=_UUID
    ),
    "asset": PathParameter(
        example="style.0123456789abcdef.css",
        words="文件名",
        pattern=r"[a-z0-9-]{1,40}\.[0-9a-f]{16}\.[a-z]{2,5}",
        refusal=NotFound,
    ),
    "kit_file": PathParameter(
        example="vectors.json",
        words="文件名",
        pattern=r"[A-Za-z0-9_-]{1,40}(\.[A-Za-z0-9_-]{1,40}){1,3}",
        refusal=NotFound,
    ),
    "todo": PathParameter(example="fetch", words="待办的种类", pattern=CODE, refusal=NotFound),
    "material": PathParameter(
        example="pension_voucher", words="材料代码", pattern=CODE, refusal=MaterialNotFound
    ),
    "section": PathParameter(
        example="person", words="表单中的一部分", pattern=r"[a-z_]{2,40}", refusal=NotFound
    ),
    "field": PathParameter(
        example="service.enlisted_on",
        words="表单中的一项",
        pattern=r"[a-z_]{2,40}(\.[a-z_]{2,40}){1,2}",
        refusal=NotFound,
    ),
    "parked_id": PathParameter(
        example=EXAMPLE_ID, words="保留内容的编号", pattern=UUID, refusal=NothingParked, documented=_UUID
    ),
    "answer": PathParameter(example="accepted", words="答复的种类", pattern=CODE, refusal=NotFound),
    "act": PathParameter(example="retry", words="运行管理员的操作", pattern=CODE, refusal=NotFound),
    "consent": PathParameter(
        example="social_insurance", words="同意的种类", pattern=CODE, refusal=UnknownConsent
    ),
}


def check_path(path: Mapping[str, str]) -> None:
    """What cannot exist answers as what does not, and says what would. Raises each parameter's own refusal."""
    for name, parameter in PARAMETERS.items():
        if name in path and not parameter.admits(path[name]):
            raise parameter.refusal(problems=(FieldProblem(f"/{name}", parameter.wanted),))


def read_path(path: Mapping[str, str]) -> dict[str, str]:
    """In our spelling. Raises each parameter's own refusal."""
    spelled = {name: PARAMETERS[name].spell(given) for name, given in path.items()}
    check_path(spelled)
    return spelled


def ids_in(path: Mapping[str, str]) -> dict[str, str]:
    """What a log line may name of a path: our own ids, never what somebody typed in their place."""
    return {
        name: path[name]
        for name, parameter in PARAMETERS.items()
        if parameter.loggable and name in path and parameter.admits(path[name])
    }
