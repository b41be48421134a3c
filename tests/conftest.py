import gc
from collections.abc import Generator, Iterator

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer

from tests.support.aws import quick_moto
from tests.support.ministack import MiniStack, ministack_in
from tests.support.scheduling import Scheduling

# An example that takes long tells of a busy machine, not of the program: pytest-timeout is the bound.
settings.register_profile("lianban", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("lianban")

LONGEST_NAME = 100


@pytest.fixture(scope="session")
def ministack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MiniStack]:
    """A local AWS for the whole run of tests, on loopback; whoever uses it makes names of their own there."""
    with ministack_in(tmp_path_factory.mktemp("ministack")) as running:
        yield running


@pytest.fixture(scope="session", autouse=True)
def _quick_moto() -> Iterator[None]:
    with quick_moto():
        yield


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling | None:
    return Scheduling(config, log) if config.getoption("dist") == "loadgroup" else None


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """A long value by its beginning and its length. A body of ten megabytes is else a name of as many, which each worker
    sends at each step of the test.
    """
    if not isinstance(val, str | bytes) or len(val) <= LONGEST_NAME:
        return None
    return f"{val[:LONGEST_NAME]!a}...{len(val)}"


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays to the end: nobody looks for garbage in it, neither while it grows nor later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_finish(session: pytest.Session) -> None:
    """pytest and pytest-xdist must agree on groups (`--dist loadgroup`): where they do not, nothing fails, and every worker
    sets up what one of them would have set up for the whole group.
    """
    if not session.config.getoption("loadgroup", default=False):
        return
    grouped = next((item for item in session.items if item.get_closest_marker("xdist_group")), None)
    if grouped is not None and "@" not in grouped.nodeid:
        raise pytest.UsageError(
            "this pytest-xdist does not keep the groups of this pytest: see requirements-dev.txt"
        )
