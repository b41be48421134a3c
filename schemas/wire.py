"""The base of every model that crosses an edge: strict, frozen, and closed to unknown fields."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic_core import PydanticKnownError

from schemas.plain_text import ON_ARRIVAL, ONE_LINE, PARAGRAPHS
from schemas.spelling import spelled_code, spelled_reference


class Wire(BaseModel):
    """Parse once at the edge (`model_validate_json`); inside, the types are trusted."""

    # hide_input_in_errors: a refused value may be somebody's ID number, and errors are logged.
    model_config = ConfigDict(
        strict=True, frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True
    )


def faults_text(error: ValidationError) -> str:
    """Of a file of ours: where each fault is, and what. No value stands in it (`hide_input_in_errors`)."""
    return "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())


# For the adapter of a union, which has no model_config of its own: built at first use, like every model.
LAZY = ConfigDict(defer_build=True)

ItemCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{2,39}$")]
Text = Annotated[
    str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True), ON_ARRIVAL, ONE_LINE
]
LongText = Annotated[
    str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True), ON_ARRIVAL, PARAGRAPHS
]
# Bounded, so that no arithmetic on an instant somebody sent us runs off the calendar.
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_DAY, _MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt_ ].+")


def _calendar_date(value: object) -> object:
    # pydantic, even when strict, also reads a string of digits as a timestamp: "1041379200" is no date.
    if not isinstance(value, str):
        return value
    with suppress(ValueError):
        if _DAY.fullmatch(day := spelled_code(value)):
            return date.fromisoformat(day)
    raise PydanticKnownError("date_parsing", {"error": "not a date"})


def _moment(value: object) -> object:
    if not isinstance(value, str):
        return value
    with suppress(ValueError):
        if _MOMENT.fullmatch(value):
            return datetime.fromisoformat(value.upper())
    raise PydanticKnownError("datetime_parsing", {"error": "not a moment"})


def _spelled(value: object) -> object:
    return spelled_reference(value) if isinstance(value, str) else value


CalendarDate = Annotated[date, BeforeValidator(_calendar_date)]
Instant = Annotated[AwareDatetime, Field(ge=EARLIEST, lt=LATEST), BeforeValidator(_moment)]
Reference = Annotated[str, Field(pattern=r"^[0-9A-Z-]{8,40}$"), BeforeValidator(_spelled)]
# As we give them out: what is sought by a part of one is not found, and told so.
WHOLE_REFERENCE = r"^TY[0-9]{6}[0-9A-Z]{9}$"
WholeReference = Annotated[str, Field(pattern=WHOLE_REFERENCE), BeforeValidator(_spelled)]
OfficeId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{2,80}$")]
City = Annotated[str, StringConstraints(pattern=r"^44[0-9]{2}00$")]
ReasonText = Annotated[
    str, StringConstraints(min_length=2, max_length=500, strip_whitespace=True), ON_ARRIVAL, PARAGRAPHS
]
# SHA-256, in hex; of a list of entries, over their canonical JSON: keys sorted, no spaces, UTF-8.
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
# GB/T 2260: a county, a city, or 440000 the province; nine characters for a town or a functional area.
REGION_PATTERN = r"44[0-9]{4}(?:[0-9]{3}|f[0-9]{2})?"
RegionCode = Annotated[str, StringConstraints(pattern=rf"^{REGION_PATTERN}$")]
# 广东省, which every region of ours is in.
PROVINCE = "440000"
PROVINCE_NAME = "广东省"
