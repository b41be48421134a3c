"""An office that does not answer is left alone for a while, and its items wait without anybody calling it."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.case.case import Change
from functions.domain.case.notices_owed import notices_of
from functions.domain.case.sending_again import of_many
from functions.domain.errors import DepartmentRefusedPayload, DepartmentUnavailable, NoticeUnavailable
from functions.domain.office.circuit import ENOUGH, FIRST_PAUSE, TRY
from functions.domain.operator.acts import retried
from functions.ports.deps import NOTICES_LINE
from functions.usecases.office.circuits import in_trouble, offices_down, resting
from functions.usecases.office.dispatch import send_owed_round
from functions.usecases.record_kinds.office import CIRCUIT
from functions.usecases.upkeep.states import close
from functions.usecases.upkeep.sweep import sweep
from schemas.codes import CaseStatus
from tests.support.fakes.notices import FakeNotices
from tests.support.offices_without_systems import without_systems
from tests.support.world import World

ITEM = "household_registration"


def reported(world: World) -> str:
    case_id = world.submitted("discharge_report", ITEM)
    world.granted(case_id, "service_check", "discharge_report")
    return case_id


def failing(world: World, times: int = ENOUGH) -> list[str]:
    """So many cases, each tried once, in vain."""
    cases = []
    for number in range(times):
        world.gateway.script(ITEM, [DepartmentUnavailable()])
        cases.append(reported(world))
        with suppress(DepartmentUnavailable):
            world.dispatched(cases[-1], ITEM, token=f"token-{number}")
    return cases


def test_an_office_that_failed_so_often_is_not_called_for_another_item() -> None:
    world = World()
    failing(world)
    case_id = reported(world)
    called = len(world.gateway.sent)

    with pytest.raises(DepartmentUnavailable) as told:
        world.dispatched(case_id, ITEM)

    assert len(world.gateway.sent) == called
    assert told.value.retry_after_seconds == FIRST_PAUSE.total_seconds()
    trouble = world.item(case_id, ITEM).dispatch.trouble
    assert trouble is not None
    assert trouble.not_before == world.clock() + FIRST_PAUSE


def test_an_office_that_does_not_answer_is_counted_by_the_sweep_however_little_waits_for_it() -> None:
    """An alarm on new rounds in trouble never rang where a day brings a few."""
    world = World()
    failing(world)
    [office] = [one.name for one in in_trouble(world.deps).entries]
    world.gateway.script(ITEM, [DepartmentUnavailable()] * 9)

    at_once = sweep(world.deps).down
    world.clock.advance(timedelta(minutes=16))
    after_a_while = sweep(world.deps).down

    assert (at_once, after_a_while) == ((), (office,))
    assert offices_down(without_systems(world).deps) == ()


def test_an_item_whose_trouble_is_known_is_not_written_again_while_its_office_is_left_alone() -> None:
    world = World()
    failing(world)
    case_id = reported(world)
    ledgers = []
    for number in range(3):
        with suppress(DepartmentUnavailable):
            send_owed_round(world.ledger(case_id), world.item(case_id, ITEM), world.deps)
        if not number:
            with suppress(DepartmentUnavailable):
                world.dispatched(case_id, ITEM)
        ledgers.append(world.ledger(case_id))

    assert ledgers[1] == ledgers[2]


def test_after_the_pause_it_is_tried_and_an_answer_makes_it_well() -> None:
    world = World()
    failing(world)
    world.clock.advance(FIRST_PAUSE)
    case_id = reported(world)

    world.dispatched(case_id, ITEM)

    assert in_trouble(world.deps).entries == ()
    assert world.item(case_id, ITEM).dispatch.sent_round == 1


def test_while_it_is_tried_nobody_else_tries_it() -> None:
    world = World()
    failing(world)
    office = in_trouble(world.deps).entries[0].name
    world.clock.advance(FIRST_PAUSE)
    meanwhile = []
    world.gateway.meanwhile(ITEM, lambda: meanwhile.append(resting(office, world.deps)))

    world.dispatched(reported(world), ITEM)

    assert meanwhile == [world.clock() + TRY]
    assert resting(office, world.deps) is None


def test_an_office_that_refuses_has_answered() -> None:
    world = World()
    failing(world, ENOUGH - 1)
    world.gateway.script(ITEM, [DepartmentRefusedPayload()])
    with suppress(DepartmentRefusedPayload):
        world.dispatched(reported(world), ITEM)

    assert in_trouble(world.deps).entries == ()


def test_whom_an_operator_asks_again_is_asked() -> None:
    world = World()
    cases = failing(world)
    called = len(world.gateway.sent)
    world.clock.advance(timedelta(seconds=1))
    item = world.item(cases[0], ITEM)
    world.store.commit(Change(items=(retried(item, world.clock()),)))

    world.dispatched(cases[0], ITEM, token="again")

    assert len(world.gateway.sent) == called + 1
    assert in_trouble(world.deps).entries == ()


def test_whom_a_batch_asks_again_for_many_is_left_alone() -> None:
    world = World()
    cases = failing(world)
    called = len(world.gateway.sent)
    world.clock.advance(timedelta(seconds=1))
    item = world.item(cases[0], ITEM)
    world.store.commit(Change(items=(of_many(retried(item, world.clock())),)))

    with pytest.raises(DepartmentUnavailable):
        world.dispatched(cases[0], ITEM, token="again")

    assert len(world.gateway.sent) == called
    assert world.item(cases[0], ITEM).dispatch.ordered is None


def test_of_an_office_that_is_well_nothing_is_written() -> None:
    world = World()

    world.dispatched(reported(world), ITEM)

    assert world.store.records("circuit", limit=10).entries == ()


def test_cases_close_while_the_gateway_of_notices_is_left_alone_and_it_is_no_failure_of_theirs() -> None:
    world, notices = World(), FakeNotices()
    world.deps = replace(world.deps, notices=notices)
    closed = []
    for number in range(ENOUGH + 2):
        case_id = world.submitted("discharge_report")
        world.granted(case_id, "service_check", "discharge_report")
        if number < ENOUGH:
            notices.script([NoticeUnavailable()])
        close(case_id, 1, world.deps)
        closed.append(case_id)

    left_alone = world.ledger(closed[-1])
    assert {world.ledger(case_id).case.status for case_id in closed} == {CaseStatus.CLOSED}
    assert resting(NOTICES_LINE, world.deps)
    assert notices_of(left_alone) == ()

    world.clock.advance(timedelta(minutes=10))
    sweep(world.deps)

    assert in_trouble(world.deps).entries == ()
    assert notices_of(world.ledger(closed[-1]))


def test_what_is_known_of_an_office_and_cannot_be_read_keeps_nothing_from_it() -> None:
    world = World()
    failing(world, ENOUGH - 1)
    office = in_trouble(world.deps).entries[0].name
    world.store.damage_record(CIRCUIT, office)

    world.dispatched(reported(world), ITEM)

    assert world.gateway.sent[-1].dispatch.item == ITEM
    assert (in_trouble(world.deps).entries, in_trouble(world.deps).unreadable) == ((), (office,))


def test_it_is_written_anew_when_that_office_fails_again() -> None:
    world = World()
    failing(world, ENOUGH - 1)
    office = in_trouble(world.deps).entries[0].name
    world.store.damage_record(CIRCUIT, office)

    failing(world, 1)

    [found] = in_trouble(world.deps).entries
    assert (found.name, found.circuit.failures) == (office, 1)
