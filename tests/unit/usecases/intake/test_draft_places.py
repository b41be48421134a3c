from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest

from functions.domain.case.access import Principal
from functions.domain.conflicts import TooManyDrafts
from functions.domain.refusals import TooOften
from functions.usecases.intake import draft_places
from functions.usecases.intake.drafts import discard_draft, open_draft, save_draft
from functions.usecases.intake.kept_drafts import Held, draft_of, drafts_of
from functions.usecases.intake.submit_draft import submit_draft
from functions.usecases.own_lists import own
from functions.usecases.record_kinds.intake import OWN_DRAFTS
from schemas.codes import Role
from schemas.intake.draft import DraftRequest, DraftSave, MandateHow, OnBehalfOf
from tests.support.samples import sample
from tests.support.world import APPLICANT, World

CLERK = Principal("clerk-1", Role.CLERK, "440106")
OTHER = Principal("applicant-2", Role.APPLICANT)
MOST = draft_places.MOST_DRAFTS[Role.APPLICANT]
LATER = timedelta(minutes=6)


def begun(world: World, number: int, by: Principal = APPLICANT) -> Held:
    mandate = OnBehalfOf(how=MandateHow.IN_PERSON, evidence="核验单-0001") if by.role is Role.CLERK else None
    request = DraftRequest(items=("discharge_report",), on_behalf_of=mandate, answers={})
    return open_draft(request, by=by, key=f"key-{number:05}", deps=world.deps)


def all_taken(world: World) -> list[Held]:
    return [begun(world, number) for number in range(MOST)]


def test_twenty_drafts_of_one_person_are_open_and_the_next_is_refused_with_what_to_do() -> None:
    world = World()
    held = all_taken(world)
    world.clock.advance(LATER)

    with pytest.raises(TooManyDrafts, match=r"20 份.*提交或者删除"):
        begun(world, MOST)

    listed = drafts_of(by=APPLICANT, limit=99, cursor=None, deps=world.deps)
    assert {one.id for one in listed.entries} == {one.id for one in held}
    assert begun(world, 1, by=OTHER)


def test_a_draft_that_was_begun_is_given_again_though_all_places_are_taken() -> None:
    world = World()
    first, *_ = all_taken(world)

    assert begun(world, 0).id == first.id


def test_a_draft_that_is_deleted_makes_room_at_once_and_leaves_nothing_behind() -> None:
    world = World()
    first, *_ = all_taken(world)

    discard_draft(first, by=APPLICANT, deps=world.deps)

    assert begun(world, MOST)
    assert len(drafts_of(by=APPLICANT, limit=99, cursor=None, deps=world.deps).entries) == MOST
    noted = own(OWN_DRAFTS, str, by=APPLICANT, limit=99, cursor=None, deps=world.deps)
    assert len(noted.entries) == MOST


def test_a_draft_that_was_submitted_makes_room() -> None:
    world = World()
    form = sample()
    request = DraftRequest(items=tuple(form.pop("items")), answers={})
    first = open_draft(request, by=APPLICANT, key="key-first", deps=world.deps)
    first = save_draft(first, DraftSave(sections=form), by=APPLICANT, deps=world.deps)
    for number in range(MOST - 1):
        begun(world, number)
    submit_draft(first.id, by=APPLICANT, key="submit-1", deps=world.deps)
    world.clock.advance(LATER)

    assert begun(world, MOST)


def test_drafts_that_expired_make_room() -> None:
    world = World()
    all_taken(world)
    world.clock.advance(timedelta(days=61))

    assert [begun(world, MOST + number) for number in range(MOST)]


def test_one_that_is_on_its_way_has_its_place() -> None:
    world = World()
    for number in range(MOST):
        draft_places.take_place(f"draft-{number}", by=APPLICANT, deps=world.deps)

    with pytest.raises(TooManyDrafts):
        begun(world, MOST)


@pytest.mark.slow
def test_a_clerk_who_fills_in_for_many_has_more() -> None:
    world = World()
    held = [begun(world, number, by=CLERK) for number in range(draft_places.MOST_DRAFTS[Role.CLERK])]
    world.clock.advance(LATER)

    with pytest.raises(TooManyDrafts):
        begun(world, len(held), by=CLERK)
    assert draft_of(held[-1].id, by=CLERK, deps=world.deps)


def test_many_begun_at_one_moment_are_no_more_than_may_be() -> None:
    world = World()

    def begin(number: int) -> bool:
        with suppress(TooManyDrafts, TooOften):
            begun(world, number)
            return True
        return False

    with ThreadPoolExecutor(16) as pool:
        opened = sum(pool.map(begin, range(3 * MOST)))

    listed = drafts_of(by=APPLICANT, limit=99, cursor=None, deps=world.deps)
    assert len(listed.entries) == opened <= MOST
