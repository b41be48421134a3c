import pytest

from functions.domain.refusals import SignedForAnother
from functions.web.signed_path import check_signed_path
from tests.support.each import each

PATH = {"department": "public_security", "reference": "TY2609018K3V7QXMA", "item": "identity_card"}


@each(
    "webhook_id",
    [
        "TY2609018K3V7QXMA/identity_card/materials",
        "TY2609018K3V7QXMA/identity_card",
        "3f2b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b",
        "msg/TY2609018K3V7QXMB/identity_card",
        "TY2609018K3V7QXMB-parcel-1",
    ],
)
def test_an_id_that_names_case_and_item_of_the_address_or_none_is_taken(webhook_id: str) -> None:
    check_signed_path(webhook_id, PATH)


@each(
    "webhook_id",
    [
        "TY2609018K3V7QXMB/identity_card/materials",
        "TY2609018K3V7QXMA/household_registration/materials",
        "TY2609018K3V7QXMA",
        "TY2609018K3V7QXMA/",
    ],
)
def test_what_was_signed_for_another_case_or_item_is_refused_here(webhook_id: str) -> None:
    with pytest.raises(SignedForAnother):
        check_signed_path(webhook_id, PATH)


def test_where_the_body_names_case_and_item_an_id_may_be_any() -> None:
    check_signed_path("TY2609018K3V7QXMB/household_registration/1", {"department": "public_security"})
