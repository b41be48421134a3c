from datetime import datetime, timedelta
from time import process_time

import pytest

from functions.domain.applicant.together import FreeVisit, same_day
from functions.domain.clock import SHANGHAI

GAP = timedelta(minutes=30)


def visit(item: str, clock: str, office: str = "") -> FreeVisit:
    at = datetime.fromisoformat(f"2026-12-01T{clock}:00").replace(tzinfo=SHANGHAI)
    return FreeVisit(item, office or item, at, at + timedelta(minutes=30))


def told(*visits: FreeVisit) -> list[str]:
    return [f"{one.item} {one.at:%H:%M}" for one in same_day(visits, GAP) or ()]


def test_the_way_that_takes_least_is_chosen_in_whatever_order() -> None:
    assert told(visit("card", "09:00"), visit("licence", "14:00"), visit("card", "15:00")) == [
        "licence 14:00",
        "card 15:00",
    ]


def test_between_two_offices_there_is_time_for_the_way_and_within_one_none_is_needed() -> None:
    assert told(visit("card", "09:00"), visit("licence", "09:45")) == []
    assert told(visit("card", "09:00", "hall"), visit("licence", "09:30", "hall")) == [
        "card 09:00",
        "licence 09:30",
    ]


def test_as_many_as_fit_are_put_on_the_day() -> None:
    found = told(visit("card", "09:00"), visit("licence", "10:00"), visit("register", "09:30"))

    assert found == ["card 09:00", "licence 10:00"]


def test_one_visit_is_none_to_be_put_together() -> None:
    assert told(visit("card", "09:00"), visit("card", "10:00")) == []


def test_a_short_time_that_begins_later_and_ends_sooner_is_found() -> None:
    long = FreeVisit("licence", "hall", visit("", "10:00").at, visit("", "11:00").at)
    short = FreeVisit("licence", "hall", visit("", "10:15").at, visit("", "10:30").at)

    assert told(visit("card", "09:30", "hall"), long, short) == ["card 09:30", "licence 10:15"]


@pytest.mark.slow
def test_eight_items_that_are_free_all_day_are_put_together_at_once() -> None:
    midnight, quarter = visit("", "00:00").at, timedelta(minutes=15)
    offered = [
        FreeVisit(f"item-{item}", "hall", midnight + quarter * place, midnight + quarter * (place + 1))
        for item in range(8)
        for place in range(96)
    ]

    began = process_time()
    found = same_day(offered, GAP)

    assert found is not None
    assert (len(found), found[0].at, found[-1].until - found[0].at) == (4, midnight, 4 * quarter)
    # Every order of the items, tried by itself, takes four seconds and more.
    assert process_time() - began < 1
