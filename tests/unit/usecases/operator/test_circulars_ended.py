"""What replaces a circular or withdraws it, and what applies until then."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from functions.domain.clock import SHANGHAI, shanghai_date
from functions.domain.conflicts import CircularEnded
from functions.domain.operator.refusals import CircularNotFound, InvalidCircular
from functions.ports.case_store import Record
from functions.usecases.operator.circular_answers import acknowledge
from functions.usecases.operator.circulars import (
    circular_of,
    publish,
    withdraw_circular,
)
from functions.usecases.record_kinds.operator import CIRCULAR
from schemas.codes import Department
from tests.support.circulars import CLERK, GUANGZHOU, ORDER, PROVINCIAL, listed, published
from tests.support.each import each
from tests.support.make import NOW
from tests.support.world import World


class BesideAnother:
    """A store in which somebody else acts right after the first circular was written."""

    def __init__(self, store: Any, then: Callable[[], object]) -> None:
        self._store, self._then = store, [then]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def put(self, record: Record) -> Record:
        made: Record = self._store.put(record)
        if record.kind.startswith(f"{CIRCULAR}#") and self._then:
            self._then.pop()()
        return made


def test_a_new_one_replaces_the_old_which_stays_readable() -> None:
    world = World()
    old = published(world)
    world.clock.advance(timedelta(days=1))
    new = published(world, key="key-00002", replaces=old)

    assert listed(world, CLERK) == [new]
    assert listed(world, CLERK, ended=True) == [old]
    assert circular_of(old, by=CLERK, deps=world.deps).body["replaced_by"] == new
    assert published(world, key="key-00002", replaces=old) == new
    with pytest.raises(CircularEnded):
        published(world, key="key-00003", replaces=old)


def test_it_is_withdrawn_with_a_reason_by_operators_over_its_place_alone() -> None:
    world = World()
    one = published(world)

    with pytest.raises(CircularNotFound):
        withdraw_circular(one, "口径有误", by=GUANGZHOU, deps=world.deps)
    ended = withdraw_circular(one, "口径有误", by=PROVINCIAL, deps=world.deps)
    again = withdraw_circular(one, "口径有误", by=PROVINCIAL, deps=world.deps)
    with pytest.raises(CircularEnded):
        withdraw_circular(one, "别的理由", by=PROVINCIAL, deps=world.deps)

    assert ended.body["withdrawn"]["reason"] == again.body["withdrawn"]["reason"] == "口径有误"
    assert listed(world, CLERK) == []
    with pytest.raises(CircularEnded):
        acknowledge(one, by=CLERK, deps=world.deps)


def test_of_two_that_replace_the_same_one_stands() -> None:
    world = World()
    old = published(world)
    publishing = replace(
        world.deps, store=BesideAnother(world.store, lambda: published(world, key="key-00002", replaces=old))
    )

    with pytest.raises(CircularEnded):
        publish(ORDER.model_copy(update={"replaces": old}), by=PROVINCIAL, key="key-00003", deps=publishing)

    assert len(listed(world, PROVINCIAL)) == 1


def test_the_old_one_applies_until_the_day_from_which_the_new_one_does() -> None:
    world = World()
    old = published(world)
    since = shanghai_date(NOW) + timedelta(days=3)
    new = published(world, key="key-00002", replaces=old, effective_on=since)

    until_then = listed(world, CLERK)
    acknowledge(old, by=CLERK, deps=world.deps)
    with pytest.raises(CircularEnded):
        published(world, key="key-00003", replaces=old)
    # The day begins at midnight of China.
    world.clock.now = datetime.combine(since, time(0), tzinfo=SHANGHAI) - timedelta(seconds=1)
    just_before = listed(world, CLERK)
    world.clock.advance(timedelta(seconds=1))

    assert until_then == just_before == [old, new]
    assert (listed(world, CLERK), listed(world, CLERK, ended=True)) == ([new], [old])


def test_what_was_to_be_replaced_by_what_is_withdrawn_before_its_day_applies_on() -> None:
    world = World()
    old = published(world)
    new = published(world, key="key-00002", replaces=old, effective_on=shanghai_date(NOW) + timedelta(days=3))

    for _ in range(2):
        withdraw_circular(new, "口径有误", by=PROVINCIAL, deps=world.deps)
    world.clock.advance(timedelta(days=9))

    assert listed(world, CLERK) == [old]
    assert listed(world, CLERK, ended=True) == [new]


@each(
    "told, fewer",
    [
        ((), {"region": "440100"}),
        ((), {"departments": (Department.PUBLIC_SECURITY,)}),
        ((Department.PUBLIC_SECURITY,), {"departments": (Department.HUMAN_RESOURCES,)}),
    ],
)
def test_whoever_reads_the_old_one_can_read_the_new_one_or_it_is_not_issued(
    told: tuple[Department, ...], fewer: dict[str, Any]
) -> None:
    world = World()
    old = published(world, departments=told)

    with pytest.raises(InvalidCircular) as refused:
        published(world, key="key-00002", replaces=old, **fewer)

    assert [one.pointer for one in refused.value.problems] == [f"/{name}" for name in fewer]
    assert listed(world, PROVINCIAL) == [old]
