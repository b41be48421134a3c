from collections.abc import Iterator
from pathlib import Path

import pytest

from functions.ports import CaseStore
from tests.contract.stores import EVERY_STAGE, Stage, stage_of


@pytest.fixture(params=EVERY_STAGE)
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    with stage_of(request, tmp_path) as set_up:
        yield set_up


@pytest.fixture
def store(stage: Stage) -> CaseStore:
    return stage.store
