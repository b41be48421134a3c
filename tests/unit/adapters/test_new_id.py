import re
from datetime import date

from functions.adapters.new_id import with_check
from schemas.case.answers import Received
from tests.support.fakes.new_id import FakeNewId


def test_a_reference_has_the_form_that_answers_may_name() -> None:
    pattern = next(
        part.pattern for part in Received.model_fields["reference"].metadata if hasattr(part, "pattern")
    )

    assert re.fullmatch(pattern, with_check(date(2026, 1, 2), "0123ABCD"))


def test_the_check_character_is_that_of_iso_7064() -> None:
    assert with_check(date(2026, 11, 24), "ABCDEFGH") == "TY261124ABCDEFGHZ"


def test_the_fake_can_be_foretold() -> None:
    new_id = FakeNewId()

    assert [new_id.case_id(), new_id.case_id()] == [
        "00000000-0000-4000-8000-000000000001",
        "00000000-0000-4000-8000-000000000002",
    ]
    assert new_id.reference(date(2026, 11, 24)).startswith("TY26112400000001")
