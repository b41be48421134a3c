"""Files that come after the dispatch: the office that has the item is told of each, once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.case.case import Change
from functions.domain.case.item import attention
from functions.domain.case.office_debts import file_came
from functions.domain.errors import DepartmentRefusedPayload, DepartmentUnavailable
from functions.usecases.applicant.correct import correct
from functions.usecases.upkeep.sweep import sweep
from schemas.applicant.acts import CorrectedItem, Corrections
from schemas.codes import Department, ItemStatus
from schemas.office.dispatches import Dispatch, MaterialAdded
from tests.support.fakes.gateway import Sent
from tests.support.fakes.offices import FakeOffices
from tests.support.filing import FORM, brought, deferred
from tests.support.world import APPLICANT, World

ITEM = FORM[0]
REPORT = "discharge_report"


def with_office(world: World) -> str:
    """A case of which the office has the item whose paper was deferred."""
    case_id = deferred(world)
    passed(world, case_id, ITEM)
    world.dispatched(case_id, ITEM)
    return case_id


def passed(world: World, case_id: str, code: str) -> None:
    """Everything before it is granted."""
    for before in world.ledger(case_id).prerequisites(world.item(case_id, code)):
        if before.outcome is None:
            passed(world, case_id, before.code)
            if not before.is_service_check:
                world.dispatched(case_id, before.code)
            world.granted(case_id, before.code)


def told(world: World) -> list[Sent]:
    return [sent for sent in world.gateway.sent if isinstance(sent.message, MaterialAdded)]


def test_the_office_that_has_the_item_is_told_of_a_promised_file_under_its_own_key() -> None:
    world = World()
    case_id = with_office(world)

    file = brought(world, case_id, FORM)
    in_the_request = told(world)
    sweep(world.deps)

    assert in_the_request == []
    (sent,) = told(world)
    assert sent.key == f"{case_id}/{ITEM}/1/material/{file}"
    assert isinstance(sent.message, MaterialAdded)
    assert (sent.message.material.id, sent.message.round) == (file, 1)
    assert sent.message.material.href
    assert world.item(case_id, ITEM).files.owed == ()
    assert sweep(world.deps, everything=True).repairs["SendFiles"] == 0


def test_before_the_first_round_nothing_is_owed_and_the_dispatch_carries_the_file() -> None:
    world = World()
    case_id = deferred(world)
    file = brought(world, case_id, FORM)
    passed(world, case_id, ITEM)

    world.dispatched(case_id, ITEM)

    dispatched = next(one.message for one in world.gateway.sent if one.key == f"{case_id}/{ITEM}/1")
    assert isinstance(dispatched, Dispatch)
    assert file in {link.id for link in dispatched.materials}
    assert told(world) == []


def test_an_office_that_is_down_is_told_by_a_later_sweep_and_not_before_it_wishes() -> None:
    world = World()
    case_id = with_office(world)
    world.gateway.script(ITEM, [DepartmentUnavailable(retry_after_seconds=600)])
    file = brought(world, case_id, FORM)
    sweep(world.deps)
    owed = world.item(case_id, ITEM).files.owed
    world.clock.advance(timedelta(minutes=5))
    soon = sweep(world.deps, everything=True)
    world.clock.advance(timedelta(minutes=5))

    later, again = sweep(world.deps), sweep(world.deps, everything=True)

    assert owed == (file,)
    assert [one.repairs["SendFiles"] for one in (soon, later, again)] == [0, 1, 0]
    assert len(told(world)) == 1


def test_what_a_crash_left_untold_is_told_by_the_sweep() -> None:
    world = World()
    case_id = with_office(world)
    file = brought(world, case_id, FORM)
    untold = file_came(world.item(case_id, ITEM), file, world.clock())
    world.store.commit(Change(items=(untold,)))
    world.clock.advance(timedelta(minutes=2))

    report = sweep(world.deps)

    assert report.repairs["SendFiles"] == 1
    assert len({sent.key for sent in told(world)}) == 1
    assert world.item(case_id, ITEM).files.owed == ()


def test_an_office_that_cannot_read_it_is_shown_to_operators() -> None:
    world = World()
    case_id = with_office(world)
    world.gateway.script(ITEM, [DepartmentRefusedPayload()])

    brought(world, case_id, FORM)
    sweep(world.deps)

    item = world.item(case_id, ITEM)
    assert (attention(item), item.files.owed) == ("incident", ())
    assert item.desk.incident
    assert item.desk.incident.error == "MaterialRefused"


def test_an_office_without_a_system_is_sent_nothing() -> None:
    world = World()
    case_id = with_office(world)
    world.deps = replace(world.deps, offices=FakeOffices(modes=dict.fromkeys(Department, "worklist")))

    brought(world, case_id, FORM)
    sweep(world.deps)

    assert told(world) == []
    assert world.item(case_id, ITEM).files.owed == ()


def test_no_office_is_told_anything_of_an_item_that_has_its_outcome() -> None:
    world = World()
    case_id = with_office(world)
    world.gateway.script(ITEM, [DepartmentUnavailable()])
    brought(world, case_id, FORM)
    world.granted(case_id, ITEM)
    world.clock.advance(timedelta(hours=2))

    report = sweep(world.deps, everything=True)

    assert report.repairs["SendFiles"] == 0
    assert told(world) == []


@pytest.mark.parametrize("material", ["discharge_certificate", "correction_material"])
def test_a_file_for_a_correction_goes_with_the_next_round_and_no_other_way(material: str) -> None:
    world = World()
    case_id = deferred(world)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, REPORT)
    missing = [{"name": "退役证件", "reason": "缺内页"}]
    world.answered(case_id, REPORT, "correction_requested", missing=missing)
    file = brought(world, case_id, (REPORT, material))
    given = Corrections(items=(CorrectedItem(item=REPORT, round=1, note="已补交"),))

    correct(case_id, given, by=APPLICANT, key="key-2", deps=world.deps)
    world.dispatched(case_id, REPORT)

    (sent,) = (one for one in world.gateway.sent if one.key == f"{case_id}/{REPORT}/2")
    assert isinstance(sent.message, Dispatch)
    assert sent.message.type == "item.corrected"
    assert [link.id for link in sent.message.materials] == [file]
    assert told(world) == []
    assert world.item(case_id, REPORT).files.owed == ()
    assert world.item(case_id, REPORT).status is ItemStatus.DISPATCHED
