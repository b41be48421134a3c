"""The rules of appointments (到场预约): our own configuration, and 待核定 what only an authority can say."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from schemas.catalogue.figures import Figure
from schemas.wire import Wire

_FILE = Path(__file__).with_name("booking.toml")


class BookingRules(Wire):
    """`missed`: after so many appointments that nobody came to none is made by the applicant any more; 待核定: no bound."""

    basis: Literal["internal"]
    nearest_minutes: Annotated[int, Field(ge=0, le=10_080)]
    between_offices_minutes: Annotated[int, Field(ge=0, le=600)]
    remind_from_hour: Annotated[int, Field(ge=0, le=23)]
    ahead_days: Annotated[int, Field(ge=1, le=366)]
    missed: Figure


@lru_cache(maxsize=1)
def booking_rules() -> BookingRules:
    # Imported here: only what books needs it.
    import tomllib

    return BookingRules.model_validate_json(json.dumps(tomllib.loads(_FILE.read_text("utf-8"))))
