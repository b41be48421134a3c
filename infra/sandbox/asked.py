"""What a trial of conformance asks an office to say, in a header of its messages (docs/conformance.md)."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from schemas.codes import AnswerType

ANSWERS_HEADER = "lianban-answers"
_MOST = 20


@dataclass(frozen=True, slots=True)
class Saying:
    """`at`: the time that it names, if not that of sending; `document`: with a file."""

    kind: AnswerType
    at: datetime | None = None
    document: bool = False


def read_asked(header: str) -> list[Saying]:
    """`received accepted@2026-09-30T10:00:00+08:00 granted+document`; what is none of these is passed over."""
    said = []
    for word in header.split()[:_MOST]:
        what, _, at = word.partition("@")
        kind, _, with_it = what.partition("+")
        with suppress(ValueError):
            moment = datetime.fromisoformat(at) if at else None
            said.append(Saying(AnswerType(kind), moment, with_it == "document"))
    return said
