"""Others in trouble beside a running machine over real HTTP: its cases go on and end."""

import json

import pytest

from infra.console.follow import submit_as_client
from tests.e2e.conftest import Start
from tests.support.machine import PROMPT, SAMPLE, until
from tests.support.peers import Habit, dripping, peer, silent

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

CASES = 20
# Each case tells its applicant at its end: of how many items is the same to the gateway.
WHOLE = json.loads(SAMPLE)
FORM = json.dumps({**WHOLE, "items": WHOLE["items"][:3]}).encode()


@pytest.mark.parametrize("habit", [dripping(b"HTTP/1.1 200 OK\r\nx: "), silent], ids=["dripping", "silent"])
def test_cases_close_beside_a_gateway_of_notices_that_never_comes_to_an_end(
    start: Start, habit: Habit
) -> None:
    with peer(habit) as address:
        machine = start(PROMPT, words=("--notices", f"{address}/notices"))
        cases = [submit_as_client(machine.client, FORM, citizen=number) for number in range(CASES)]

        until(lambda: all(machine.is_closed(case_id) for case_id in cases), seconds=150)
        told = machine.get("/v1/operator/summary").json()

    assert [one["office"] for one in told["in_trouble"]] == ["notices"]
    assert told["sweep"]["failures"] == {}
