from collections.abc import Iterator
from pathlib import Path

import pytest

from functions.ports.case_store import CaseStore
from tests.contract.stores import EVERY_STAGE, Stage, stage_of

ON_MOTO = frozenset({"dynamodb", "aws", "s3"})


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Moto takes half a second to set up: quick tests hold what runs on one machine, and the fakes, to the contracts."""
    for item in items:
        asked = getattr(item, "callspec", None)
        if asked and ON_MOTO & set(asked.id.split("-")):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(params=EVERY_STAGE)
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    with stage_of(request, tmp_path) as set_up:
        yield set_up


@pytest.fixture
def store(stage: Stage) -> CaseStore:
    return stage.store
