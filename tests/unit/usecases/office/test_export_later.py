"""What an office behind an air gap learns of an item that it has: why it is asked back, and files that came late."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from functions.domain.conflicts import NothingToExport
from functions.ports.case_store import CaseStore, Record
from functions.ports.deps import Deps
from functions.usecases.applicant.withdraw import withdraw
from functions.usecases.office.export import export
from functions.usecases.upkeep.sweep import sweep
from schemas.applicant.acts import WithdrawalOrder
from schemas.office.exchange import Export, SignedFile
from tests.support.filing import brought
from tests.support.offices_without_systems import (
    KEEPER,
    RESERVE,
    RESERVES,
    at_the_reserves,
    content_of,
    without_systems,
)
from tests.support.world import APPLICANT, World

OFFICE = "mobilization-440106"
PAPER = (RESERVE, "service_record")


def shipped(world: World, number: int) -> SignedFile:
    return export(RESERVES, Export(office=OFFICE), by=KEEPER, key=f"key-{number:04}", deps=world.deps)


def entry_of(file: SignedFile) -> dict[str, Any]:
    (entry,) = content_of(file)["entries"]
    return dict(entry)


def test_why_an_applicant_wants_an_item_back_is_told_and_not_kept_beside_the_case() -> None:
    world = without_systems()
    case_id, _ = at_the_reserves(world)
    shipped(world, 1)
    why = WithdrawalOrder(items=(RESERVE,), reason="工作调动，暂不办理")
    withdraw(case_id, why, by=APPLICANT, key="back-0001", deps=world.deps)

    second = shipped(world, 2)

    entry = entry_of(second)
    assert (entry["type"], entry["reason"]) == ("item.withdrawal_requested", why.reason)
    assert shipped(world, 2) == second
    assert why.reason not in str(world.store.records("exchange_batch", limit=10).entries)


def test_a_file_that_comes_after_the_dispatch_is_told_of_by_the_next_batch_once() -> None:
    world = without_systems()
    case_id, _ = at_the_reserves(world)
    shipped(world, 1)
    file = brought(world, case_id, PAPER)
    sweep(world.deps)

    second = shipped(world, 2)

    entry = entry_of(second)
    assert (entry["type"], entry["material"]["id"]) == ("item.material_added", file)
    assert entry["material"]["href"] is None
    assert shipped(world, 2) == second
    with pytest.raises(NothingToExport):
        shipped(world, 3)


def test_a_file_that_came_before_its_dispatch_was_exported_goes_with_that_alone() -> None:
    world = without_systems()
    case_id, _ = at_the_reserves(world)
    file = brought(world, case_id, PAPER)
    sweep(world.deps)

    first = shipped(world, 1)

    assert [one["id"] for one in entry_of(first)["materials"]] == [file]
    with pytest.raises(NothingToExport):
        shipped(world, 2)


class Shelves:
    """The same store, which counts how often each record is read."""

    def __init__(self, store: CaseStore) -> None:
        self._store = store
        self.read: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def record(self, kind: str, key: str) -> Record | None:
        self.read[key] += 1
        return self._store.record(kind, key)


def test_a_batch_is_read_once_for_all_the_files_that_may_have_gone_with_it() -> None:
    world = without_systems()
    for _ in range(2):
        case_id, _ = at_the_reserves(world)
        for _ in range(2):
            brought(world, case_id, PAPER)
    sweep(world.deps)
    shipped(world, 1)
    shelves = Shelves(world.store)
    deps: Deps = replace(world.deps, store=shelves)

    with pytest.raises(NothingToExport):
        export(RESERVES, Export(office=OFFICE), by=KEEPER, key="key-0002", deps=deps)

    # As the last one, whose key this may be, and for the files.
    assert shelves.read[f"{OFFICE}/00000001"] == 2
