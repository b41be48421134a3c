import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from functions.adapters.file_reading.child import go_to_any_core
from infra.embedded.one_core import stay_on_one_core

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux says where a thread may run")
Cores = set[int]


def cores_after(*acts: Callable[[], None]) -> Cores:
    """Where a thread may run after these, and one that it began: what a thread does so is its own."""

    def done() -> tuple[Cores, Cores]:
        for act in acts:
            act()
        with ThreadPoolExecutor() as begun:
            return os.sched_getaffinity(0), begun.submit(os.sched_getaffinity, 0).result()

    with ThreadPoolExecutor() as apart:
        own, of_begun = apart.submit(done).result()
    assert own == of_begun
    return own


def test_threads_stay_on_one_of_the_cores_that_the_process_may_use() -> None:
    allowed = os.sched_getaffinity(0)

    cores = cores_after(stay_on_one_core)

    assert len(cores) == 1
    assert cores <= allowed


def test_what_reads_files_apart_is_held_to_no_core() -> None:
    assert cores_after(stay_on_one_core, go_to_any_core) >= os.sched_getaffinity(0)
