"""A form's key: new when it is shown, the same when it is shown again, and no form is done without one."""

import pytest

from functions.pages.forms import Form
from functions.pages.keys import key_of, new_key
from functions.pages.page import Asked
from functions.pages.refusals import FormExpired
from functions.web.requests import IDEMPOTENCY_KEY
from tests.support.api_deps import house
from tests.support.each import each


def asked(*fields: tuple[str, str]) -> Asked:
    return Asked(deps=house(), form=Form(fields=fields))


def test_a_form_that_is_shown_again_keeps_its_key() -> None:
    assert new_key(asked(("key", "key-of-before"))) == "key-of-before"


def test_two_forms_have_two_keys() -> None:
    given = asked()

    assert new_key(given) != new_key(given)


@each("sent", ["", "short", "字" * 20, "a" * 81])
def test_what_is_no_key_does_nothing(sent: str) -> None:
    given = asked(("key", sent))

    assert new_key(given) != sent
    with pytest.raises(FormExpired):
        key_of(given)


def test_the_same_content_is_one_key_and_another_is_another() -> None:
    shown = ("key", "key-of-before")

    first = key_of(asked(shown, ("level", "satisfied"), ("token", "of-a-session")))
    again = key_of(asked(shown, ("level", "satisfied"), ("token", "of-the-next")))
    other = key_of(asked(shown, ("level", "neutral")))

    assert first == again
    assert first != other
    assert IDEMPOTENCY_KEY.fullmatch(first)
