"""Another outcome that waits for a second operator, whole: that is what they put their name to."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from functions.domain.case.grounds import basis_text, remedy_text
from functions.domain.case.item import CaseItem
from functions.pages.moments import day, moment
from schemas.case.answers import Answer, Granted, NotAccepted, Refused
from schemas.choices import DELIVERY
from schemas.codes import CHINESE

_Fact = tuple[str, str]


def proposed(item: CaseItem, now: datetime) -> Iterator[_Fact]:
    """Nothing if none waits."""
    given = item.desk.override
    if given is None:
        return
    yield "更正为", CHINESE[given.outcome]
    yield from _decision(given.answer)
    yield "提出的理由", given.reason
    yield "谁提出的", given.by
    yield "什么时候", moment(given.at, now)


def _decision(answer: Answer | None) -> Iterator[_Fact]:
    match answer:
        case Granted(result=result):
            yield "结果文书", f"{result.document} {result.number or ''}".strip()
            if result.valid_until:
                yield "有效期至", day(result.valid_until)
            yield "怎样交给申请人", DELIVERY[result.delivery]
            if result.next_steps:
                yield "请申请人接着做什么", result.next_steps
        case Refused() | NotAccepted():
            yield "告诉申请人的理由", answer.reason
            yield "依据", basis_text(answer)
            yield "救济途径", remedy_text(answer)


def stamp_of(item: CaseItem) -> str:
    """Tells one proposal from the next."""
    return sha256(repr(item.desk.override).encode()).hexdigest()[:16] if item.desk.override else ""
