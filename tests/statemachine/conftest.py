from collections.abc import Iterator

import pytest

from tests.statemachine.engines import EmbeddedEngine, Engine
from tests.statemachine.moto_engine import moto_engine

MOTO = pytest.param("MotoEngine", marks=[pytest.mark.slow, pytest.mark.together("moto")])


@pytest.fixture(scope="module", params=["EmbeddedEngine", MOTO])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    if request.param == "EmbeddedEngine":
        yield EmbeddedEngine()
        return
    with moto_engine() as built:
        yield built
