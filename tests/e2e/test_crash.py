from functools import partial

import pytest

from schemas.codes import Outcome
from tests.e2e.conftest import Start
from tests.support.machine import Machine, items_of, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

SLOWLY = {"default": {"delay_seconds": 0.5}}


def _has_decided(machine: Machine, case_id: str, count: int) -> bool:
    return sum(1 for outcome in machine.outcomes(case_id).values() if outcome) >= count


def test_a_server_killed_while_items_wait_finishes_after_its_next_start(start: Start) -> None:
    machine = start(SLOWLY)
    case_id = machine.submit()

    for decided in (1, 7):
        until(partial(_has_decided, machine, case_id, decided), seconds=20)
        machine.kill_server()
        machine.start_server()
    until(lambda: machine.is_closed(case_id), seconds=30)

    assert set(machine.outcomes(case_id).values()) == {Outcome.GRANTED}
    assert machine.record()["doubled"] == []
    assert len(machine.record()["effects"]) == len(set(items_of(machine.record()))) == 13


def test_offices_killed_with_answers_owed_send_them_after_their_next_start(start: Start) -> None:
    machine = start(SLOWLY)
    case_id = machine.submit()
    until(lambda: _has_decided(machine, case_id, 1), seconds=20)

    machine.kill_offices()
    machine.start_offices()
    until(lambda: machine.is_closed(case_id), seconds=40)

    assert set(machine.outcomes(case_id).values()) == {Outcome.GRANTED}
    assert machine.record()["doubled"] == []


def test_a_second_server_on_the_same_folder_says_so_in_one_line_and_ends(start: Start) -> None:
    machine = start()

    second = Machine(machine.folder, port=machine.port + 1)
    log = machine.folder / "second.log"
    process = second.try_server(log)

    assert process.wait(30) == 1
    assert len(log.read_text().splitlines()) == 1
    assert machine.get("/health").status == 200
