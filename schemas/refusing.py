"""How a model's own rules refuse: a Chinese detail at a location, never the value."""

from typing import NoReturn

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

# The marker by which `schemas.problems` knows a message of ours: it may be shown as it stands.
OWN_ERROR = "lianban"


_Location = tuple[str, ...]
Finding = tuple[_Location, str]


def refuse(*findings: Finding) -> NoReturn:
    """Raise every finding at its own location below the model whose validator calls."""
    raise ValidationError.from_exception_data(
        "form",
        [
            InitErrorDetails(type=PydanticCustomError(OWN_ERROR, detail), loc=location, input=None)
            for location, detail in findings
        ],
        hide_input=True,
    )
