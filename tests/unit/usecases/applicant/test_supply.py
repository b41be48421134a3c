"""Files after the submission: what was deferred, and what a correction asks for."""

from datetime import timedelta

import pytest

from functions.domain.applicant.progress import todo
from functions.domain.case.access import Principal
from functions.domain.case.materials import checks_of
from functions.domain.case.notices_owed import owed_notices
from functions.domain.case.refusals import CaseNotFound, MaterialNotWanted
from functions.domain.intake.file_refusals import MaterialTooLarge
from functions.usecases.applicant.supply import (
    announce_to_case,
    bring_to_case,
    brought_to_case,
    confirm_to_case,
    may_bring,
)
from functions.usecases.upkeep.sweep import sweep
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.catalogue.standing import Standing
from schemas.codes import Role
from schemas.codes_citizen import TodoKind
from tests.support.filing import (
    FORM,
    PDF,
    PENSION,
    brought,
    deferred,
    request,
)
from tests.support.world import APPLICANT, World
from tests.unit.usecases.intake.test_materials import STRANGER

EDITION = load_edition(CURRENT)
LETTER = ("household_registration", "registration_letter")


def test_a_deferred_paper_is_shown_until_it_is_brought() -> None:
    world = World()
    case_id = deferred(world)
    before = [one.kind for one in todo(world.ledger(case_id), EDITION, world.clock())]

    file = brought(world, case_id, FORM)

    case = world.ledger(case_id).case
    assert TodoKind.BRING in before
    assert TodoKind.BRING not in [one.kind for one in todo(world.ledger(case_id), EDITION, world.clock())]
    assert case.deferred == ()
    assert file in {one.id for one in case.materials}
    assert file in world.materials.kept
    assert "material_added" in world.kinds(case_id)


def test_bringing_it_twice_brings_it_once() -> None:
    world = World()
    case_id = deferred(world)
    file = brought(world, case_id, FORM)

    again = confirm_to_case(case_id, file, by=APPLICANT, deps=world.deps)

    assert again.id == file
    assert len(world.ledger(case_id).case.materials) == 3


def test_the_applicant_is_reminded_once_shortly_before_the_date() -> None:
    world = World()
    case_id = deferred(world)
    sweep(world.deps)
    assert world.ledger(case_id).case.deferred[0].reminded_at is None

    world.clock.now = world.ledger(case_id).case.deferred[0].due_at - timedelta(days=2)
    sweep(world.deps)
    sweep(world.deps)

    ledger = world.ledger(case_id)
    assert ledger.case.deferred[0].reminded_at == world.clock()
    assert world.kinds(case_id).count("material_due") == 1
    assert "deferred/pension_transfer/transfer_form" in [owed.key for owed in owed_notices(ledger)]


@pytest.mark.parametrize("by", [APPLICANT, Principal("clerk-1", Role.CLERK, "440106")])
def test_whoever_holds_a_paper_that_the_office_would_have_to_check_may_bring_it_at_any_time(
    by: Principal,
) -> None:
    world = World()
    case_id = world.submitted("household_registration")
    world.granted(case_id, "service_check")
    world.dispatched(case_id, "household_registration")

    asked, upload = announce_to_case(case_id, request(LETTER), by=by, deps=world.deps)
    world.materials.send(upload.address, upload.headers, PDF)
    confirm_to_case(case_id, asked.id, by=by, deps=world.deps)

    case, whole = world.ledger(case_id).case, world.store.application(case_id)
    told = {one.code: one.standing for one in checks_of(case, LETTER[0], whole, EDITION)}
    assert told[LETTER[1]] is Standing.UPLOADED
    assert told["discharge_certificate"] is Standing.OFFICE_CHECKS
    sweep(world.deps)
    assert [each.message.type for each in world.gateway.sent][-1] == "item.material_added"


def test_a_paper_for_an_item_that_has_its_outcome_is_not_taken() -> None:
    world = World()
    case_id = world.submitted("household_registration")
    world.granted(case_id, "service_check", "household_registration")

    with pytest.raises(MaterialNotWanted):
        announce_to_case(case_id, request(LETTER), by=APPLICANT, deps=world.deps)


def test_what_nobody_asked_for_is_not_taken() -> None:
    world = World()
    case_id = deferred(world)

    with pytest.raises(MaterialNotWanted):
        announce_to_case(case_id, request(PENSION), by=APPLICANT, deps=world.deps)
    with pytest.raises(CaseNotFound):
        announce_to_case(case_id, request(FORM), by=STRANGER, deps=world.deps)


def test_a_correction_may_bring_any_material_of_its_item_and_the_next_round_carries_it() -> None:
    world = World()
    case_id = deferred(world)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, "discharge_report")
    missing = [{"name": "退役证件", "reason": "缺内页"}]
    world.answered(case_id, "discharge_report", "correction_requested", missing=missing)

    brought(world, case_id, ("discharge_report", "discharge_certificate"))
    other = announce_to_case(
        case_id, request(("discharge_report", "correction_material")), by=APPLICANT, deps=world.deps
    )

    assert other[0].material == "correction_material"
    assert any(one.item == "discharge_report" for one in world.ledger(case_id).case.materials)


def test_a_browser_without_a_script_brings_it_in_one() -> None:
    world = World()
    case_id = deferred(world)

    done = bring_to_case(case_id, request(FORM), PDF, by=APPLICANT, deps=world.deps)

    found = brought_to_case(case_id, *FORM, by=APPLICANT, deps=world.deps)
    assert done.arrived
    assert done.id in {one.id for one in found.held}
    assert found.waiting == ()


def test_what_a_form_cannot_hand_on_is_told_with_what_it_can() -> None:
    world = World()
    case_id = deferred(world)

    with pytest.raises(MaterialTooLarge):
        bring_to_case(
            case_id, request(FORM), b"0" * (world.materials.most_taken + 1), by=APPLICANT, deps=world.deps
        )

    assert brought_to_case(case_id, *FORM, by=APPLICANT, deps=world.deps).open


def test_what_an_item_does_not_wait_for_may_not_be_brought() -> None:
    world = World()
    ledger = world.ledger(deferred(world))

    assert may_bring(ledger, EDITION, *FORM)
    assert not may_bring(ledger, EDITION, "identity_card", "contest_material")
