from datetime import timedelta

import pytest

from functions.domain.case.case import Change
from functions.domain.case.waits import AWAIT_OPERATOR, DISPATCH
from functions.domain.clock import Deadline
from functions.domain.errors import CaseStillOpen
from functions.domain.operator.acts import rerouted
from functions.usecases.case.wait import Task
from functions.usecases.upkeep.states import await_operator, close
from schemas.codes import CaseStatus, ItemStatus
from tests.support.make import NOW
from tests.support.world import World

REPORT = "discharge_report"
DUE = Deadline(NOW + timedelta(days=40), provisional=False)


def test_a_case_with_an_open_item_is_not_closed() -> None:
    world = World()
    case_id = world.submitted(REPORT)
    world.granted(case_id, "service_check")

    with pytest.raises(CaseStillOpen):
        close(case_id, 1, world.deps)

    assert world.ledger(case_id).case.status is CaseStatus.OPEN
    assert "closed" not in world.kinds(case_id)


def test_asked_twice_it_closes_once() -> None:
    world = World()
    case_id = world.submitted(REPORT)
    world.granted(case_id, "service_check", REPORT)
    close(case_id, 1, world.deps)
    closed = world.ledger(case_id).case

    close(case_id, 1, world.deps)

    assert world.ledger(case_id).case == closed
    assert (closed.status, closed.closed_at) == (CaseStatus.CLOSED, world.clock())
    assert world.kinds(case_id).count("closed") == 1


def test_a_run_that_was_replaced_closes_nothing() -> None:
    world = World()
    case_id = world.submitted(REPORT)
    world.granted(case_id, "service_check", REPORT)

    close(case_id, 2, world.deps)

    assert world.ledger(case_id).case.status is CaseStatus.OPEN


def test_an_order_of_an_operator_passes_through_the_wait_for_one_and_is_no_incident() -> None:
    world = World()
    case_id = world.submitted(REPORT)
    world.granted(case_id, "service_check")
    item = world.dispatched(case_id, REPORT, token="dispatch")
    world.store.commit(Change(items=(rerouted(item, "a", present="b", due=DUE, now=world.clock()),)))

    await_operator(Task(case_id, REPORT, 1, AWAIT_OPERATOR, "op"), "OrderedAnew", DISPATCH, world.deps)

    assert "op" in world.executions.ended
    assert world.item(case_id, REPORT).status is ItemStatus.READY
