"""What a filled ledger holds: as much of what is open, however large it is, and nobody twice."""

from collections import Counter
from datetime import date
from itertools import islice

import pytest

from functions.web.path_parameters import PARAMETERS
from infra.growth.filling import OPEN_CASES, case_id, is_open, planned
from infra.growth.people import BUSY_COUNTY, OF_QUIET, QUIET_COUNTY, applicant, born
from infra.growth.picking import Picks
from schemas.form.person import born_on, is_id_number

TODAY = date(2026, 11, 29)


@pytest.mark.slow
@pytest.mark.parametrize("count", [1_000, 100_000, 250_007])
def test_as_many_are_open_in_a_ledger_of_any_size(count: int) -> None:
    assert sum(is_open(number, count=count) for number in range(count)) == OPEN_CASES


def test_ids_are_well_formed_and_in_ascending_order() -> None:
    ids = [case_id(number, count=100_000) for number in range(2_000)]

    assert ids == sorted(set(ids))
    assert all(PARAMETERS["case_id"].admits(one) for one in ids)


def test_every_copy_is_of_another_person_with_a_number_that_can_be() -> None:
    numbers = [*range(1_000), *range(999_000, 1_000_000)]

    found = {number: applicant(number).id_number for number in numbers}

    assert len(set(found.values())) == len(numbers)
    assert all(is_id_number(found[number]) for number in numbers[::97])
    assert all(born_on(found[number]) == born(number) for number in numbers[::97])


@pytest.mark.slow
@pytest.mark.parametrize("count", [1_000, 6_000])
def test_a_quiet_county_has_a_handful_and_a_busy_one_a_share(count: int) -> None:
    found = Counter(planned(number, count=count, today=TODAY).copy.county for number in range(count))

    assert found[QUIET_COUNTY] == OF_QUIET
    assert 0.25 < found[BUSY_COUNTY] / count < 0.35


def test_what_is_open_is_of_today_and_what_is_closed_earlier() -> None:
    plans = [planned(number, count=1_000, today=TODAY) for number in range(1_000)]

    assert {plan.kind for plan in plans} == {"open", "stuck", "closed", "closed_all", "closed_at_desk"}
    assert all((plan.copy.earlier.days == 0) == (plan.kind in ("open", "stuck")) for plan in plans)


def test_a_round_asks_for_other_cases_than_the_one_before_and_again_for_the_same() -> None:
    picks, again = Picks(1_000, TODAY), Picks(1_000, TODAY)

    made = [picks.of(number) for number in islice(range(1_000), 8)]

    assert made == [again.of(number) for number in range(8)]
    assert len({one.closed for one in made}) > 4
    assert len({one.open for one in made}) == 8
