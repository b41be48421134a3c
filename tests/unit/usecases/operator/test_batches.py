"""What a batch holds, whose it is, and how it is started, stopped and resumed."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.case.access import Principal
from functions.domain.conflicts import ActOutOfPlace, KeyReused
from functions.domain.errors import DepartmentRefusedPayload
from functions.domain.office.refusals import UnknownOffice
from functions.domain.operator.batch import BATCH, Verb, body_of
from functions.domain.operator.refusals import BatchNotFound
from functions.ports.case_store import Record
from functions.usecases.case.wait import Task
from functions.usecases.operator.batch_work import PORTION, work
from functions.usecases.operator.batches import batches_of, create, find
from functions.usecases.records import new_record
from functions.usecases.upkeep.states import await_operator
from schemas.codes import Department, ItemStatus, Outcome, Role
from schemas.operator.acts import MOST_ITEMS, BatchFilter
from tests.support.batches import made, order, outcomes, stepped, stuck
from tests.support.each import each
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.damaged_places import damaged_world
from tests.support.incidents import FAR, OPERATOR, REPORT, SECOND, change, stuck_case
from tests.support.world import World


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
        """Its first look at the batch finds nothing yet."""

        def __init__(self) -> None:
            self.__dict__.update(vars(world.store))
            self._looks = 0

        def record(self, kind: str, key: str) -> Record | None:
            self._looks += kind == BATCH
            return super().record(kind, key) if kind != BATCH or self._looks > 1 else None

    second = create(order(), by=OPERATOR, key="batch-key", deps=replace(world.deps, store=Late()))

    assert second == first


@pytest.mark.slow
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


def test_batches_are_listed_by_when_they_were_made_and_what_is_damaged_is_told() -> None:
    world, _ = damaged_world()
    batches = []
    for number in range(5):
        batches.append(create(order(), by=OPERATOR, key=f"key-of-{number}", deps=world.deps).id)
        world.clock.advance(timedelta(minutes=1))
    older = batches[0][::-1]
    world.store.put(new_record(BATCH, older, body_of(find(batches[0], by=OPERATOR, deps=world.deps))))

    page = batches_of(by=OPERATOR, limit=10, cursor=None, deps=world.deps)

    assert [one.id for one in page.entries] == [*reversed(batches), older]
    assert page.unreadable == ("batch/damaged",)


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
