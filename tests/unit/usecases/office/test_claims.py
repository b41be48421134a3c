"""Who works on an item: claimed, taken over, given back; of two that claim at once one holds it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from functions.domain.case.case import Change
from functions.domain.case.refusals import ItemNotFound
from functions.domain.conflicts import AlreadyClaimed, KeyReused
from functions.usecases.office.claims import claim, release
from functions.usecases.office.places import Place
from schemas.office.worklist import Claim, Release
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.offices_without_systems import (
    ANNE,
    BELLA,
    HOUSEHOLD,
    POLICE,
    at_the_police,
    without_systems,
)

TAKE_OVER = Claim(take_over=True, reason="同事休假")


def test_a_second_claim_is_refused_and_ones_own_again_is_fine() -> None:
    world = without_systems()
    case_id, place = at_the_police(world)

    claim(place, Claim(), by=ANNE, key="key-0001", deps=world.deps)
    again = claim(place, Claim(), by=ANNE, key="key-0002", deps=world.deps)

    assert again.desk.claimed_by == "anne"
    with pytest.raises(AlreadyClaimed):
        claim(place, Claim(), by=BELLA, key="key-0001", deps=world.deps)
    assert world.kinds(case_id).count("claimed") == 1


def test_a_claim_is_taken_over_with_a_reason_that_the_history_keeps() -> None:
    world = without_systems()
    case_id, place = at_the_police(world)
    claim(place, Claim(), by=ANNE, key="key-0001", deps=world.deps)

    item = claim(place, TAKE_OVER, by=BELLA, key="key-0002", deps=world.deps)

    assert item.desk.claimed_by == "bella"
    event = world.store.event(case_id, f"claimed/{HOUSEHOLD}/bella/key-0002")
    assert event is not None
    assert (event.actor, event.detail) == ("bella", {"from": "anne", "reason": "同事休假"})
    with pytest.raises(AlreadyClaimed):
        claim(place, Claim(), by=ANNE, key="key-0001", deps=world.deps)


def test_taking_over_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="理由"):
        Claim(take_over=True)


def test_a_claim_given_back_is_free_for_others_and_only_its_holder_gives_it_back() -> None:
    world = without_systems()
    _, place = at_the_police(world)
    claim(place, Claim(), by=ANNE, key="key-0001", deps=world.deps)

    with pytest.raises(AlreadyClaimed):
        release(place, Release(), by=BELLA, key="key-0002", deps=world.deps)
    free = release(place, Release(), by=ANNE, key="key-0003", deps=world.deps)

    assert free.desk.claimed_by is None
    with pytest.raises(KeyReused):
        claim(place, Claim(), by=ANNE, key="key-0001", deps=world.deps)
    assert claim(place, Claim(), by=BELLA, key="key-0004", deps=world.deps).desk.claimed_by == "bella"


class BothReadFirst(FakeCaseStore):
    """Nobody writes before everybody has read."""

    def __init__(self) -> None:
        super().__init__()
        self.barrier: threading.Barrier | None = None

    def commit(self, change: Change) -> Change:
        if self.barrier:
            self.barrier.wait(timeout=10)
            self.barrier = None
        return super().commit(change)


def test_two_that_claim_at_once_end_as_one_holder_and_one_refusal() -> None:
    world = without_systems()
    world.store = BothReadFirst()
    world.deps = replace(world.deps, store=world.store)
    case_id, place = at_the_police(world)
    world.store.barrier = threading.Barrier(2)

    def attempt(who: Any) -> str:
        try:
            claim(place, Claim(), by=who, key="key-0001", deps=world.deps)
        except AlreadyClaimed:
            return "refused"
        return "holds"

    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(attempt, (ANNE, BELLA)))

    assert sorted(ends) == ["holds", "refused"]
    assert world.kinds(case_id).count("claimed") == 1


def test_an_item_that_waits_for_its_applicant_or_was_never_sent_cannot_be_claimed() -> None:
    world = without_systems()
    case_id, _ = at_the_police(world)

    with pytest.raises(ItemNotFound):
        claim(Place(POLICE, case_id, "identity_card"), Claim(), by=ANNE, key="key-0001", deps=world.deps)
    with pytest.raises(ItemNotFound):
        claim(Place(POLICE, case_id, "no_such_item"), Claim(), by=ANNE, key="key-0001", deps=world.deps)
