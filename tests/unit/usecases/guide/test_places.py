"""What holds at a place is what the guide tells there, and what a new case there is opened with and keeps."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from functions.adapters.kept_editions import KeptEditions
from functions.adapters.recent import RecentRecords
from functions.domain.guide.place_figures import EVERY_PLACE, PLACED_EDITION, PLACES_SET
from functions.ports.case_store import Record
from functions.printing.pdf import pdf
from functions.usecases.applicant.papers import letter_of
from functions.usecases.guide.advise import advise, guide
from functions.usecases.guide.places import edition_at
from functions.usecases.records import every_record
from schemas.catalogue.edition import Edition, load_edition
from schemas.catalogue.figures import Unit
from schemas.guide.assessment import AssessmentRequest
from tests.support.figures import confirmed, proposed_figure
from tests.support.pdf_text import text_of
from tests.support.world import APPLICANT, World

ITEM = "household_registration"


def promised(edition: Edition, code: str = ITEM) -> int | None:
    return edition.item(code).time_limits[0].value


def here(
    world: World, town: str | None = None, city: str = "440100", county: str | None = "440106"
) -> Edition:
    return edition_at(guide(world.deps), city, county, world.deps, town=town)


def test_a_new_case_follows_what_was_confirmed_and_an_open_one_keeps_its_own() -> None:
    world = World()
    before = world.submitted()
    confirmed(world.deps)

    after = world.submitted()

    limits = [world.item(case_id, ITEM).bounds.limit for case_id in (before, after)]
    editions = [world.deps.editions(world.ledger(case_id).case.edition) for case_id in (before, after)]
    assert limits[0] is None
    assert limits[1] is not None
    assert (limits[1].value, limits[1].unit) == (3, Unit.WORKING_DAY)
    assert [promised(one) for one in editions] == [None, 3]


def test_from_a_case_it_can_be_told_for_ever_who_set_what_it_was_opened_with() -> None:
    world = World()
    confirmed(world.deps)
    case_id = world.submitted()
    world.clock.advance(timedelta(days=1))
    confirmed(world.deps, proposed_figure(value=1, since="2026-11-25"))

    kept = KeptEditions(world.store)(world.ledger(case_id).case.edition)

    (figure,) = (one for one in kept.figures if one.figure.item == ITEM)
    assert (figure.figure.value, figure.proposed_by, figure.checked_by) == (3, "operator-1", "operator-2")
    assert kept == world.deps.editions(kept.name)


def test_it_holds_from_its_day_on() -> None:
    world = World()
    confirmed(world.deps, proposed_figure(since="2026-11-26"))

    before = promised(here(world))
    world.clock.advance(timedelta(days=2))

    assert (before, promised(here(world))) == (None, 3)


def test_an_office_wins_over_its_county_and_that_over_city_and_province() -> None:
    world = World()
    found = []
    for days, place in enumerate(("440000", "440100", "440106", "public_security-440106"), 1):
        confirmed(world.deps, proposed_figure(value=10 - days), place=place)
        found.append(promised(here(world)))

    assert found == [9, 8, 7, 6]
    assert promised(here(world, county="440103")) == 8
    assert promised(here(world, city="440300", county="440304")) == 9


def test_a_town_of_a_city_without_counties_has_its_own() -> None:
    world = World()
    towns = [here(world, city="442000", county=None, town=town) for town in ("三乡镇", "小榄镇", None)]

    assert [promised(one, "pension_transfer") for one in towns] == [15, None, None]


def test_the_guide_tells_it_once_the_place_is_said() -> None:
    world = World()
    confirmed(world.deps)

    def told(**answers: str) -> int | None:
        return promised(advise(AssessmentRequest(answers=dict(answers)), world.deps).edition)

    assert (told(), told(city="440100"), told(city="440100", county="440106")) == (None, None, 3)


def test_cases_of_one_state_share_one_record_of_it() -> None:
    world = World()
    confirmed(world.deps)
    for _ in range(3):
        world.submitted()

    assert len(list(every_record(world.store, PLACED_EDITION))) == 1


def test_what_came_with_the_release_needs_no_record() -> None:
    world = World()
    name = world.ledger(world.submitted()).case.edition

    assert list(every_record(world.store, PLACED_EDITION)) == []
    assert load_edition(name).item("identity_card").time_limits[0].value == 25


def test_where_records_are_kept_for_moments_it_is_seen_a_little_later() -> None:
    world = World()
    world.deps = replace(world.deps, recent=RecentRecords(world.store, clock=world.clock))
    found = [promised(here(world))]
    confirmed(world.deps)
    for seconds in (0, 20):
        world.clock.advance(timedelta(seconds=seconds))
        found.append(promised(here(world)))

    assert found == [None, None, 3]


def test_a_name_that_nobody_gave_is_no_edition() -> None:
    for name in ("2026-11.000000000000", "1999-01", "1999-01.000000000000"):
        with pytest.raises(KeyError):
            KeptEditions(World().store)(name)


def test_the_letter_of_the_next_case_tells_the_confirmed_limit_and_that_of_the_open_one_does_not() -> None:
    world = World()
    before = world.submitted()
    confirmed(world.deps, proposed_figure(item="discharge_report", value=3))
    after = world.submitted()

    letters = []
    for case_id in (before, after):
        world.granted(case_id, "service_check")
        world.dispatched(case_id, "discharge_report")
        world.answered(case_id, "discharge_report", "received", receipt="收字1号")
        world.answered(case_id, "discharge_report", "accepted")
        letter = letter_of(case_id, "discharge_report", "acceptance", by=APPLICANT, deps=world.deps)
        letters.append(text_of(pdf(letter)))

    assert ["办理期限为3个工作日" in one for one in letters] == [False, True]
    assert world.item(after, "discharge_report").clock.due_at == datetime(
        2026, 11, 27, 15, 59, 59, tzinfo=UTC
    )


def test_a_place_that_has_set_nothing_costs_one_read_and_one_that_has_one_more() -> None:
    world = World()
    reads: list[tuple[str, str]] = []

    def noted(kind: str, key: str) -> Record | None:
        reads.append((kind, key))
        return world.store.record(kind, key)

    world.deps = replace(world.deps, recent=noted)
    here(world, county="440103")
    nothing = len(reads)
    confirmed(world.deps)
    reads.clear()
    here(world)

    assert (nothing, reads) == (1, [("places_set", "all"), ("place_figures", "440106")])


def test_where_the_list_of_places_cannot_be_read_what_they_have_set_holds_and_the_next_change_writes_it_anew() -> (
    None
):
    world = World()
    confirmed(world.deps)
    world.store.damage_record(PLACES_SET, EVERY_PLACE)

    told = promised(here(world))
    confirmed(world.deps, proposed_figure(value=1, since="2026-11-25"))
    listed = world.store.record(PLACES_SET, EVERY_PLACE)

    assert told == 3
    assert listed
    assert listed.body["places"] == ["440106"]
