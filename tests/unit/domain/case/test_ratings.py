from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.case.item import CaseItem, attention, visit_list, with_aftercare
from functions.domain.case.lists import listed_office
from functions.domain.case.ratings import (
    CHANGEABLE,
    changeable_until,
    is_rateable,
    next_look,
    rated,
    visit_overdue,
    visited,
)
from functions.domain.conflicts import NothingToVisit, NotRateable, RatingFixed
from schemas.codes import Outcome
from schemas.codes_citizen import RatingLevel, RatingTag
from tests.support.make import CALENDAR, NOW, done, item, sent, service_check

DUE = "2026-12-01"
BAD, GOOD = RatingLevel.VERY_DISSATISFIED, RatingLevel.SATISFIED

UNSERVED = (Outcome.BLOCKED, Outcome.NOT_NEEDED, Outcome.WITHDRAWN)


def rate(given: CaseItem, level: RatingLevel, *, days: float = 0, **more: Any) -> CaseItem:
    return rated(given, level, more.pop("tags", ()), NOW + timedelta(days=days), CALENDAR, **more)


def handled(**changes: Any) -> CaseItem:
    return done("social_insurance", **{"office": "office-1", **changes})


def test_an_item_is_rated_only_after_an_office_has_decided_it() -> None:
    rateable = [done(outcome=one) for one in Outcome if one not in UNSERVED]
    not_rateable = [item(), sent(), *(done(outcome=one) for one in UNSERVED)]
    never_sent = done(outcome=Outcome.WITHDRAWN, round=0)

    assert all(map(is_rateable, rateable))
    assert not any(map(is_rateable, [*not_rateable, never_sent, service_check()]))
    with pytest.raises(NotRateable):
        rate(sent(), GOOD)


def test_a_good_rating_owes_nothing() -> None:
    after = rate(handled(), GOOD, tags=(RatingTag.QUICK,))

    assert after.aftercare.rating is not None
    assert (after.aftercare.rating.level, after.aftercare.rating.tags) == (GOOD, (RatingTag.QUICK,))
    assert (after.aftercare.rating.visit_due, next_look(after), listed_office(after)) == (None, None, None)


@pytest.mark.parametrize("level", [RatingLevel.DISSATISFIED, RatingLevel.VERY_DISSATISFIED])
def test_a_bad_rating_owes_a_visit_within_five_working_days_in_the_offices_list(level: RatingLevel) -> None:
    after = rate(handled(), level)

    assert after.aftercare.rating is not None
    assert after.aftercare.rating.visit_due is not None
    assert after.aftercare.rating.visit_due.date().isoformat() == DUE
    assert next_look(after) == after.aftercare.rating.visit_due
    assert listed_office(after) == visit_list("office-1")


def test_a_visit_owed_by_nobodys_office_is_in_the_list_of_the_departments_own_worklist() -> None:
    after = rate(handled(office=None, city="440100", county="440106"), BAD)

    assert listed_office(after) == "visits-worklist-veterans_affairs-440106"


def test_a_rating_said_again_is_the_same_one() -> None:
    first = rate(handled(), GOOD)

    assert rate(first, GOOD, days=30) == first


def test_a_rating_can_be_changed_for_seven_days_and_no_longer() -> None:
    first = rate(handled(), GOOD)

    changed = rate(first, RatingLevel.NEUTRAL, days=6.9)

    assert changed.aftercare.rating is not None
    assert (changed.aftercare.rating.level, changed.aftercare.rating.at) == (RatingLevel.NEUTRAL, NOW)
    assert changeable_until(changed.aftercare.rating) == NOW + CHANGEABLE
    with pytest.raises(RatingFixed):
        rate(first, RatingLevel.NEUTRAL, days=7)
    with pytest.raises(RatingFixed):
        rate(first, GOOD, days=7, same_text=False)


def test_another_text_is_a_change_of_the_rating() -> None:
    first = rate(handled(), GOOD)

    changed = rate(first, GOOD, days=1, same_text=False)

    assert changed.aftercare.rating is not None
    assert changed.aftercare.rating.changed_at == NOW + timedelta(days=1)


def test_a_rating_that_became_better_owes_no_visit_any_more_and_a_worse_one_does() -> None:
    bad = rate(handled(), BAD)

    better = rate(bad, GOOD, days=1)
    worse_again = rate(better, BAD, days=2)

    assert listed_office(better) is None
    assert worse_again.aftercare.rating is not None
    assert worse_again.aftercare.rating.visit_due is not None
    assert worse_again.aftercare.rating.visit_due.date().isoformat() == "2026-12-03"


def test_still_bad_is_to_be_visited_by_the_same_day() -> None:
    bad = rate(handled(), BAD)

    still = rate(bad, RatingLevel.DISSATISFIED, days=3)

    assert still.aftercare.rating is not None
    assert bad.aftercare.rating is not None
    assert still.aftercare.rating.visit_due == bad.aftercare.rating.visit_due


def test_operators_see_a_visit_that_is_overdue_until_the_office_says_what_it_did() -> None:
    bad = rate(handled(), BAD)

    early = visit_overdue(bad, NOW + timedelta(days=1))
    late = visit_overdue(bad, NOW + timedelta(days=10))
    assert late is not None
    at_last = visited(late, "staff-1", NOW + timedelta(days=11))

    assert early is None
    assert (attention(late), visit_overdue(late, NOW + timedelta(days=11))) == ("unvisited", None)
    assert (attention(at_last), listed_office(at_last), next_look(at_last)) == (None, None, None)


def test_a_visit_is_paid_once() -> None:
    paid = visited(rate(handled(), BAD), "staff-1", NOW)

    assert paid.aftercare.rating is not None
    assert (paid.aftercare.rating.visited_by, paid.aftercare.rating.visit_owed) == ("staff-1", False)
    for nothing_owed in (paid, handled(), rate(handled(), GOOD)):
        with pytest.raises(NothingToVisit):
            visited(nothing_owed, "staff-2", NOW)


def test_a_visit_that_was_paid_is_not_asked_for_again() -> None:
    paid = visited(rate(handled(), BAD), "staff-1", NOW)

    still_bad = rate(paid, RatingLevel.DISSATISFIED, days=2)

    assert listed_office(still_bad) is None


def test_a_rating_made_better_is_no_longer_overdue() -> None:
    late = visit_overdue(rate(handled(), BAD), NOW + timedelta(days=6.5))
    assert late is None or late.aftercare.rating

    overdue = replace(rate(handled(), BAD))
    marked = visit_overdue(overdue, NOW + timedelta(days=8))
    assert marked is not None
    assert marked.aftercare.rating is not None
    better = rated(
        with_aftercare(marked, rating=replace(marked.aftercare.rating, at=NOW + timedelta(days=5))),
        GOOD,
        (),
        NOW + timedelta(days=8),
        CALENDAR,
    )

    assert attention(better) is None
