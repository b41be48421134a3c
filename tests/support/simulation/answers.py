"""What scripted offices say: answers of every type, and the order in which an office comes to say them."""

import random
from datetime import datetime, timedelta
from typing import Any

from schemas.case.answers import ANSWER, Answer
from schemas.codes import AnswerType
from schemas.office.dispatches import Dispatch
from tests.support.grounds import GROUNDS

Saying = tuple[timedelta, AnswerType]

NEEDED: dict[AnswerType, dict[str, Any]] = {
    AnswerType.GRANTED: {"result": {"document": "办理结果"}},
    AnswerType.REFUSED: {"reason": "条件不符", **GROUNDS},
    AnswerType.NOT_ACCEPTED: {"reason": "不属于本部门", **GROUNDS},
    AnswerType.CORRECTION_REQUESTED: {"missing": [{"name": "户口簿", "reason": "缺首页"}]},
    AnswerType.SUSPENDED: {"reason": "等待专家评审"},
    AnswerType.EXTENDED: {"reason": "情况复杂", "working_days": 5, "basis": "部门规定"},
    AnswerType.PROBLEM: {"reason": "字段缺失"},
}
_A = AnswerType
_SCRIPTS: tuple[tuple[int, tuple[AnswerType, ...]], ...] = (
    (50, (_A.RECEIVED, _A.ACCEPTED, _A.GRANTED)),
    (15, (_A.GRANTED,)),
    (5, (_A.RECEIVED, _A.ACCEPTED, _A.REFUSED)),
    (3, (_A.NOT_ACCEPTED,)),
    (5, ()),
    (3, (_A.RECEIVED,)),
    (4, (_A.ACCEPTED, _A.SUSPENDED, _A.RESUMED, _A.GRANTED)),
    (2, (_A.SUSPENDED,)),
    (4, (_A.ACCEPTED, _A.EXTENDED, _A.GRANTED)),
    (5, (_A.RECEIVED, _A.CORRECTION_REQUESTED)),
    (2, (_A.CORRECTION_REQUESTED, _A.CORRECTION_REQUESTED, _A.GRANTED)),
    (2, (_A.PROBLEM,)),
    (2, (_A.PROBLEM, _A.ACCEPTED, _A.GRANTED)),
)
_PAUSES = (0, 2, 60, 900, 7200, 86_400, 3 * 86_400, 6 * 86_400)
_LONG = 40 * 86_400
# Papers that later items stand on, and one that is a certificate.
_RESULTS: dict[str, dict[str, Any]] = {
    "discharge_report": {
        "document": "退役报到登记",
        "delivery": "post",
        "documents": [
            {"name": "户口登记介绍信", "number": "示例介字1号", "material": "registration_letter"},
            {"name": "报到登记记录", "material": "report_record"},
        ],
    },
    "identity_card": {"document": "居民身份证", "number": "示例证1号", "delivery": "window"},
}


def answer(dispatch: Dispatch, kind: AnswerType, *, at: datetime, round_: int | None = None) -> Answer:
    whole = {
        "type": kind.value,
        "reference": dispatch.reference,
        "item": dispatch.item,
        "round": round_ or dispatch.round,
        "at": at.isoformat(),
    }
    papers = (
        {"result": _RESULTS[dispatch.item]} if (kind, dispatch.item in _RESULTS) == (_A.GRANTED, True) else {}
    )
    return ANSWER.validate_python({**whole, **NEEDED.get(kind, {}), **papers}, strict=False)


def script(rng: random.Random, *, chaos: bool, straight: bool = False) -> list[Saying]:
    """What the office will say, and how long after the dispatch; with `chaos` anything, in any order."""
    if straight:
        return [(timedelta(minutes=2), _A.RECEIVED), (timedelta(hours=1), _A.GRANTED)]
    if chaos and rng.random() < 0.2:
        kinds = tuple(rng.choices(list(AnswerType), k=rng.randint(1, 6)))
    else:
        kinds = rng.choices([kinds for _, kinds in _SCRIPTS], [weight for weight, _ in _SCRIPTS])[0]
    waits = sorted(_pause(rng) * (index + 1) for index in range(len(kinds)))
    if chaos and rng.random() < 0.2:
        rng.shuffle(waits)
    return [(timedelta(seconds=wait), kind) for wait, kind in zip(waits, kinds, strict=True)]


def _pause(rng: random.Random) -> int:
    return _LONG if rng.random() < 0.02 else rng.choice(_PAUSES)
