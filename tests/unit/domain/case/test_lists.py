"""In which lists an item stands."""

from typing import Any

from functions.domain.case.lists import finished_office, listed_office
from tests.support.each import each
from tests.support.make import done, sent

DESK = "gz-tianhe-ga"


@each(
    "changes, found",
    [
        ({"at_desk": True}, DESK),
        ({"claimed_by": "anne"}, DESK),
        ({}, None),
        ({"at_desk": True, "office": None}, None),
    ],
)
def test_only_a_desk_has_a_list_of_what_it_has_finished(changes: dict[str, Any], found: str | None) -> None:
    item = done("identity_card", **{"office": DESK, **changes})

    assert finished_office(item) == found
    assert listed_office(item) is None


def test_what_is_open_is_not_finished() -> None:
    item = sent("identity_card", office=DESK, at_desk=True)

    assert (finished_office(item), listed_office(item)) == (None, DESK)
