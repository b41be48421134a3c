"""Why something is done, as it was typed for what keeps it: held to the same rule as what a program sends."""

from pydantic import ValidationError

from functions.pages.expected import by_field
from functions.pages.forms import Form
from schemas.operator.acts import Grounds


def reason_in(form: Form, name: str, wanted: str) -> tuple[str, str]:
    """What was typed, in our spelling; and what is wrong with it, "" nothing. `wanted`: the words for its length."""
    typed = form.text(name)
    if not 2 <= len(typed) <= 500:
        return typed, wanted
    try:
        return Grounds.model_validate({"reason": typed}).reason, ""
    except ValidationError as error:
        return typed, by_field(error)["reason"]
