from datetime import timedelta
from pathlib import Path

import pytest

from functions.usecases.record_kinds.office import RESTORED
from functions.usecases.records import new_record
from infra.embedded.platform import Platform
from infra.embedded.settings import NONE, Settings
from tests.support.fakes.clock import FakeClock


@pytest.mark.slow
def test_each_start_is_known_by_its_own_time_so_that_its_first_sweep_is_waited_for(tmp_path: Path) -> None:
    clock, settings = FakeClock(), Settings(tmp_path, notices=NONE, shared_data=NONE)
    with Platform(settings, clock=clock) as first:
        assert first.deps.began == clock()
    before = clock()
    later = FakeClock(before + timedelta(days=2))

    with Platform(settings, clock=later) as again:
        assert again.deps.began == before + timedelta(days=2)


@pytest.mark.slow
def test_a_server_knows_each_time_that_its_ledger_was_put_back(tmp_path: Path) -> None:
    clock, settings = FakeClock(), Settings(tmp_path, notices=NONE, shared_data=NONE)
    with Platform(settings, clock=clock) as first:
        assert first.deps.put_back == ()
    moments = ("2026-11-29T02:30:00+00:00", "2026-11-30T02:30:00+00:00")
    with Platform(settings, clock=clock) as noting:
        for at in moments:
            noting.deps.store.put(new_record(RESTORED, at, {"at": at, "of": at}))

    with Platform(settings, clock=clock) as again:
        assert again.deps.put_back == moments
