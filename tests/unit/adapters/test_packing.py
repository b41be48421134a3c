import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.adapters.codec import encode
from functions.adapters.packing import pack, unpack
from functions.domain.errors import RecordUnreadable
from tests.support.openings import opening

ITEM = opening().ledger.service_check


@pytest.mark.slow
@given(st.text(), st.text(max_size=40))
@settings(deadline=None)
def test_whatever_is_packed_comes_back(text: str, known: str) -> None:
    assert unpack(pack(text, known=known), known=known) == text


def test_an_item_takes_a_third_of_its_text() -> None:
    text = encode(ITEM)

    assert len(pack(text, known=ITEM.case_id)) < len(text) / 3


def test_what_the_first_edition_wrote_is_read_for_ever() -> None:
    written = bytes.fromhex("0143490bba86e096450aa456462ed2911a13e0f8ad0500")

    assert unpack(written, known="c-1") == '{"case_id":"c-1","code":"identity_card","status":"done"}'


def test_what_the_second_edition_wrote_is_read_for_ever() -> None:
    written = bytes.fromhex("02439900d135c4ddd385277b702aae0500")

    assert unpack(written, known="c-1") == '{"case_id":"c-1","code":"identity_card","status":"done"}'


def test_what_no_edition_wrote_is_refused() -> None:
    with pytest.raises(RecordUnreadable):
        unpack(b"\x09abc")
