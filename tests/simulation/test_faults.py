import random
from datetime import UTC, datetime

from tests.support.simulation.faults import MOST, Faults
from tests.support.simulation.weather import Weather


def test_a_life_ends_though_whatever_others_do_meanwhile_takes_a_call() -> None:
    acts = []
    faults = Faults(random.Random(0), Weather(meanwhile=1.0), lambda: datetime(2026, 11, 24, tzinfo=UTC))
    faults.others.append(lambda: acts.append("act"))

    for _ in range(2 * MOST):
        faults.meanwhile()

    assert len(acts) == MOST
