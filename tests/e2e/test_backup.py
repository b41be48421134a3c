from pathlib import Path

import pytest

from infra.sandbox.keys import SANDBOX_FOLDER
from schemas.codes import Outcome
from tests.e2e.drill_backup import AFTERWARDS, backup
from tests.support.machine import PROMPT, Machine

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
# Half of what `make drill` kills, and of each department one item: each office has something to tell.
KILLS = 4
ITEMS = (
    "discharge_report",
    "household_registration",
    "social_insurance",
    "medical_insurance",
    "reserve_registration",
)


def test_a_server_lost_under_load_comes_back_from_its_newest_backup_with_all_that_was_acknowledged(
    tmp_path: Path,
) -> None:
    offices, var = tmp_path / "offices", tmp_path / "var"
    for folder in (offices, var):
        folder.mkdir()
    (var / SANDBOX_FOLDER).symlink_to(offices)
    machine = Machine(var, PROMPT)
    try:
        machine.start()
        found = backup(machine, kills=KILLS, items=ITEMS)
    finally:
        machine.stop()

    assert (found["lost"], found["doubled"], found["unlisted"]) == (0, 0, 0)
    assert found["killed"] == KILLS
    assert found["before"] > 0
    assert found["after"] >= AFTERWARDS
    assert found["restored"] >= found["before"]
    assert found["listed"] == found["applied_again"] >= found["after"]
    assert found["closed"] == found["cases"]
    assert found["outcomes"] == {Outcome.GRANTED: len(ITEMS) * found["cases"]}
