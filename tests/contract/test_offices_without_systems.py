"""The worklist, the exchange of files and the manifest over every store: lists, cursors and records as they really are."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from functions.domain.case.case import Ledger
from functions.domain.conflicts import NothingToExport
from functions.domain.refusals import BadCursor
from functions.usecases.office.export import export
from functions.usecases.office.import_ import import_answers
from functions.usecases.office.manifest import take_manifest
from functions.usecases.office.worklist import worklist
from schemas.codes import Outcome
from schemas.office.exchange import Export
from schemas.office.manifest import Manifest
from tests.contract.stores import EVERY_STAGE, stage_of
from tests.support.offices_without_systems import (
    ANNE,
    HOUSEHOLD,
    KEEPER,
    POLICE,
    RESERVE,
    RESERVES,
    answers_file,
    at_the_police,
    at_the_reserves,
    content_of,
    reply,
    without_systems,
)
from tests.support.world import World

OFFICE = "mobilization-440106"


class Staged(World):
    """Reads where the ports write."""

    def ledger(self, case_id: str) -> Ledger:
        return self.deps.store.ledger(case_id)


@pytest.fixture(params=EVERY_STAGE)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with stage_of(request, tmp_path) as stage:
        made = without_systems(Staged())
        made.deps = replace(made.deps, store=stage.store)
        yield made


@pytest.mark.slow
def test_the_worklist_goes_page_by_page(world: World) -> None:
    cases = {at_the_police(world)[0] for _ in range(3)}
    found: list[str] = []
    cursor: str | None = None

    for _ in range(10):
        page = worklist(POLICE, by=ANNE, limit=2, cursor=cursor, deps=world.deps)
        found += [entry.item.case_id for entry in page.entries if entry.item.code == HOUSEHOLD]
        cursor = page.cursor
        if cursor is None:
            break

    assert (len(found), set(found)) == (3, cases)
    with pytest.raises(BadCursor):
        worklist(POLICE, by=ANNE, limit=2, cursor="public_security-440106~x", deps=world.deps)


@pytest.mark.slow
def test_files_go_out_and_come_back_and_the_manifest_agrees(world: World) -> None:
    cases = [at_the_reserves(world)[0] for _ in range(2)]
    out = export(RESERVES, Export(office=OFFICE), by=KEEPER, key="key-0001", deps=world.deps)
    again = export(RESERVES, Export(office=OFFICE, sequence=1), by=KEEPER, key="key-0002", deps=world.deps)
    with pytest.raises(NothingToExport):
        export(RESERVES, Export(office=OFFICE), by=KEEPER, key="key-0003", deps=world.deps)
    back = answers_file(world, OFFICE, 1, [reply(world, cases[0], "granted")])

    done = import_answers(RESERVES, back, by=KEEPER, deps=world.deps)
    world.clock.advance(timedelta(days=1))
    manifest = Manifest(office=OFFICE, day=world.clock().date(), items=())
    found = take_manifest(RESERVES, manifest, world.deps)

    assert (out, content_of(out)["count"]) == (again, 2)
    assert done.applied == 1
    assert world.item(cases[0], RESERVE).outcome is Outcome.GRANTED
    assert [one["reference"] for one in found.differences] == [world.ledger(cases[1]).case.reference]
    assert take_manifest(RESERVES, manifest, world.deps) == found
