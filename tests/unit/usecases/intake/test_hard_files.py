"""Files that take all the time that reading one may take: two at once, and everybody else waits."""

from dataclasses import replace

import pytest

from functions.domain.errors import FileUnread
from functions.domain.intake.file_faults import FileFault
from functions.domain.intake.file_refusals import MaterialEncrypted, MaterialTooComplex
from functions.domain.refusals import TooOften
from functions.ports.deps import Deps
from functions.usecases.intake.materials import confirm_to_draft
from functions.usecases.intake.submit_draft import submit_draft
from functions.usecases.limits import LIMITS
from tests.support.each import each
from tests.support.fakes.file_reading import FakeFileReading
from tests.support.filing import PDF, PENSION, announced, paper_draft
from tests.support.world import APPLICANT, World


class Endless(FakeFileReading):
    def fault(self, media_type: str, whole: bytes) -> FileFault | None:
        raise FileUnread


class Complex(FakeFileReading):
    def fault(self, media_type: str, whole: bytes) -> FileFault | None:
        return FileFault.TOO_COMPLEX


def sent_one(world: World, draft_id: str, deps: Deps) -> bool:
    asked = announced(world, draft_id, PENSION)
    return confirm_to_draft(draft_id, asked.id, by=APPLICANT, deps=deps).arrived


@each("reading", [Endless(), Complex()])
def test_whoever_sends_one_after_another_waits_whatever_they_send_next(reading: FakeFileReading) -> None:
    world = World()
    draft_id, slow = paper_draft(world), replace(world.deps, file_reading=reading)
    for _ in range(LIMITS["hard_file"].most):
        with pytest.raises((FileUnread, MaterialTooComplex)):
            sent_one(world, draft_id, slow)

    with pytest.raises(TooOften):
        sent_one(world, draft_id, world.deps)
    with pytest.raises(TooOften):
        submit_draft(draft_id, by=APPLICANT, key="key-1", deps=world.deps)


def test_files_that_are_refused_for_anything_else_count_for_nothing() -> None:
    world = World()
    draft_id = paper_draft(world)
    world.file_reading.faults[PDF] = FileFault.ENCRYPTED
    for _ in range(LIMITS["hard_file"].most):
        with pytest.raises(MaterialEncrypted):
            sent_one(world, draft_id, world.deps)
    world.file_reading.faults.clear()

    assert sent_one(world, draft_id, world.deps)
