"""What is kept of a form: sealed, for an hour, for its person alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.case.access import Principal
from functions.domain.refusals import NothingParked, TooOften
from functions.usecases.limits import caller_of
from functions.usecases.parked import MOST_PARKED, Parked, find_parked, park_form
from functions.usecases.record_kinds.shared import PARKED
from schemas.codes import Role
from tests.support.api_deps import PEOPLE, house
from tests.support.each import each
from tests.support.fakes.clock import FakeClock
from tests.support.record_bodies import WatchedStore

SOLDIER = PEOPLE["Bearer soldier"]
FORM = Parked("/drafts/1?part=2", (("name", "测试甲"), ("ticks", "a"), ("ticks", "b"), ("name", "")), True)


def test_it_is_found_as_it_was_sent() -> None:
    deps = house(WatchedStore())

    parked_id = park_form(FORM, SOLDIER, deps)

    assert parked_id is not None
    assert find_parked(parked_id, SOLDIER, deps) == FORM


def test_it_is_sealed_and_ends_within_the_hour() -> None:
    store = WatchedStore()
    deps = house(store)
    park_form(FORM, SOLDIER, deps)

    kind = f"{PARKED}#{caller_of(SOLDIER)[:2]}"
    (record,) = store.records(kind, limit=10).entries

    assert record.sealed
    assert record.expires_at == deps.clock() + timedelta(hours=1)
    assert SOLDIER.subject not in record.key


@each(
    "other",
    [PEOPLE["Bearer stranger"], Principal("soldier", Role.CLERK, "440106"), PEOPLE["Bearer operator"]],
)
def test_for_everybody_else_there_is_none(other: Principal) -> None:
    deps = house()
    parked_id = park_form(FORM, SOLDIER, deps)
    assert parked_id is not None

    with pytest.raises(NothingParked):
        find_parked(parked_id, other, deps)


def test_more_than_any_form_has_is_not_kept() -> None:
    deps = house()
    whole = Parked("/", (("a", "中" * (MOST_PARKED // 3 - 1)),))

    assert park_form(whole, SOLDIER, deps) is not None
    assert park_form(replace(whole, fields=(("a", "中" * (MOST_PARKED // 3)),)), SOLDIER, deps) is None


def test_nobody_keeps_more_than_so_many_an_hour() -> None:
    clock = FakeClock()
    deps = replace(house(), clock=clock)
    for _ in range(20):
        park_form(FORM, SOLDIER, deps)

    with pytest.raises(TooOften):
        park_form(FORM, SOLDIER, deps)

    park_form(FORM, PEOPLE["Bearer stranger"], deps)
    clock.advance(timedelta(hours=1))
    assert park_form(FORM, SOLDIER, deps) is not None


def test_what_was_typed_is_not_printed() -> None:
    assert "测试甲" not in repr(FORM)
