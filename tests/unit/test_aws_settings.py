"""What the template gives every Lambda."""

from collections.abc import Mapping

import pytest

from functions.adapters.outward.services import ServiceAddresses
from functions.adapters.outward.sign_in import SignInSettings
from functions.aws_settings import Misconfigured, settings
from tests.support.each import each

ALWAYS = {
    f"LIANBAN_{name}": name
    for name in (
        "TABLE",
        "STATE_MACHINE_ARN",
        "SECRETS_PREFIX",
        "JWKS_URL",
        "ISSUER",
        "AUDIENCE",
        "ROUTES",
        "MATERIALS_BUCKET",
    )
}
SIGN_IN = {
    "LIANBAN_SIGN_IN_URL": "https://issuer.example/authorize",
    "LIANBAN_SIGN_IN_TOKEN_URL": "https://issuer.example/token",
    "LIANBAN_SIGN_IN_CLIENT_ID": "lianban",
    "LIANBAN_SIGN_IN_RETURN_URL": "https://lianban.example/signed-in",
}
WANTED = SignInSettings(
    "https://issuer.example/authorize",
    "https://issuer.example/token",
    "lianban",
    "https://lianban.example/signed-in",
)


@pytest.mark.parametrize("said", [{}, dict.fromkeys(SIGN_IN, "")])
def test_as_long_as_no_issuer_is_named_nobody_signs_in(said: Mapping[str, str]) -> None:
    assert settings({**ALWAYS, **said}).sign_in is None


def test_an_issuer_is_named_with_all_that_it_needs() -> None:
    assert settings({**ALWAYS, **SIGN_IN}).sign_in == WANTED


@each("missing", [name for name in SIGN_IN if name != "LIANBAN_SIGN_IN_URL"])
def test_what_is_missing_of_an_issuer_is_named(missing: str) -> None:
    with pytest.raises(Misconfigured, match=missing):
        settings({**ALWAYS, **SIGN_IN, missing: ""})


def test_a_secret_and_an_end_are_said_where_there_are_any() -> None:
    more = {"LIANBAN_SIGN_IN_SECRET": "yes", "LIANBAN_SIGN_IN_END_SESSION_URL": "https://issuer.example/end"}

    found = settings({**ALWAYS, **SIGN_IN, **more}).sign_in

    assert found is not None
    assert (found.has_secret, found.end_session) == (True, "https://issuer.example/end")


def test_claims_and_several_audiences_come_as_the_template_has_them() -> None:
    found = settings({**ALWAYS, "LIANBAN_CLAIMS": '{"role": "a.b"}', "LIANBAN_AUDIENCE": "one, two,"})

    assert (found.claims, found.audience) == ('{"role": "a.b"}', "one, two,")
    assert settings(ALWAYS).claims is None


def test_no_platform_of_the_province_is_connected_unless_it_is_named() -> None:
    none = settings(ALWAYS)
    named = settings(
        {
            **ALWAYS,
            "LIANBAN_ELECTRONIC_SEAL_URL": "https://seals.example",
            "LIANBAN_ACCEPTANCE_URL": "https://acceptance.example",
            "LIANBAN_RATINGS_URL": "https://ratings.example",
        }
    )

    assert none.services == ServiceAddresses()
    assert named.services == ServiceAddresses(
        electronic_seal="https://seals.example",
        acceptance="https://acceptance.example",
        ratings="https://ratings.example",
    )


def test_letters_name_the_address_where_people_sign_in_as_the_one_to_verify_them() -> None:
    assert settings({**ALWAYS, **SIGN_IN}).public_address == "https://lianban.example"
    assert settings(ALWAYS).public_address == ""


def test_a_ledger_that_was_restored_is_known_as_that_one() -> None:
    restored = settings({**ALWAYS, "LIANBAN_RESTORED": "lianban-prod-restored"})

    assert restored.put_back == ("lianban-prod-restored",)
    assert settings({**ALWAYS, "LIANBAN_RESTORED": ""}).put_back == ()
