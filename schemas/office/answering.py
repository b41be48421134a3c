"""What an office may say from now on: a refusal states its basis and remedy. What was stored before is `case/answers.py`."""

from typing import Annotated

from pydantic import AfterValidator, Field, TypeAdapter

from schemas.case.answers import Answer, NotAccepted, Refused, SaidAsKept
from schemas.case.remedies import NamedRule, Remedies
from schemas.wire import LAZY


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


Answering = Annotated[Annotated[Said, Field(discriminator="type")], AfterValidator(as_kept)]

ANSWERING: TypeAdapter[Answer] = TypeAdapter(Answering, config=LAZY)
