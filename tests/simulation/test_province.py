"""Whatever call whoever seals and tells dies at: one seal a letter, each message once in effect, nothing owed in the end."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count

import pytest

from functions.adapters.case_store.owing import OwingStore
from functions.domain.national.owed_messages import ToldPlatform, owed_kind
from functions.usecases.applicant.papers import letter_of
from functions.usecases.record_kinds.applicant import ISSUED_LETTERS, SEAL_OWED
from functions.usecases.upkeep.sweep import sweep
from tests.support.fakes.electronic_seal import FakeElectronicSeal
from tests.support.fakes.platform import FakePlatform
from tests.support.simulation.faults import WHEN, Armed, Faults, When
from tests.support.simulation.outside import Outside, Point, ProcessDied, watched
from tests.support.simulation.stores import TEXT_SEAL
from tests.support.simulation.weather import Weather
from tests.support.world import APPLICANT, World

ITEM = "discharge_report"


class Mortal(World):
    """Its store, its seal service and its platform are crossed where somebody may die."""

    def __init__(self, armed: Armed) -> None:
        super().__init__()
        self.seals, self.told = FakeElectronicSeal(), FakePlatform()
        self.faults = Faults(random.Random(0), Weather(), self.clock)
        self.outside = Outside(self.faults, notice=lambda name, args, result: None)
        store = OwingStore(
            watched(self.store, "store", self.outside), TEXT_SEAL, frozenset({ToldPlatform.ACCEPTANCE})
        )
        self.deps = replace(
            self.deps,
            store=store,
            electronic_seal=watched(self.seals, "electronic_seal", self.outside),
            acceptance=watched(self.told, "acceptance", self.outside),
        )
        self.case_id = self.submitted(ITEM)
        self.granted(self.case_id, "service_check", ITEM)
        self.faults.armed = armed

    def survives(self, act: Callable[[], object]) -> bool:
        """Whether nobody died of it; who did does it again."""
        try:
            act()
        except ProcessDied:
            act()
            return False
        return True

    def seal(self) -> object:
        return letter_of(self.case_id, ITEM, "completion", by=APPLICANT, deps=self.deps)

    def tell(self) -> object:
        return sweep(self.deps)


def deaths(act: Callable[[Mortal], Callable[[], object]], when: When) -> Iterator[Mortal]:
    """One world for each call that is made."""
    for calls in count(1):
        world = Mortal(Armed(calls, when, "process"))
        whole = world.survives(act(world))
        world.faults.armed = None
        sweep(world.deps)
        yield world
        if whole:
            return


def fatal(worlds: list[Mortal]) -> set[Point]:
    return {point for world in worlds for point in world.outside.crashed}


@pytest.mark.slow
@pytest.mark.parametrize("when", WHEN)
def test_a_letter_is_sealed_once_whoever_dies_while_it_is_opened(when: When) -> None:
    worlds = list(deaths(lambda world: world.seal, when))

    assert {point.call for point in fatal(worlds)} >= {"electronic_seal.seal", "store.put", "store.delete"}
    for world in worlds:
        [letter] = world.store.records(ISSUED_LETTERS, limit=10).entries
        [(_, given)] = world.seals.given.values()
        assert letter.body["seal"]["number"] == given.seal.number
        assert world.store.records(SEAL_OWED, limit=10).entries == ()


@pytest.mark.slow
@pytest.mark.parametrize("when", WHEN)
def test_each_message_is_told_once_whoever_dies_while_it_is_told(when: When) -> None:
    worlds = list(deaths(lambda world: world.tell, when))

    assert {point.call for point in fatal(worlds)} >= {"acceptance.send", "store.put", "store.delete"}
    for world in worlds:
        assert [name for _, name, _ in world.told.steps] == ["申办", "预受理", "受理", "办结"]
        assert world.store.records(owed_kind(ToldPlatform.ACCEPTANCE), limit=10).entries == ()


@pytest.mark.slow
@pytest.mark.parametrize("when", WHEN)
def test_whoever_dies_while_a_case_is_opened_or_answered_leaves_nothing_untold(when: When) -> None:
    for calls in count(1):
        world = Mortal(Armed(calls, when, "process"))
        tried: list[str] = []

        def live(world: Mortal = world, tried: list[str] = tried) -> None:
            # Under the same key whoever tries again gets the case that there is.
            world._keys = 7
            tried.append(world.submitted(ITEM))
            world.dispatched(tried[-1], "service_check")
            world.answered(tried[-1], "service_check", "granted", webhook_id="w-1")
            world.dispatched(tried[-1], ITEM, token="t-2")
            world.answered(tried[-1], ITEM, "granted", webhook_id="w-2")

        whole = world.survives(live)
        world.faults.armed = None
        sweep(world.deps)
        told = [key for key in world.told.told if key.startswith(tried[-1])]
        assert len(told) == 4
        if whole:
            return
