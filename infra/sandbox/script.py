"""What the sandbox offices do: by default, then as a department says otherwise, then as an item does."""

import json
import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from functions.domain.national.owed_messages import ToldPlatform
from schemas.catalogue.prefill import SourceCode
from schemas.codes import AnswerType, Department
from schemas.office.dispatches import Dispatch, Message, WithdrawalRequest
from schemas.problems import pointer
from schemas.wire import ItemCode

Seconds = Annotated[float, Field(ge=0, le=3600)]
_Answers = Annotated[tuple[AnswerType, ...], Field(max_length=20)]

_STRAIGHT = (AnswerType.RECEIVED, AnswerType.ACCEPTED, AnswerType.GRANTED)


class Behaviour(BaseModel):
    """`answers` go out in the order given: none is silence, two outcomes contradict each other."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    answers: _Answers = _STRAIGHT
    # From the second round on: after a correction.
    corrected: _Answers = _STRAIGHT
    # When the applicant asks to withdraw.
    withdrawn: _Answers = (AnswerType.WITHDRAWN,)
    # Before each answer.
    delay_seconds: Seconds = 0.15
    # So many deliveries of an item meet 503, with Retry-After if given.
    unavailable: Annotated[int, Field(ge=0, le=1000)] = 0
    retry_after: Annotated[int, Field(ge=0, le=3600)] | None = None
    # Every delivery is answered only after so long.
    slow_seconds: Seconds = 0
    # Every delivery is refused with this status.
    refuse_with: Annotated[int, Field(ge=400, le=499)] | None = None
    # Every answer is sent so many times under one webhook-id.
    copies: Annotated[int, Field(ge=1, le=10)] = 1
    # Before each answer, one like it is sent that nobody signed.
    forged: bool = False

    def answers_for(self, message: Message) -> tuple[AnswerType, ...]:
        """A reminder (催办) or a late file (补交材料) asks for no answer of its own."""
        match message:
            case Dispatch(round=1):
                return self.answers
            case Dispatch():
                return self.corrected
            case WithdrawalRequest():
                return self.withdrawn
            case _:
                return ()


class InboxBehaviour(BaseModel):
    """Of the message gateway."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # So many tries of each notice meet 503.
    unavailable: Annotated[int, Field(ge=0, le=1000)] = 0
    # Every notice is refused with this status.
    refuse_with: Annotated[int, Field(ge=400, le=499)] | None = None
    # Whether it says that the applicant has the notice, or only that it will see to it.
    delivers: bool = True


class PlatformBehaviour(BaseModel):
    """Of a platform of the province: the seal service, 统一申办受理, 好差评."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # So many tries of each message meet 503.
    unavailable: Annotated[int, Field(ge=0, le=1000)] = 0
    # Every message is refused with this status.
    refuse_with: Annotated[int, Field(ge=400, le=499)] | None = None


class SourceBehaviour(BaseModel):
    """Of one source of the sharing platform."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # Every question is answered with this status.
    fail_with: Annotated[int, Field(ge=400, le=599)] | None = None
    # How long it thinks about it.
    seconds: Annotated[float, Field(ge=0, le=30)] = 0.0


class Script(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    default: Behaviour = Behaviour()
    departments: dict[Department, Behaviour] = {}
    items: dict[ItemCode, Behaviour] = {}
    notices: InboxBehaviour = InboxBehaviour()
    seals: PlatformBehaviour = PlatformBehaviour()
    platforms: dict[ToldPlatform, PlatformBehaviour] = {}
    sources: dict[SourceCode, SourceBehaviour] = {}

    def behaviour(self, department: Department, item: str) -> Behaviour:
        """Only what is written in the narrower table replaces the wider one."""
        layers = (self.default, self.departments.get(department), self.items.get(item))
        said = [layer.model_dump(exclude_unset=True) for layer in layers if layer]
        return Behaviour.model_validate({name: value for layer in said for name, value in layer.items()})


def parse_script(text: str | bytes) -> Script:
    return Script.model_validate_json(text)


def read_script(path: Path) -> Script:
    """JSON or TOML, told apart by the file's name. Raises OSError, or ValueError that names what is wrong."""
    try:
        if path.suffix == ".toml":
            return parse_script(json.dumps(tomllib.loads(path.read_text("utf-8"))))
        return parse_script(path.read_bytes())
    except ValidationError as exc:
        wrong = exc.errors(include_url=False, include_input=False)[0]
        raise ValueError(f"{path.name} {pointer(wrong['loc'])}: {wrong['msg']}") from exc
