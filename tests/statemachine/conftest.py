import pytest

from tests.statemachine.engines import EmbeddedEngine, Engine
from tests.statemachine.moto_engine import MotoEngine


@pytest.fixture(params=[EmbeddedEngine, pytest.param(MotoEngine, marks=pytest.mark.slow)])
def engine(request: pytest.FixtureRequest) -> Engine:
    built: Engine = request.param()
    return built
