"""A batch worked off by the sweep, item by item."""

from dataclasses import replace

import pytest

from functions.domain.case.access import Principal
from functions.domain.case.case import Change
from functions.domain.errors import StoreBusy
from functions.domain.operator.batch import BATCH
from functions.ports.case_store import Record
from functions.usecases.operator.batch_work import PORTION, work
from functions.usecases.operator.batches import create, find, step
from functions.usecases.operator.operate import resolve
from functions.usecases.record_kinds.operator import RUNNING_BATCHES
from functions.usecases.upkeep.sweep import sweep
from schemas.codes import ItemStatus, Outcome, Role
from schemas.operator.acts import BatchFilter
from tests.support.batches import GROUNDS, Flaky, counts, made, order, outcomes, stepped, stuck
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.incidents import OPERATOR, REPORT, SECOND, act, change
from tests.support.world import World


def test_a_batch_resumed_while_the_sweep_takes_it_off_the_list_stays_listed() -> None:
    world = World()
    stuck(world, 1)
    batch = made(world)
    stepped(world, batch, "start")
    stepped(world, batch, "stop")

    class Resuming(FakeCaseStore):
        """Somebody resumes the batch just when the list without it is written."""

        def __init__(self) -> None:
            self.__dict__.update(vars(world.store))

        def put(self, record: Record) -> Record:
            stored = super().put(record)
            if record.kind == RUNNING_BATCHES and not record.body["ids"]:
                found = world.store.record(BATCH, batch.id)
                assert found is not None
                world.store.put(replace(found, body={**found.body, "state": "running"}))
            return stored

    work(replace(world.deps, store=Resuming()))

    assert work(world.deps).total() == 1


def test_a_busy_store_leaves_batches_to_the_next_sweep() -> None:
    world = World()
    stuck(world, 1)
    stepped(world, made(world), "start")

    class Busy(FakeCaseStore):
        def __init__(self) -> None:
            self.__dict__.update(vars(world.store))

        def record(self, kind: str, key: str) -> Record | None:
            if kind == RUNNING_BATCHES:
                raise StoreBusy
            return super().record(kind, key)

    report = sweep(replace(world.deps, store=Busy()))

    assert report.failures["StoreBusy"] == 1
    assert sweep(world.deps).repairs["BatchItem"] == 1


def test_a_started_batch_is_worked_off_by_the_sweep() -> None:
    world = World()
    cases = stuck(world, 3)
    batch = made(world)

    running = stepped(world, batch, "start", SECOND)
    report = sweep(world.deps)

    assert running.state == "running"
    assert report.repairs["BatchItem"] == 3
    assert outcomes(world, cases) == [Outcome.WITHDRAWN] * 3
    after = find(batch.id, by=OPERATOR, deps=world.deps)
    assert (after.state, dict(after.counts)) == ("finished", {"done": 3})
    acts = [e for e in world.store.events(cases[0], limit=99).entries if e.kind.value == "abandoned"]
    assert [event.actor for event in acts] == ["operator-2"]


@pytest.mark.slow
def test_a_call_does_a_bounded_part_and_the_next_goes_on() -> None:
    world = World()
    stuck(world, PORTION + 2)
    batch = made(world)
    stepped(world, batch, "start")

    first, second, third = (work(world.deps).total() for _ in range(3))

    assert (first, second, third) == (PORTION, 2, 0)
    assert counts(world, batch) == {"done": PORTION + 2}


def test_two_batches_share_a_call() -> None:
    world = World()
    stuck(world, 3)
    one = made(world, order("retry"))
    other = create(order("retry"), by=SECOND, key="batch-key", deps=world.deps)
    stepped(world, one, "start")
    stepped(world, other, "start")

    done = work(world.deps, most=4)

    assert dict(done) == {"done": 3, "skipped": 1}
    assert counts(world, other) == {"skipped": 1, "pending": 2}


