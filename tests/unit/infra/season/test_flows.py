"""Whatever comes is decided, in the offices' hours, and nothing before what it is behind."""

from datetime import date
from itertools import accumulate

import pytest

from functions.domain.case.item import SERVICE_CHECK
from infra.season.flows import SeasonFlow, played, spread
from infra.season.items import SeasonItem, season_items
from infra.season.outage import Outage, Tries
from infra.season.scenario import Hours
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes import Department

LENGTH = 300
# Open in every minute but the first thirty.
HOURS = Hours(date(2026, 9, 7), tuple(range(30, LENGTH)))
FIRST = SeasonItem("first", Department.HUMAN_RESOURCES, ())
OTHER = SeasonItem("other", Department.MOBILIZATION, ())
BEHIND = SeasonItem("behind", Department.HUMAN_RESOURCES, ("first", "other"))


def season_of(*items: SeasonItem, down: tuple[int, int] = (0, 0)) -> SeasonFlow:
    outage = Outage(Department.MOBILIZATION, *down, Tries((1,), 10.0, 20), last_tries=5, operators=10)
    submitted = [60.0, *[0.0] * (LENGTH - 1)]
    return played(submitted, items, HOURS, accept_minutes=10, decide_minutes=20, outage=outage)


def test_what_comes_is_spread_evenly_over_the_open_minutes() -> None:
    found = spread([60.0, *[0.0] * (LENGTH - 1)], HOURS, 10)

    assert found[:30] == [0.0] * 30
    assert found[30:40] == pytest.approx([6.0] * 10)
    assert sum(found) == pytest.approx(60.0)


def test_every_item_of_every_case_is_decided() -> None:
    flow = season_of(FIRST, OTHER, BEHIND)

    assert sum(flow.decided()) == pytest.approx(3 * 60.0)
    assert flow.closed()[-1] == pytest.approx(60.0)


def test_each_round_is_told_of_twice_before_its_outcome() -> None:
    assert sum(season_of(FIRST).told()) == pytest.approx(2 * 60.0)


def test_an_item_goes_out_when_the_slower_of_those_before_it_is_decided() -> None:
    flow = season_of(FIRST, OTHER, BEHIND, down=(0, 100))

    owed = list(accumulate(flow.items["behind"].owed))
    slower = list(accumulate(flow.items["other"].decided))
    assert owed == pytest.approx(slower)
    assert owed[99] == 0
    assert sum(flow.items["first"].decided[:100]) == pytest.approx(60.0)


def test_a_department_that_is_down_holds_up_its_own_items_only() -> None:
    usual, held = season_of(FIRST, OTHER), season_of(FIRST, OTHER, down=(0, 100))

    assert held.items["first"].decided == usual.items["first"].decided
    assert sum(held.items["other"].told[:100]) == 0


def test_the_items_are_the_catalogues_and_each_stands_after_what_it_is_behind() -> None:
    items = season_items()
    place = {item.code: number for number, item in enumerate(items)}

    assert set(place) == {SERVICE_CHECK, *(item.code for item in load_edition(CURRENT).items)}
    assert all(place[before] < place[item.code] for item in items for before in item.behind)
