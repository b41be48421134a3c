from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.machine import Machine

Start = Callable[..., Machine]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts the machine whose offices follow the script given; it is stopped at the end, whatever happened."""
    machines: list[Machine] = []

    def begin(script: dict[str, Any] | None = None, *, words: tuple[str, ...] = ()) -> Machine:
        machine = Machine(tmp_path, script or {}, words=words)
        machines.append(machine)
        machine.start()
        return machine

    yield begin
    for machine in machines:
        machine.stop()
