from datetime import timedelta
from typing import Any

import pytest

from functions.domain.case.access import Principal
from functions.domain.conflicts import SecondCheckNeeded
from functions.domain.guide.place_figures import PLACE_FIGURES
from functions.domain.guide.refusals import FigureNotWaiting, InvalidFigure, PlaceNotFound, StateNotFound
from functions.usecases.operator.place_figures import (
    compared_states,
    decide,
    place_changes,
    place_set,
    propose,
    waiting_places,
)
from functions.usecases.operator.setting_places import place_for
from schemas.catalogue.place_figures import FigureProposal
from schemas.codes import Role
from tests.support.each import each
from tests.support.figures import FIRST, SECOND, confirmed, decision, proposal, proposed_figure
from tests.support.world import World

TIANHE = Principal("operator-3", Role.OPERATOR, "440106")
MEIZHOU = Principal("operator-4", Role.OPERATOR, "441400")


def refused(world: World, *figures: dict[str, Any], place: str = "440106") -> list[tuple[str, str]]:
    with pytest.raises(InvalidFigure) as error:
        propose(proposal(*figures, place=place), by=FIRST, deps=world.deps)
    return [(one.pointer, one.detail) for one in error.value.problems]


def test_what_is_proposed_waits_and_nothing_changes_yet() -> None:
    world = World()

    found = propose(proposal(), by=FIRST, deps=world.deps)

    (waiting,) = found.book.waiting
    assert (waiting.place_name, waiting.proposed_by, waiting.checked_by) == (
        "广州市天河区",
        "operator-1",
        None,
    )
    assert found.book.standing == ()
    assert [one.figure.item for one in found.placed.edition.figures] == ["identity_card"] * 2


def test_a_second_person_confirms_it_and_both_are_kept_with_it() -> None:
    found = confirmed(World().deps)

    (standing,) = found.book.standing
    assert (standing.proposed_by, standing.checked_by) == ("operator-1", "operator-2")
    assert standing.checked_at is not None
    assert standing in found.placed.edition.figures


def test_who_proposed_it_does_not_confirm_it_but_may_take_it_back() -> None:
    world = World()
    waiting = propose(proposal(), by=FIRST, deps=world.deps)

    with pytest.raises(SecondCheckNeeded):
        decide(decision(waiting), by=FIRST, deps=world.deps)
    found = decide(decision(waiting, confirm=False), by=FIRST, deps=world.deps)

    assert (found.book.waiting, found.book.standing) == ((), ())


def test_proposing_or_confirming_again_changes_nothing() -> None:
    world = World()
    waiting = propose(proposal(), by=FIRST, deps=world.deps)
    propose(proposal(), by=SECOND, deps=world.deps)
    once = decide(decision(waiting), by=SECOND, deps=world.deps)

    again = decide(decision(waiting), by=SECOND, deps=world.deps)
    proposed = propose(proposal(), by=FIRST, deps=world.deps)

    assert (once.book.version, again.book.version, proposed.book.version) == (2, 2, 2)


def test_whoever_confirms_confirms_what_they_saw() -> None:
    world = World()
    seen = propose(proposal(), by=FIRST, deps=world.deps)
    propose(proposal(proposed_figure(value=5)), by=FIRST, deps=world.deps)

    with pytest.raises(FigureNotWaiting):
        decide(decision(seen), by=SECOND, deps=world.deps)

    (waiting,) = place_set("440106", by=FIRST, deps=world.deps).book.waiting
    assert waiting.figure.value == 5


@each(
    "figure, pointer",
    [
        ({"item": "identity_card", "value": 70, "unit": "natural_day"}, "/figures/0/value"),
        ({"item": "passport"}, "/figures/0/item"),
        ({"figure": "statutory.7"}, "/figures/0/figure"),
        ({"item": "identity_card", "since": "2026-10-01"}, "/figures/0/since"),
        ({"revoked": True, "value": None, "unit": None}, "/figures/0/figure"),
        (
            {
                "item": "social_insurance",
                "figure": "after",
                "after": ["pension_transfer"],
                "value": None,
                "unit": None,
            },
            "/figures/0/after",
        ),
    ],
    ids=[
        "longer than the law",
        "no item",
        "no figure",
        "before the present",
        "nothing to take back",
        "a circle",
    ],
)
def test_what_cannot_be_is_refused_by_its_field_and_nothing_is_kept(
    figure: dict[str, Any], pointer: str
) -> None:
    world = World()

    found = refused(world, proposed_figure(**figure))

    assert [where for where, _ in found] == [pointer]
    assert world.store.record(PLACE_FIGURES, "440106") is None


