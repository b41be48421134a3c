from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from functions.domain.case.access import Principal
from functions.domain.case.case import Change, Ledger
from functions.domain.conflicts import ActOutOfPlace, KeyReused
from functions.domain.errors import DepartmentRefusedPayload, StoreBusy
from functions.domain.office.refusals import UnknownOffice
from functions.domain.operator.batch import BATCH, Batch, Verb
from functions.domain.operator.refusals import BatchNotFound
from functions.ports.case_store import Record
from functions.usecases.case.wait import Task
from functions.usecases.operator.batch_work import PORTION, work
from functions.usecases.operator.batches import create, find, step
from functions.usecases.operator.operate import resolve
from functions.usecases.record_kinds.operator import RUNNING_BATCHES
from functions.usecases.upkeep.states import await_operator
from functions.usecases.upkeep.sweep import sweep
from schemas.codes import Department, ItemStatus, Outcome, Role
from schemas.operator.acts import MOST_ITEMS, BatchFilter, BatchOrder, Grounds
from tests.support.each import each
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.incidents import FAR, OPERATOR, REASON, REPORT, SECOND, act, stuck_case
from tests.support.world import World
from tests.unit.usecases.operator.test_attention import change, incident

INCIDENTS = BatchFilter(attention="incident")
GROUNDS = Grounds(reason=REASON)


class Flaky(FakeCaseStore):
    """The same ledgers, but one case cannot be read now, or a batch cannot be noted."""

    def __init__(self, store: FakeCaseStore, *, busy: str = "", unwritable: str = "") -> None:
        self.__dict__.update(vars(store))
        self._busy, self._unwritable = busy, unwritable

    def ledger(self, case_id: str) -> Ledger:
        if case_id == self._busy:
            raise StoreBusy
        return super().ledger(case_id)

    def put(self, record: Record) -> Record:
        if record.kind == self._unwritable:
            raise StoreBusy
        return super().put(record)


def order(action: Any = "abandon", **values: Any) -> BatchOrder:
    return BatchOrder(**{"filter": INCIDENTS, "action": action, "reason": REASON, **values})


def stuck(world: World, count: int) -> list[str]:
    cases = [world.submitted(REPORT) for _ in range(count)]
    for case_id in cases:
        change(world, case_id, REPORT, **incident(world))
    return cases


def made(world: World, given: BatchOrder | None = None, by: Principal = OPERATOR) -> Batch:
    return create(given or order(), by=by, key="batch-key", deps=world.deps)


def stepped(
    world: World, batch: Batch, verb: Verb, by: Principal = OPERATOR, *, key: str | None = None
) -> Batch:
    return step(batch.id, verb, GROUNDS, by=by, key=key or f"key-{verb}", deps=world.deps)


def outcomes(world: World, cases: list[str]) -> list[Outcome | None]:
    return [world.item(case_id, REPORT).outcome for case_id in cases]


def counts(world: World, batch: Batch) -> dict[str, int]:
    return dict(find(batch.id, by=OPERATOR, deps=world.deps).counts)


def test_a_dry_run_freezes_the_list_and_does_nothing_else() -> None:
    world = World()
    cases = stuck(world, 3)

    batch = made(world)
    done = work(world.deps)

    assert [(entry.case_id, entry.item) for entry in batch.entries] == [(case, REPORT) for case in cases]
    assert (batch.state, batch.truncated, done.total()) == ("dry_run", False, 0)
    assert outcomes(world, cases) == [None] * 3


def test_a_dry_run_tells_which_acts_would_be_refused() -> None:
    world = World()
    (case_id,) = stuck(world, 1)
    change(world, case_id, REPORT, status=ItemStatus.ACCEPTED, incident=None, overdue_since=world.clock())

    batch = made(world, order("retry", filter=BatchFilter(attention="overdue")))

    assert [(entry.result, entry.code) for entry in batch.entries] == [("pending", "act-out-of-place")]


def test_the_same_key_makes_one_batch_and_another_body_under_it_is_refused() -> None:
    world = World()
    stuck(world, 1)

    first = made(world)
    stuck(world, 1)

    assert made(world) == first
    with pytest.raises(KeyReused):
        made(world, order("retry"))
    assert made(world, by=SECOND).id != first.id


def test_of_two_makings_under_one_key_at_the_same_moment_one_is_the_batch() -> None:
    world = World()
    stuck(world, 1)
    first = made(world)

    class Late(FakeCaseStore):
        """Its first look finds nothing yet."""

        def __init__(self) -> None:
            self.__dict__.update(vars(world.store))
            self._looks = 0

        def record(self, kind: str, key: str) -> Record | None:
            self._looks += 1
            return super().record(kind, key) if self._looks > 1 else None

    second = create(order(), by=OPERATOR, key="batch-key", deps=replace(world.deps, store=Late()))

    assert second == first


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


