"""Once is once: a form carries a key from when it was shown, and however often it is sent, what it asks for is done once."""

from functions.pages.page import Asked
from functions.pages.refusals import FormExpired
from functions.web.requests import KEY

# The name of the hidden field; templates/macros/base.html writes it.
NAME = "key"


def new_key(asked: Asked) -> str:
    """For a form that is shown: the one that was sent, if it is shown again."""
    given = asked.form.text(NAME)
    return given if KEY.fullmatch(given) else asked.deps.new_id.case_id()


def key_of(asked: Asked) -> str:
    """Of a form that was sent. Raises FormExpired."""
    given = asked.form.text(NAME)
    if not KEY.fullmatch(given):
        raise FormExpired
    return given
