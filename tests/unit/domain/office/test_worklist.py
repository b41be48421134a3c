"""Whose an item is that one office has handed to another, and what is left of a claim that is given back."""

from functions.domain.case.access import Principal
from functions.domain.case.item import with_desk, with_dispatch
from functions.domain.office.worklist import unclaimed, went_from
from schemas.codes import Department, Role
from tests.support.make import NOW, sent

HERE = Principal("staff-1", Role.DEPARTMENT_STAFF, "440106", Department.VETERANS_AFFAIRS)
CITY = Principal("staff-2", Role.DEPARTMENT_STAFF, "440100", Department.VETERANS_AFFAIRS)


def test_an_item_went_from_those_whose_it_would_be_and_is_not() -> None:
    item = sent(city="440100", county="440106")
    away = with_dispatch(item, transfers=(1,), handed_to="440105")

    assert [went_from(by, away) for by in (HERE, CITY)] == [True, False]
    assert not went_from(HERE, item)


def test_nothing_is_left_of_a_claim_that_is_given_back() -> None:
    claimed = with_desk(sent(), claimed_by="staff-1", claimed_at=NOW)

    assert unclaimed(claimed, "staff-1") == sent()
