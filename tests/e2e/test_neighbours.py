"""Others in trouble beside a running machine over real HTTP: its cases go on and end."""

import pytest

from tests.e2e.conftest import Start
from tests.support.machine import PROMPT, until
from tests.support.peers import Habit, dripping, peer, silent

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

CASES = 20


@pytest.mark.parametrize("habit", [dripping(b"HTTP/1.1 200 OK\r\nx: "), silent], ids=["dripping", "silent"])
def test_cases_close_beside_a_gateway_of_notices_that_never_comes_to_an_end(
    start: Start, habit: Habit
) -> None:
    with peer(habit) as address:
        machine = start(PROMPT, words=("--notices", f"{address}/notices"))
        cases = [machine.submit() for _ in range(CASES)]

        until(lambda: all(machine.is_closed(case_id) for case_id in cases), seconds=150)
        told = machine.get("/v1/operator/summary").json()

    assert [one["office"] for one in told["in_trouble"]] == ["notices"]
    assert told["sweep"]["failures"] == {}
