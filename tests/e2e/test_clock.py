"""A sandbox's clock is moved on (`lianban clock`): what silence leads to is seen at once, and both programs go on talking."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from infra.console.follow import OPERATOR
from tests.support.command import Terminal
from tests.support.machine import Machine, until
from tests.support.over_http import over_http

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900), pytest.mark.together("clock")]

ITEM = "social_insurance"
AFTER_IT = ("pension_transfer", "social_security_card")


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """One office receives its item and says no more; it sweeps so seldom that only a move makes it look."""
    script = {"items": {ITEM: {"answers": ["received"]}}}
    made = Machine(tmp_path / "var", script=script, words=("--sweep-seconds", "300"))
    made.folder.mkdir()
    made.start()
    yield made
    made.stop()


def move(machine: Machine, *words: str) -> Any:
    said = Terminal(machine.folder.parent).type("clock", *words, "--folder", str(machine.folder), "--json")
    assert said.code == 0, said.words
    return said.json


def told(machine: Machine, case_id: str) -> list[str]:
    """What happened to the item, as its history has it."""
    events = machine.get(f"/v1/cases/{case_id}/events?limit=100", identity=OPERATOR).json()["entries"]
    return [one["kind"] for one in events if one["item"] == ITEM]


def open_items(machine: Machine, case_id: str) -> set[str]:
    items = machine.case(case_id, identity=OPERATOR)["items"]
    return {one["code"] for one in items if one["outcome"] is None}


def reminders(machine: Machine) -> list[str]:
    """Those that its office took: what was not signed by its own time it would not have taken."""
    return [one["webhook_id"] for one in machine.record()["effects"] if one["type"] == "item.reminded"]


def test_silence_is_seen_to_its_end_in_a_moment(machine: Machine) -> None:
    case_id = machine.submit()
    until(lambda: open_items(machine, case_id) == {ITEM, *AFTER_IT}, seconds=10)

    move(machine, "--working-days", "5")
    until(lambda: "deemed_accepted" in told(machine, case_id), seconds=5)
    move(machine, "--working-days", "20")
    until(lambda: "overdue" in told(machine, case_id), seconds=5)
    until(lambda: "reminded" in told(machine, case_id), seconds=5)

    kinds = told(machine, case_id)
    assert [one for one in kinds if one in ("answered", "deemed_accepted", "overdue", "reminded")] == [
        "answered",
        "deemed_accepted",
        "overdue",
        "reminded",
    ]
    assert reminders(machine) == [f"{case_id}/{ITEM}/1/reminder/1"]
    assert not [one for one in machine.record()["deliveries"] if one["status"] == 401]


def test_after_a_move_and_a_restart_a_case_goes_to_its_end(machine: Machine) -> None:
    before = move(machine)
    after = move(machine, "--hours", "100")
    machine.kill_server()
    machine.kill_offices()
    machine.start()
    over_http("PUT", f"{machine.sandbox}/script", json={})

    case_id = machine.submit()

    until(lambda: machine.case(case_id, identity=OPERATOR)["status"] == "closed", seconds=15)
    assert (before["moved"], before["ahead_seconds"], after["ahead_seconds"]) == (False, 0, 360_000)
    assert {one["status"] for one in machine.record()["deliveries"]} == {202}
    submitted = machine.get(f"/v1/cases/{case_id}/events").json()["entries"][0]["at"]
    assert datetime.fromisoformat(submitted) >= datetime.fromisoformat(after["now"])


def test_a_folder_whose_clock_was_moved_serves_nobody_of_the_world(machine: Machine, tmp_path: Path) -> None:
    move(machine, "--hours", "1")
    machine.stop()
    log = tmp_path / "refused.log"

    refused = machine.try_server(log, "--jwks", "https://issuer.example/jwks")

    assert refused.wait(30) == 1
    assert "clock.json" in log.read_text("utf-8")
