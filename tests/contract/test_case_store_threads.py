"""Races, on the stores that can be raced: DynamoDB over the wire, for moto's loses updates under threads."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from functions.adapters.at_once import Abreast
from functions.domain.case.case import Change
from functions.domain.case.item import with_clock
from functions.domain.errors import DuplicateEvent, StaleWrite
from functions.ports.case_store import CaseStore, Record
from functions.usecases.upkeep.sweep import sweep
from tests.contract.races import RACERS, race
from tests.contract.stores import OVER_THE_WIRE, STAGES, stage_of
from tests.support.openings import event, opening
from tests.support.world import World

CASE_ID = opening().ledger.case.id


@pytest.fixture(params=["fake", "sqlite", OVER_THE_WIRE])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CaseStore]:
    with stage_of(request, tmp_path) as stage:
        yield stage.store


def test_of_writers_of_one_version_exactly_one_wins(store: CaseStore) -> None:
    store.create(opening())
    item = store.ledger(CASE_ID).service_check

    def write(racer: int) -> str:
        try:
            store.commit(Change(items=(item,), events=(event(CASE_ID, f"by/{racer}"),)))
        except StaleWrite:
            return "stale"
        return "won"

    assert race(write) == {"won": 1, "stale": RACERS - 1}
    assert store.ledger(CASE_ID).service_check.version == 1
    assert len(store.events(CASE_ID, limit=50).entries) == 2


def test_of_writers_of_one_event_exactly_one_wins(store: CaseStore) -> None:
    store.create(opening())

    def write(racer: int) -> str:
        try:
            store.commit(Change(events=(event(CASE_ID, f"by/{racer}"), event(CASE_ID, "same"))))
        except DuplicateEvent:
            return "duplicate"
        return "won"

    assert race(write) == {"won": 1, "duplicate": RACERS - 1}
    assert len(store.events(CASE_ID, limit=50).entries) == 3


def test_submissions_under_one_key_open_one_case(store: CaseStore) -> None:
    won = race(lambda racer: store.create(opening(racer + 1, key="same")).case_id)

    assert list(won.values()) == [RACERS]
    assert store.ledger(next(iter(won))).case.version == 0


@pytest.mark.slow
def test_writers_of_different_cases_all_win_and_read_their_own_writes(store: CaseStore) -> None:
    def write(racer: int) -> str:
        case_id = store.create(opening(racer + 1)).case_id
        for checks in range(1, 11):
            case = store.ledger(case_id).case
            store.commit(Change(case=replace(case, checks=checks)))
            if store.ledger(case_id).case.checks != checks:
                return "lost"
        return "won"

    assert race(write) == {"won": RACERS}


@pytest.mark.slow
def test_a_case_is_never_read_half_written(store: CaseStore) -> None:
    store.create(opening())

    def act(racer: int) -> str:
        for _ in range(20):
            ledger = store.ledger(CASE_ID)
            if {ledger.case.version, *(item.version for item in ledger.items)} != {ledger.case.version}:
                return "torn"
            try:
                store.commit(Change(case=ledger.case, items=ledger.items))
            except StaleWrite:
                continue
        return "whole"

    assert race(act) == {"whole": RACERS}


@pytest.mark.slow
def test_after_a_race_everybody_reads_what_a_new_store_would(tmp_path: Path) -> None:
    with STAGES["sqlite"](tmp_path) as stage:
        kept = stage.store
        kept.create(opening())
        codes = [item.code for item in kept.ledger(CASE_ID).items]

        def act(racer: int) -> str:
            code = codes[racer % len(codes)]
            for _ in range(20):
                item = kept.ledger(CASE_ID).item(code)
                with suppress(StaleWrite):
                    kept.commit(Change(items=(with_clock(item, reminders=item.clock.reminders + 1),)))
            return "done"

        assert race(act) == {"done": RACERS}
        last = kept.ledger(CASE_ID)

    with STAGES["sqlite"](tmp_path) as stage:
        assert stage.store.ledger(CASE_ID) == last
        assert all(item.clock.reminders == item.version for item in last.items)


def test_of_openings_over_one_record_of_a_person_exactly_one_wins(store: CaseStore) -> None:
    def open_one(racer: int) -> str:
        person = Record("person/somebody", "-", {"cases": [str(racer)]})
        try:
            store.create(replace(opening(racer + 1), person=person))
        except StaleWrite:
            return "stale"
        return "won"

    assert race(open_one) == {"won": 1, "stale": RACERS - 1}


def test_a_sweep_that_looks_at_several_cases_at_once_does_what_each_is_owed_once(store: CaseStore) -> None:
    world = World()
    deps = world.deps = replace(world.deps, store=store, looks=Abreast(RACERS))
    runs = [f"{world.submitted('discharge_report')}-1" for _ in range(2 * RACERS)]
    for run in runs:
        world.executions.forget(run)
    world.executions.starts.clear()
    world.clock.advance(timedelta(minutes=2))

    first, second = sweep(deps), sweep(deps)

    assert (first.cases, dict(first.repairs), dict(first.failures)) == (
        len(runs),
        {"StartRun": len(runs)},
        {},
    )
    assert sorted(world.executions.starts) == sorted(runs)
    assert second.cases == 0