def test_a_batch_stops_and_resumes() -> None:
    world = World()
    cases = stuck(world, PORTION + 1)
    batch = made(world)
    stepped(world, batch, "start")
    work(world.deps)

    stopped = stepped(world, batch, "stop", SECOND)
    idle = work(world.deps).total()
    resumed = stepped(world, batch, "resume", SECOND)
    work(world.deps)

    assert (stopped.state, idle, resumed.state) == ("stopped", 0, "running")
    assert outcomes(world, cases) == [Outcome.WITHDRAWN] * len(cases)
    after = find(batch.id, by=OPERATOR, deps=world.deps)
    assert [(done.verb, done.by) for done in after.steps] == [
        ("start", "operator-1"), ("stop", "operator-2"), ("resume", "operator-2"),
    ]  # fmt: skip


def test_a_step_sent_twice_is_taken_once_even_if_others_came_between() -> None:
    world = World()
    stuck(world, 1)
    batch = made(world)
    stepped(world, batch, "start")
    stepped(world, batch, "stop")
    stepped(world, batch, "resume")

    again = stepped(world, batch, "stop")

    assert again.state == "running"
    with pytest.raises(KeyReused):
        stepped(world, batch, "stop", key="key-start")


@each(
    "before, verb",
    [
        ((), "stop"),
        ((), "resume"),
        (("start",), "start"),
        (("start",), "resume"),
        (("start", "stop"), "stop"),
    ],
)
def test_a_step_out_of_place_is_refused(before: tuple[Verb, ...], verb: Verb) -> None:
    world = World()
    stuck(world, 1)
    batch = made(world)
    for verb_before in before:
        stepped(world, batch, verb_before)

    with pytest.raises(ActOutOfPlace):
        stepped(world, batch, verb, key="another-key")


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


def test_a_batch_holds_what_its_makers_region_holds_and_is_theirs_to_see() -> None:
    world = World()
    stuck(world, 1)
    city, county = (Principal("o", Role.OPERATOR, region) for region in ("440100", "440106"))

    own, far = made(world, by=city), made(world, by=FAR)

    assert (len(own.entries), len(far.entries)) == (1, 0)
    assert find(own.id, by=OPERATOR, deps=world.deps) == own
    for other in (FAR, county, Principal("n", Role.OPERATOR, None)):
        with pytest.raises(BatchNotFound):
            find(own.id, by=other, deps=world.deps)
        with pytest.raises(BatchNotFound):
            stepped(world, own, "start", other)
    with pytest.raises(BatchNotFound):
        find("f" * 32, by=OPERATOR, deps=world.deps)


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


def test_a_batch_to_an_office_that_is_not_there_is_refused_at_once() -> None:
    world = World()
    wanted = BatchFilter(attention="incident", department=Department.PUBLIC_SECURITY)

    with pytest.raises(UnknownOffice):
        made(world, order("reroute", office="nowhere"))
    with pytest.raises(UnknownOffice):
        made(world, order("reroute", office="veterans_affairs-440300", filter=wanted))


def test_a_batch_never_holds_more_than_its_bound_and_says_so() -> None:
    world = World()
    (case_id,) = stuck(world, 1)
    item = world.item(case_id, REPORT)
    crowd = tuple(replace(item, case_id=f"{number:036}") for number in range(MOST_ITEMS + 1))

    class Crowded(FakeCaseStore):
        def items(self, query: Any, *, limit: int, cursor: str | None = None) -> Any:
            page = super().items(query, limit=limit)
            start = int(cursor or 0)
            end = start + limit
            return replace(page, entries=crowd[start:end], cursor=str(end) if end < len(crowd) else None)

    deps = replace(world.deps, store=Crowded())
    batch = create(order(), by=OPERATOR, key="batch-key", deps=deps)

    assert (len(batch.entries), batch.truncated) == (MOST_ITEMS, True)


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


def test_an_item_is_done_when_its_office_took_it_and_failed_when_it_is_stuck_again() -> None:
    world = World()
    cases = [stuck_case(world) for _ in range(2)]
    batch = made(world, order("retry"))
    stepped(world, batch, "start")

    work(world.deps)
    before = find(batch.id, by=OPERATOR, deps=world.deps)
    world.dispatched(cases[0], REPORT, token="again")
    world.gateway.script(REPORT, [DepartmentRefusedPayload(said="HTTP 422：缺少登记机关")])
    with suppress(DepartmentRefusedPayload):
        world.dispatched(cases[1], REPORT, token="again")
    await_operator(
        Task(cases[1], REPORT, 1, "AwaitOperator", "op"), "DepartmentRefusedPayload", "Dispatch", world.deps
    )
    work(world.deps)

    after = find(batch.id, by=OPERATOR, deps=world.deps)
    assert (before.state, before.counts["sent"], before.counts["done"]) == ("running", 2, 0)
    assert after.state == "finished"
    assert {entry.case_id: (entry.result, entry.code) for entry in after.entries} == {
        cases[0]: ("done", None),
        cases[1]: ("failed", "department-refused-payload"),
    }
    found = world.item(cases[1], REPORT).desk.incident
    assert found is not None
    assert found.said == "HTTP 422：缺少登记机关"
