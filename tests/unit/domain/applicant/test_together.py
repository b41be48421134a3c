from datetime import datetime, timedelta

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