def test_a_lower_limit_of_the_law_that_would_push_aside_a_promise_is_refused() -> None:
    figure = proposed_figure(item="identity_card", figure="statutory", value=20, unit="natural_day")

    ((pointer, detail),) = refused(World(), figure)

    assert pointer == "/figures/0"
    assert "“承诺办结时限”" in detail


def test_a_circle_is_told_by_the_names_of_its_items() -> None:
    figure = proposed_figure(
        item="discharge_report", figure="after", after=["discharge_report"], value=None, unit=None
    )

    ((_, detail),) = refused(World(), figure)

    assert detail == "前置关系成环：退役报到 → 退役报到"


def test_nothing_new_holds_for_days_that_are_over() -> None:
    world = World()

    found = refused(world, proposed_figure(since="1900-01-01"), proposed_figure(since="2026-11-24"))

    assert found == [("/figures/0/since", "生效日期不能早于今天。")]
    assert world.store.record(PLACE_FIGURES, "440106") is None


def test_what_holds_already_is_proposed_again_on_a_later_day_and_nothing_changes() -> None:
    world = World()
    before = confirmed(world.deps)
    world.clock.advance(timedelta(days=2))

    after = propose(proposal(), by=FIRST, deps=world.deps)

    assert after.book == before.book


def test_what_came_with_the_edition_is_not_proposed_anew() -> None:
    world = World()
    published = place_set("440106", by=FIRST, deps=world.deps).placed.edition.figures

    given = FigureProposal(place="440106", figures=tuple(one.figure for one in published), reason="原样交回")
    found = propose(given, by=FIRST, deps=world.deps)

    assert published
    assert found.book.waiting == ()


def test_an_office_sets_its_own_departments_items_only() -> None:
    world = World()

    found = refused(world, proposed_figure(item="medical_insurance"), place="public_security-440106")
    place = confirmed(world.deps, place="public_security-440106").place

    assert [where for where, _ in found] == ["/figures/0/item"]
    assert (place.name, place.around) == ("公安（测试）", ("440000", "440100", "440106"))


@each(
    "key, by",
    [
        ("440000", TIANHE),
        ("440100", TIANHE),
        ("441402", TIANHE),
        ("440106", MEIZHOU),
        ("440199", FIRST),
        ("442000999", FIRST),
        ("no-such-office", FIRST),
        ("public_security-440106", MEIZHOU),
    ],
)
def test_a_place_outside_ones_region_or_that_is_none_is_not_found(key: str, by: Principal) -> None:
    with pytest.raises(PlaceNotFound):
        place_for(key, by=by, deps=World().deps)


def test_every_state_is_kept_and_two_can_be_compared() -> None:
    world = World()
    confirmed(world.deps)
    world.clock.advance(timedelta(days=2))
    confirmed(world.deps, proposed_figure(value=2, since="2026-11-26"))

    ((difference,), (first, second)) = (
        compared_states("440106", 0, 2, by=FIRST, deps=world.deps),
        compared_states("440106", 2, 4, by=FIRST, deps=world.deps),
    )

    assert (difference.before, difference.either.figure.value) == (None, 3)
    assert [(one.before is None, one.either.figure.value) for one in (first, second)] == [
        (False, 3),
        (True, 2),
    ]
    assert len(place_changes("440106", by=FIRST, deps=world.deps).entries) == 4
    with pytest.raises(StateNotFound):
        compared_states("440106", 0, 9, by=FIRST, deps=world.deps)


def test_what_waits_is_listed_for_the_operators_of_its_region() -> None:
    world = World()
    propose(proposal(), by=FIRST, deps=world.deps)
    confirmed(world.deps, place="440103")

    def places(by: Principal) -> list[str]:
        return [one.place for one in waiting_places(by=by, limit=10, cursor=None, deps=world.deps).entries]

    assert (places(TIANHE), places(MEIZHOU), places(FIRST)) == (["440106"], [], ["440106"])
