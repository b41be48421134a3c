"""A day's numbers, to its last one."""

from datetime import date

import pytest

from functions.domain.national.numbers import MOST_A_DAY, numbered

CODE, DAY = "11440106007508683Q4442106043001", date(2026, 11, 24)


def test_a_day_has_a_first_and_a_last_number_and_none_beyond() -> None:
    assert [numbered(CODE, DAY, serial)[-4:] for serial in (1, MOST_A_DAY)] == ["0001", "9999"]
    for serial in (0, MOST_A_DAY + 1):
        with pytest.raises(ValueError, match="9,999"):
            numbered(CODE, DAY, serial)
