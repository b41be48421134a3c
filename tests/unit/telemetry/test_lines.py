import io
from contextlib import redirect_stdout
from errno import ENOSPC

import pytest

from functions.domain.errors import DepartmentUnavailable
from functions.telemetry.lines import write_line
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
