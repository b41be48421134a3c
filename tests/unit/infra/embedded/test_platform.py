from datetime import timedelta
from pathlib import Path

from infra.embedded.platform import Platform
from infra.embedded.settings import NONE, Settings
from tests.support.fakes.clock import FakeClock


def test_each_start_is_known_by_its_own_time_so_that_its_first_sweep_is_waited_for(tmp_path: Path) -> None:
    clock, settings = FakeClock(), Settings(tmp_path, notices=NONE, shared_data=NONE)
    with Platform(settings, clock=clock) as first:
        assert first.deps.began == clock()
    before = clock()
    later = FakeClock(before + timedelta(days=2))

    with Platform(settings, clock=later) as again:
        assert again.deps.began == before + timedelta(days=2)
