from collections.abc import Iterator
from pathlib import Path

import pytest

from functions.ports import CaseStore
from tests.contract.stores import STAGES, Stage


@pytest.fixture(params=STAGES)
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    with STAGES[request.param](tmp_path) as set_up:
        yield set_up


@pytest.fixture
def store(stage: Stage) -> CaseStore:
    return stage.store
