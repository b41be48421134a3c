"""What an office may say from now on: a refusal states its basis and remedy. What was stored before is `case/answers.py`."""

from typing import Annotated, TypeVar

from pydantic import AfterValidator, Field, TypeAdapter

from schemas.case.answers import Answer, NotAccepted, Refused, SaidAsKept
from schemas.case.remedies import NamedRule, Remedies
from schemas.refusing import refuse
from schemas.wire import LAZY, Wire

_Any = TypeVar("_Any", bound=Wire)
_TWICE = "同一份文件（id）在一次答复中写了不止一次，请只保留一处；一份文件只有一个名称。"


class GroundedRefusal(Refused):
    """不予办理: `reason`; `legal_basis`, the rule by its name; `remedy`, each way with its body and term."""

    legal_basis: NamedRule
    remedy: Remedies


class GroundedNonAcceptance(NotAccepted):
    """不予受理: `reason`; `legal_basis`, the rule by its name; `remedy`, each way with its body and term."""

    legal_basis: NamedRule
    remedy: Remedies


Said = SaidAsKept | GroundedRefusal | GroundedNonAcceptance


def as_kept(said: Answer) -> Answer:
    """As it is stored and compared: one class for each type of answer, whenever it was said."""
    if isinstance(said, GroundedRefusal):
        return Refused(**dict(said))
    if isinstance(said, GroundedNonAcceptance):
        return NotAccepted(**dict(said))
    return said


def each_file_once(said: _Any) -> _Any:
    """The applicant would be shown one file as two. What was kept before this was asked is read as it is."""
    ids = [one.id for one in getattr(said, "documents", ())]
    twice = [place for place, one in enumerate(ids) if one in ids[:place]]
    if twice:
        refuse(*((("documents", str(place), "id"), _TWICE) for place in twice))
    return said


Answering = Annotated[
    Annotated[Said, Field(discriminator="type")], AfterValidator(each_file_once), AfterValidator(as_kept)
]

ANSWERING: TypeAdapter[Answer] = TypeAdapter(Answering, config=LAZY)
