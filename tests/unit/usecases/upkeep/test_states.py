import pytest

from functions.domain.errors import CaseStillOpen
from functions.usecases.upkeep.states import close
from schemas.codes import CaseStatus
from tests.support.world import World

REPORT = "discharge_report"


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