def test_an_item_that_changed_since_it_was_frozen_is_skipped_with_the_reason() -> None:
    world = World()
    cases = stuck(world, 2)
    batch = made(world)
    resolve(cases[0], REPORT, act("retry"), by=SECOND, key="key-0001", deps=world.deps)
    stepped(world, batch, "start")

    work(world.deps)

    after = find(batch.id, by=OPERATOR, deps=world.deps)
    assert [(entry.result, entry.code) for entry in after.entries] == [
        ("skipped", "item-changed"),
        ("done", None),
    ]
    assert outcomes(world, cases) == [None, Outcome.WITHDRAWN]


def test_a_refused_act_fails_for_its_item_alone() -> None:
    world = World()
    cases = stuck(world, 2)
    change(world, cases[0], REPORT, status=ItemStatus.RECEIVED, incident=None, overdue_since=world.clock())
    change(world, cases[1], REPORT, status=ItemStatus.DISPATCHED, incident=None, overdue_since=world.clock())
    batch = made(world, order("retry", filter=BatchFilter(attention="overdue")))
    stepped(world, batch, "start")

    work(world.deps)

    after = find(batch.id, by=OPERATOR, deps=world.deps)
    assert {entry.case_id: (entry.result, entry.code) for entry in after.entries} == {
        cases[0]: ("failed", "act-out-of-place"),
        cases[1]: ("done", None),
    }


def test_what_was_done_and_not_noted_is_done_once() -> None:
    world = World()
    cases = stuck(world, 2)
    batch = made(world)
    stepped(world, batch, "start")

    work(replace(world.deps, store=Flaky(world.store, unwritable=BATCH)))
    unnoted = counts(world, batch)
    work(world.deps)

    assert unnoted == {"pending": 2}
    assert counts(world, batch) == {"done": 2}
    assert [world.kinds(case_id).count("abandoned") for case_id in cases] == [1, 1]


def test_one_busy_case_stays_pending_and_the_rest_is_done() -> None:
    world = World()
    cases = stuck(world, 3)
    batch = made(world)
    stepped(world, batch, "start")

    work(replace(world.deps, store=Flaky(world.store, busy=cases[0])))
    meanwhile = counts(world, batch)
    work(world.deps)

    assert meanwhile == {"pending": 1, "done": 2}
    assert counts(world, batch) == {"done": 3}


def test_a_start_that_crashed_after_it_was_listed_is_started_by_the_next() -> None:
    world = World()
    cases = stuck(world, 1)
    batch = made(world)
    broken = replace(world.deps, store=Flaky(world.store, unwritable=BATCH))
    with pytest.raises(StoreBusy):
        step(batch.id, "start", GROUNDS, by=OPERATOR, key="key-1", deps=broken)

    idle = work(world.deps).total()
    stepped(world, batch, "start")
    work(world.deps)

    assert idle == 0
    assert outcomes(world, cases) == [Outcome.WITHDRAWN]


def test_an_empty_batch_is_finished_when_it_is_started() -> None:
    world = World()

    assert stepped(world, made(world), "start").state == "finished"


def test_a_batch_reroutes_each_item_to_its_own_worklist() -> None:
    world = World()
    cases = stuck(world, 2)
    batch = made(world, order("reroute", office="worklist"))
    stepped(world, batch, "start")

    work(world.deps)

    assert {world.item(case_id, REPORT).dispatch.office_override for case_id in cases} == {
        "worklist-veterans_affairs-440106"
    }


def test_a_finished_batch_costs_the_sweep_nothing_more() -> None:
    world = World()
    stuck(world, 1)
    stepped(world, made(world), "start")
    work(world.deps)

    listed = world.store.record(RUNNING_BATCHES, RUNNING_BATCHES)

    assert listed is not None
    assert listed.body == {"ids": []}


def test_an_item_that_vanished_from_its_operators_region_fails_with_the_reason() -> None:
    world = World()
    (case_id,) = stuck(world, 1)
    batch = made(world, by=Principal("o", Role.OPERATOR, "440106"))
    case = world.ledger(case_id).case
    world.store.commit(Change(case=replace(case, county="440103")))
    stepped(world, batch, "start")

    work(world.deps)

    after = find(batch.id, by=OPERATOR, deps=world.deps)
    assert [(entry.result, entry.code) for entry in after.entries] == [("failed", "case-not-found")]
