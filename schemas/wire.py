"""The base of every model that crosses an edge: strict, frozen, and closed to unknown fields."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints


class Wire(BaseModel):
    """Parse once at the edge (`model_validate_json`); inside, the types are trusted."""

    # hide_input_in_errors: a refused value may be somebody's ID number, and errors are logged.
    model_config = ConfigDict(
        strict=True, frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True
    )


# For the adapter of a union, which has no model_config of its own: built at first use, like every model.
LAZY = ConfigDict(defer_build=True)

ItemCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{2,39}$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
LongText = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
# Bounded, so that no arithmetic on an instant somebody sent us runs off the calendar.
Instant = Annotated[
    AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC))
]
