import gc
import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.aws import quick_moto
from tests.support.ministack import MiniStack, ministack_in

pytest_plugins = ["tests.support.workers"]

# An example that takes long tells of a busy machine, not of the program: pytest-timeout is the bound.
settings.register_profile("lianban", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("lianban")

LONGEST_NAME = 100
# Where temporary files wait for no disk, and how many bytes must be free there: all tests together left 1.6 GB.
MEMORY, ROOM = Path("/dev/shm"), 4_000_000_000
# Objects made and not freed before the collector looks at the youngest; Python's own 700 were a twentieth of the tests' time.
YOUNGEST = 20_000


def pytest_configure() -> None:
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK):
        there = os.statvfs(MEMORY)
        if there.f_bavail * there.f_frsize >= ROOM and not there.f_flag & os.ST_NOEXEC:
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@pytest.fixture(scope="session")
def ministack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MiniStack]:
    """A local AWS for the whole run of tests, on loopback; whoever uses it makes names of their own there."""
    with ministack_in(tmp_path_factory.mktemp("ministack")) as running:
        yield running


@pytest.fixture(scope="session", autouse=True)
def _quick_moto() -> Iterator[None]:
    with quick_moto():
        yield


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """A long value by its beginning and its length. A body of ten megabytes is else a name of as many, which is sent
    and kept with each step of the test.
    """
    if not isinstance(val, str | bytes) or len(val) <= LONGEST_NAME:
        return None
    return f"{val[:LONGEST_NAME]!a}...{len(val)}"


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays to the end: nobody looks for garbage in it, neither while it grows nor later. Of what tests
    make nearly everything is freed by itself, and only what is not should be looked for.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(YOUNGEST)
        gc.enable()
