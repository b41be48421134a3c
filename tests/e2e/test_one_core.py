"""Where the threads of a running server are, as the system says it."""

import os
import sys
from pathlib import Path

import pytest

from tests.e2e.siege import server
from tests.support.machine import free_port

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(120),
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux says where a thread may run"),
]


def cores_of_threads(folder: Path, *words: str) -> set[int]:
    """On which any of them may be."""
    with server(folder, free_port(), *words) as pid:
        threads = [int(task.name) for task in Path(f"/proc/{pid}/task").iterdir()]
        return {core for thread in threads for core in os.sched_getaffinity(thread)}


def test_all_threads_of_a_server_stay_on_one_core_if_it_is_told_to(tmp_path: Path) -> None:
    assert len(cores_of_threads(tmp_path, "--one-core")) == 1


def test_a_server_that_is_told_nothing_goes_to_all(tmp_path: Path) -> None:
    assert cores_of_threads(tmp_path) == os.sched_getaffinity(0)
