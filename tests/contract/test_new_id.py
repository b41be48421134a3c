import re
from datetime import date

import pytest
from stdnum.iso7064 import mod_37_36

from functions.adapters.new_id import ALPHABET, RandomNewId
from functions.ports.new_id import NewId
from tests.support.fakes.new_id import FakeNewId

ON = date(2026, 11, 24)


@pytest.fixture(params=[RandomNewId, FakeNewId])
def new_id(request: pytest.FixtureRequest) -> NewId:
    made: NewId = request.param()
    return made


def test_a_case_id_is_a_uuid_and_new_each_time(new_id: NewId) -> None:
    made = {new_id.case_id() for _ in range(100)}

    assert len(made) == 100
    assert all(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", one) for one in made)


def test_a_reference_tells_its_day_and_ends_in_a_check_character(new_id: NewId) -> None:
    made = {new_id.reference(ON) for _ in range(100)}

    assert len(made) == 100
    assert all(re.fullmatch(rf"TY261124[{ALPHABET}]{{8}}[0-9A-Z]", one) for one in made)
    assert all(mod_37_36.is_valid(one) for one in made)


def test_a_reference_with_one_character_misread_is_no_reference(new_id: NewId) -> None:
    reference = new_id.reference(ON)
    other = "7" if reference[10] != "7" else "8"

    assert not mod_37_36.is_valid(reference[:10] + other + reference[11:])


def test_a_secret_is_a_verifier_of_pkce_and_new_each_time(new_id: NewId) -> None:
    """RFC 7636, 4.1."""
    made = {new_id.secret() for _ in range(100)}

    assert len(made) == 100
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43,128}", one) for one in made)
