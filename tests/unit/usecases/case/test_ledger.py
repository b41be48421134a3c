from dataclasses import replace

import pytest

from functions.domain.case.case import Change, Event, Ledger
from functions.domain.case.item import CaseItem, with_clock
from functions.domain.errors import DuplicateEvent
from functions.usecases.case.ledger import change_in_turn, change_item
from schemas.codes import EventKind
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.make import NOW
from tests.support.world import World

REPORT = "discharge_report"


class Beaten(FakeCaseStore):
    """Somebody else's change comes first, once."""

    rival: Change | None = None

    def commit(self, change: Change) -> Change:
        rival, self.rival = self.rival, None
        if rival:
            super().commit(rival)
        return super().commit(change)


@pytest.fixture
def store() -> Beaten:
    return Beaten()


def opened(store: Beaten) -> CaseItem:
    world = World()
    world.deps = replace(world.deps, store=store)
    return store.ledger(world.submitted(REPORT)).item(REPORT)


def told(item: CaseItem) -> Event:
    return Event(item.case_id, "told", NOW, EventKind.DISPATCHED, item.code)


def test_a_rule_that_was_beaten_by_its_own_event_is_asked_again(store: Beaten) -> None:
    before = opened(store)
    event = told(before)
    store.rival = Change(items=(with_clock(before, silent_since=NOW),), events=(event,))

    def rule(_ledger: Ledger, item: CaseItem) -> tuple[CaseItem, tuple[Event, ...]]:
        return (item, ()) if item.clock.silent_since else (with_clock(item, silent_since=NOW), (event,))

    after = change_item(store, before.case_id, REPORT, rule).item(REPORT)

    assert (after.version, after.clock.silent_since) == (1, NOW)


def test_an_event_of_before_is_told_to_the_caller(store: Beaten) -> None:
    before = opened(store)
    store.commit(Change(events=(told(before),)))

    with pytest.raises(DuplicateEvent):
        change_item(store, before.case_id, REPORT, lambda _, item: (item, (told(before),)))


def test_what_is_remembered_of_one_ledger_counts_for_no_other() -> None:
    """Two worlds have a case of one name: who writes in one was beaten by nobody in the other."""
    read_again = []

    for _ in range(2):
        world = World()
        known = world.ledger(world.submitted(REPORT))

        def noted(
            ledger: Ledger, item: CaseItem, known: Ledger = known
        ) -> tuple[CaseItem, tuple[Event, ...]]:
            read_again.append(ledger is not known)
            return with_clock(item, silent_since=NOW), ()

        for _ in range(2):
            change_in_turn(world.deps, known.case.id, REPORT, noted, known=known)

    assert read_again == [False, True, False, True]
