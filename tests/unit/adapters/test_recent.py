from datetime import timedelta

from functions.adapters.recent import KEEP, RecentRecords
from functions.ports.case_store import Record
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.clock import FakeClock


def test_a_record_is_read_again_when_it_is_old() -> None:
    store, clock = FakeCaseStore(), FakeClock()
    recent = RecentRecords(store, clock=clock)
    first = store.put(Record("rollout", "440100", {"entries": []}))
    before = recent("rollout", "440100")
    second = store.put(Record("rollout", "440100", {"entries": ["one"]}, version=1))

    at_once = recent("rollout", "440100")
    clock.advance(KEEP)
    later = recent("rollout", "440100")

    assert before == at_once == first
    assert later == second


def test_what_is_not_there_is_remembered_as_long() -> None:
    store, clock = FakeCaseStore(), FakeClock()
    recent = RecentRecords(store, clock=clock)
    nothing = recent("rollout", "440100")
    store.put(Record("rollout", "440100", {"entries": []}))

    clock.advance(KEEP - timedelta(seconds=1))
    still = recent("rollout", "440100")
    clock.advance(timedelta(seconds=1))

    assert (nothing, still) == (None, None)
    assert recent("rollout", "440100") is not None
