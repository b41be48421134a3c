"""跨域通办: a window takes a case for another place, keeps its own record, and sees no other case of that place."""

from datetime import timedelta

import pytest

from functions.domain.case.access import Principal
from functions.domain.case.refusals import CaseNotFound
from functions.ports.case_store import Record
from functions.usecases.case.view import ledger_of
from functions.usecases.intake.submit import submit
from functions.usecases.intake.taken import taken_across
from functions.usecases.record_kinds.intake import TAKEN_ACROSS
from schemas.codes import Role
from tests.support.fakes.damaged_places import damaged_world
from tests.support.world import World, application

HERE = Principal("clerk-here", Role.CLERK, "440300")
COLLEAGUE = Principal("clerk-beside", Role.CLERK, "440300")
THERE = Principal("clerk-there", Role.CLERK, "440106")
ELSEWHERE = Principal("clerk-else", Role.CLERK, "445200")
OPERATOR_THERE = Principal("operator-there", Role.OPERATOR, "440106")
OPERATOR_HERE = Principal("operator-here", Role.OPERATOR, "440300")


def test_the_case_is_its_places_and_the_window_sees_what_it_took_and_nothing_else() -> None:
    world = World()
    taken = submit(application(), by=HERE, key="key-1", deps=world.deps).case_id
    own = submit(application(), by=THERE, key="key-2", deps=world.deps).case_id

    for who in (HERE, COLLEAGUE, THERE, OPERATOR_THERE):
        assert ledger_of(taken, by=who, deps=world.deps).case.county == "440106"
    for who in (ELSEWHERE, OPERATOR_HERE):
        with pytest.raises(CaseNotFound):
            ledger_of(taken, by=who, deps=world.deps)
    with pytest.raises(CaseNotFound):
        ledger_of(own, by=HERE, deps=world.deps)


def test_its_items_go_to_the_offices_of_its_place() -> None:
    world = World()
    case_id = submit(application(), by=HERE, key="key-1", deps=world.deps).case_id

    world.dispatched(case_id, "service_check")

    assert world.gateway.sent[-1].office.id == "mobilization-440106"


def test_the_window_lists_what_it_took_the_newest_first_with_who_and_when() -> None:
    world = World()
    first = submit(application(), by=HERE, key="key-1", deps=world.deps)
    world.clock.now += timedelta(minutes=1)
    second = submit(application(), by=COLLEAGUE, key="key-2", deps=world.deps)
    submit(application(), by=THERE, key="key-3", deps=world.deps)

    page = taken_across(HERE, limit=1, cursor=None, deps=world.deps)
    rest = taken_across(HERE, limit=5, cursor=page.cursor, deps=world.deps)

    assert [(one.case.id, one.clerk) for one in page.entries] == [(second.case_id, "clerk-beside")]
    assert [(one.case.id, one.clerk) for one in rest.entries] == [(first.case_id, "clerk-here")]
    assert taken_across(THERE, limit=5, cursor=None, deps=world.deps).entries == ()


def test_sent_twice_it_is_one_case_and_one_line() -> None:
    world = World()

    for _ in range(2):
        submit(application(), by=HERE, key="key-1", deps=world.deps)

    assert len(taken_across(HERE, limit=5, cursor=None, deps=world.deps).entries) == 1


def test_what_was_tried_again_after_a_failure_is_listed_once() -> None:
    world = World()
    taken = submit(application(), by=HERE, key="key-1", deps=world.deps)
    (kept,) = world.store.records(f"{TAKEN_ACROSS}/{HERE.region}", limit=5).entries
    earlier = {**kept.body, "at": (world.clock.now - timedelta(minutes=30)).isoformat()}
    world.store.put(Record(kept.kind, f"9{kept.key}", earlier))

    page = taken_across(HERE, limit=5, cursor=None, deps=world.deps)

    assert [one.case.id for one in page.entries] == [taken.case_id]


def test_what_it_took_and_cannot_be_read_is_named_beside_the_others() -> None:
    world, store = damaged_world()
    taken, damaged = (
        submit(application(), by=HERE, key=key, deps=world.deps).case_id for key in ("key-0001", "key-0002")
    )
    store.damaged_case = damaged

    page = taken_across(HERE, limit=5, cursor=None, deps=world.deps)

    assert [one.case.id for one in page.entries] == [taken]
    assert damaged in page.unreadable
