"""Once is once: a form carries a key from when it was shown, and however often it is sent, what it asks for is done once.

Whoever goes back, and sends the same form with something else in it, asks for something else.
"""

from hashlib import sha256

from functions.pages.forms import lines_of
from functions.pages.page import Asked
from functions.pages.refusals import FormExpired
from functions.web.requests import IDEMPOTENCY_KEY

# The name of the hidden field; templates/macros/base.html writes it.
_NAME = "key"
# A form's own part of the key, and as much of what stands in it as tells two contents apart.
_OWN, CONTENT = 40, 24


def new_key(asked: Asked) -> str:
    """For a form that is shown: the one that was sent, if it is shown again."""
    given = asked.form.text(_NAME)
    return given if IDEMPOTENCY_KEY.fullmatch(given) else asked.deps.new_id.case_id()


def key_of(asked: Asked) -> str:
    """Of a form that was sent, with what stands in it. Raises FormExpired."""
    given = asked.form.text(_NAME)
    if not IDEMPOTENCY_KEY.fullmatch(given):
        raise FormExpired
    content = sha256(repr(tuple(lines_of(asked.form))).encode()).hexdigest()
    return f"{given[:_OWN]}-{content[:CONTENT]}"
