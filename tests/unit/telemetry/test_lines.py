import io
import json
from contextlib import redirect_stdout
from errno import ENOSPC

import pytest

from functions.domain.errors import DepartmentUnavailable
from functions.telemetry.lines import Count, count_into, write_count, write_line
from tests.support.openings import NOW
from tests.support.world import World


class FullDisk(io.StringIO):
    def write(self, text: str) -> int:
        raise OSError(ENOSPC, "No space left on device")


def test_a_line_that_cannot_be_written_is_lost_alone() -> None:
    with redirect_stdout(FullDisk()):
        write_line("delivery failed", {"office": "a"})


def test_an_office_that_is_down_is_no_other_trouble_because_the_log_is_full() -> None:
    world = World()
    case_id = world.submitted()
    world.gateway.script("service_check", [DepartmentUnavailable()])

    with redirect_stdout(FullDisk()), pytest.raises(DepartmentUnavailable):
        world.dispatched(case_id, "service_check")


def test_a_line_of_one_machine_says_when_and_its_numbers_go_into_the_register(
    capsys: pytest.CaptureFixture[str],
) -> None:
    counted: list[Count] = []
    count = Count({"RefusedSignatures": 1}, "mobilization")
    count_into(counted.append, lambda: NOW)
    try:
        write_count("refused signature", count, stage="", at=NOW)
    finally:
        count_into(None)
    write_line("later", {})

    here, later = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert counted == [count]
    assert here["timestamp"] == NOW.isoformat(timespec="milliseconds")
    assert "_aws" not in here
    assert "timestamp" not in later
