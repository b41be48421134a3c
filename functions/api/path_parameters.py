"""What stands between the slashes: its form, its words, what answers a wrong one, and whether a log line may name it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from functions.domain.errors import LianbanError
from functions.domain.refusals import (
    BatchNotFound,
    CaseNotFound,
    DraftNotFound,
    FeedbackNotFound,
    FormNotFound,
    ItemNotFound,
    MaterialNotFound,
    NotFound,
    UnknownConsent,
)
from schemas.applicant.feedback import FEEDBACK_ID
from schemas.codes import Department

# An item as its department addresses it.
OFFICE_ITEM = "/v1/departments/{department}/cases/{case_id}/items/{item}"
UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
CODE = r"[a-z][a-z_]{2,39}"


@dataclass(frozen=True, kw_only=True)
class PathParameter:
    """`documented`: how the documentation says the same as `pattern`, where it has a better word than a pattern.

    `loggable`: it is an id of ours, which names nobody.
    """

    words: str
    pattern: str
    refusal: type[LianbanError]
    documented: Mapping[str, Any] | None = None
    loggable: bool = False

    @property
    def schema(self) -> dict[str, Any]:
        return dict(self.documented or {"type": "string", "pattern": f"^{self.pattern}$"})

    def admits(self, given: str) -> bool:
        return re.fullmatch(self.pattern, given) is not None


_UUID = {"type": "string", "format": "uuid"}
_DEPARTMENTS = [member.value for member in Department]

# In this order they are judged: where several are wrong, the first one's refusal is the answer.
PARAMETERS: Mapping[str, PathParameter] = {
    "case_id": PathParameter(
        words="办件的内部编号", pattern=UUID, refusal=CaseNotFound, documented=_UUID, loggable=True
    ),
    "run": PathParameter(
        words="第几次执行",
        pattern=r"[1-9][0-9]{0,3}",
        refusal=NotFound,
        documented={"type": "integer", "minimum": 1, "maximum": 9999},
    ),
    "department": PathParameter(
        words="部门",
        pattern="|".join(_DEPARTMENTS),
        refusal=NotFound,
        documented={"type": "string", "enum": _DEPARTMENTS},
    ),
    "incident": PathParameter(
        words="办件的内部编号和事项代码，以点号连接", pattern=rf"{UUID}\.{CODE}", refusal=ItemNotFound
    ),
    "draft_id": PathParameter(
        words="草稿编号", pattern=UUID, refusal=DraftNotFound, documented=_UUID, loggable=True
    ),
    "feedback_id": PathParameter(words="反馈编号", pattern=FEEDBACK_ID, refusal=FeedbackNotFound),
    "batch_id": PathParameter(
        words="批次编号", pattern=r"[0-9a-f]{32}", refusal=BatchNotFound, loggable=True
    ),
    "reference": PathParameter(words="办件编号", pattern=r"[0-9A-Z-]{8,40}", refusal=CaseNotFound),
    "item": PathParameter(words="事项代码", pattern=CODE, refusal=ItemNotFound, loggable=True),
    "letter": PathParameter(
        words="文书名称：补正告知书后接轮次，特别程序和延期告知书后接第几次；不接数字的，为该种的最近一份",
        pattern=r"[a-z_]{4,20}(-[1-9][0-9]?)?",
        refusal=FormNotFound,
    ),
    "material_id": PathParameter(
        words="材料文件编号", pattern=UUID, refusal=MaterialNotFound, documented=_UUID
    ),
    "consent": PathParameter(words="同意的种类", pattern=CODE, refusal=UnknownConsent),
}


def check(path: Mapping[str, str]) -> None:
    """What cannot exist answers as what does not. Raises each parameter's own refusal."""
    for name, parameter in PARAMETERS.items():
        if name in path and not parameter.admits(path[name]):
            raise parameter.refusal


def ids_in(path: Mapping[str, str]) -> dict[str, str]:
    """What a log line may name of a path: our own ids, never what somebody typed in their place."""
    return {
        name: path[name]
        for name, parameter in PARAMETERS.items()
        if parameter.loggable and name in path and parameter.admits(path[name])
    }
