from collections.abc import Iterator
from pathlib import Path

import pytest

from functions.ports.case_store import CaseStore
from tests.contract.stores import EVERY_STAGE, Stage, stage_of


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A table on moto takes half a second to set up: quick tests hold SQLite and the fake to the contracts of stores."""
    for item in items:
        asked = getattr(item, "callspec", None)
        if asked and "dynamodb" in asked.id.split("-"):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(params=EVERY_STAGE)
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    with stage_of(request, tmp_path) as set_up:
        yield set_up


@pytest.fixture
def store(stage: Stage) -> CaseStore:
    return stage.store
