"""Which services outside one machine is connected to."""

from pathlib import Path

from functions.adapters.outward.services import ServiceAddresses
from infra.embedded.services import services_named
from infra.embedded.settings import NONE, Settings

FOLDER = Path("var")
ISSUER = "https://issuer.example"


def test_where_anybody_signs_in_as_a_demo_identity_the_sandbox_stands_in() -> None:
    assert services_named(Settings(FOLDER, sandbox="http://127.0.0.1:1")) == ServiceAddresses(
        notices="http://127.0.0.1:1/notices",
        shared_data="http://127.0.0.1:1/shared-data",
        electronic_seal="http://127.0.0.1:1/seals",
    )


def test_a_server_for_people_never_has_the_sandbox_seal_anything() -> None:
    assert services_named(Settings(FOLDER, issuer=ISSUER)).electronic_seal is None


def test_what_is_said_to_be_none_is_not_connected() -> None:
    silent = Settings(
        FOLDER, notices=NONE, shared_data=NONE, electronic_seal=NONE, acceptance=NONE, ratings=NONE
    )

    assert services_named(silent) == ServiceAddresses()


def test_an_address_that_is_named_is_the_one_that_is_asked() -> None:
    named = Settings(FOLDER, notices="https://notices.example", ratings="https://ratings.example")

    found = services_named(named)

    assert (found.notices, found.ratings) == ("https://notices.example", "https://ratings.example")
    assert found.acceptance is None
