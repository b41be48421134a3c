"""Uploads that are scanned before they count, and what is told where nobody scans."""

from dataclasses import replace

import pytest

from functions.domain.errors import ScannerUnavailable
from functions.domain.intake.file_refusals import MaterialInfected
from functions.domain.intake.refusals import MaterialsMissing
from functions.domain.intake.scanning import ScanVerdict
from functions.usecases.applicant.supply import announce_to_case, confirm_to_case
from functions.usecases.intake.materials import confirm_to_draft, files_of
from schemas.office.dispatches import Dispatch
from tests.support.fakes.scanner import FakeScanner
from tests.support.filing import (
    FORM,
    MEDICAL,
    PDF,
    PENSION,
    announced,
    deferred,
    paper_draft,
    request,
    submitted,
    uploaded,
)
from tests.support.world import APPLICANT, World

PLACES = (PENSION, FORM, MEDICAL)


def scanning(*, pending: int = 0) -> tuple[World, FakeScanner]:
    world, scanner = World(), FakeScanner(pending=pending)
    world.deps = replace(world.deps, scanner=scanner)
    return world, scanner


def test_a_clean_file_goes_to_its_office_with_the_time_of_its_scan() -> None:
    world, _ = scanning()
    draft_id = paper_draft(world)
    for place in PLACES:
        uploaded(world, draft_id, place)

    case_id = submitted(world, draft_id).case_id
    world.granted(case_id, "service_check", "discharge_report", "social_insurance")
    world.dispatched(case_id, "pension_transfer", "token-p")

    (sent,) = [one.message for one in world.gateway.sent if one.message.item == "pension_transfer"]
    assert isinstance(sent, Dispatch)
    assert {(one.scanned_at, one.scan_text) for one in sent.materials} == {
        (world.clock(), "病毒扫描未发现问题")
    }


def test_an_infected_file_is_refused_deleted_and_never_a_cases() -> None:
    world, scanner = scanning()
    draft_id = paper_draft(world)
    asked = announced(world, draft_id, PENSION)
    scanner.verdict = ScanVerdict.INFECTED

    with pytest.raises(MaterialInfected):
        confirm_to_draft(draft_id, asked.id, by=APPLICANT, deps=world.deps)

    assert world.materials.files == {}


def test_an_infected_file_that_nobody_confirmed_is_not_submitted() -> None:
    world, scanner = scanning()
    draft_id = paper_draft(world)
    for place in PLACES:
        announced(world, draft_id, place)
    scanner.verdict = ScanVerdict.INFECTED

    with pytest.raises(MaterialsMissing):
        submitted(world, draft_id)


def test_a_scan_that_is_not_back_is_told_and_asked_for_again() -> None:
    world, _ = scanning(pending=1)
    draft_id = paper_draft(world)
    asked = announced(world, draft_id, PENSION)

    first = confirm_to_draft(draft_id, asked.id, by=APPLICANT, deps=world.deps)
    second = confirm_to_draft(draft_id, asked.id, by=APPLICANT, deps=world.deps)

    assert (first.arrived, first.checking_since) == (False, world.clock())
    assert (second.arrived, second.scanned_at) == (True, world.clock())


def test_a_draft_is_not_submitted_with_a_file_that_is_being_scanned_and_says_so() -> None:
    world, _ = scanning(pending=2)
    draft_id = paper_draft(world)
    for place in PLACES:
        asked = announced(world, draft_id, place)
        confirm_to_draft(draft_id, asked.id, by=APPLICANT, deps=world.deps)

    with pytest.raises(MaterialsMissing) as caught:
        submitted(world, draft_id)

    assert all("正在进行病毒扫描" in one.detail for one in caught.value.problems)


def test_a_late_file_is_the_cases_only_when_its_scan_is_back() -> None:
    world = World()
    case_id = deferred(world)
    world.deps = replace(world.deps, scanner=FakeScanner(pending=1))
    asked, upload = announce_to_case(case_id, request(FORM), by=APPLICANT, deps=world.deps)
    world.materials.send(upload.address, upload.headers, PDF)

    held = []
    for _ in range(2):
        confirm_to_case(case_id, asked.id, by=APPLICANT, deps=world.deps)
        held.append([one.id for one in world.ledger(case_id).case.materials if one.id == asked.id])

    assert held == [[], [asked.id]]
    assert asked.id in world.materials.kept


def test_a_scanner_that_is_down_leaves_the_file_where_it_is() -> None:
    world, scanner = scanning()
    draft_id = paper_draft(world)
    asked = announced(world, draft_id, PENSION)
    scanner.is_down = True
    with pytest.raises(ScannerUnavailable):
        confirm_to_draft(draft_id, asked.id, by=APPLICANT, deps=world.deps)

    scanner.is_down = False

    assert confirm_to_draft(draft_id, asked.id, by=APPLICANT, deps=world.deps).arrived


def test_where_nobody_scans_no_file_says_that_it_was_scanned() -> None:
    world = World()
    draft_id = paper_draft(world)
    for place in PLACES:
        uploaded(world, draft_id, place)

    case_id = submitted(world, draft_id).case_id

    files = files_of(case_id, by=APPLICANT, deps=world.deps)
    assert {(link.scanned_at, link.scan_text) for _, link in files.links} == {(None, "未经病毒扫描")}
