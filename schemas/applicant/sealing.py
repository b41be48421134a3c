"""What a seal service is asked, and what it answers (docs/province.md): our own contract, for none is public (待核定)."""

from typing import Annotated, Literal

from pydantic import ConfigDict, StringConstraints

from schemas.plain_text import ON_ARRIVAL, ONE_LINE
from schemas.wire import CalendarDate, Digest, Instant, Wire

_Text = Annotated[str, StringConstraints(min_length=1, max_length=80), ON_ARRIVAL, ONE_LINE]


class SealAsked(Wire):
    office: _Text
    office_name: _Text
    kind: _Text
    on: CalendarDate
    digest_algorithm: Literal["sha256"]
    digest: Digest


class SealAnswer(Wire):
    """More than this may come with it."""

    model_config = ConfigDict(extra="ignore")

    number: _Text
    name: _Text
    sealed_at: Instant
    signature: Annotated[str, StringConstraints(min_length=1, max_length=16_384)]
    demo: bool = False
