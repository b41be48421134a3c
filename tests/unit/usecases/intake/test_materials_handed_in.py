"""The files of a draft once they are the case's: which go with it, and what each office gets of them."""

from datetime import timedelta

import pytest

from functions.domain.case.access import Principal
from functions.domain.case.refusals import CaseNotFound, ItemNotFound
from functions.usecases.intake.drafts import save_draft
from functions.usecases.intake.materials import (
    announce_to_draft,
    confirm_to_draft,
    files_of,
    links_for_office,
)
from functions.usecases.office.links import LINK_LIFE
from functions.usecases.upkeep.sweep import sweep
from schemas.codes import Department, Role
from schemas.intake.draft import DraftSave
from schemas.office.dispatches import Dispatch
from tests.support.filing import (
    FORM,
    MEDICAL,
    PDF,
    PENSION,
    PNG,
    held,
    paper_draft,
    request,
    submitted,
    uploaded,
)
from tests.support.world import APPLICANT, World


def test_uploaded_papers_go_with_the_case_and_each_to_its_own_office() -> None:
    world = World()
    draft_id = paper_draft(world)
    ids = [uploaded(world, draft_id, place) for place in (PENSION, FORM, MEDICAL)]

    case_id = submitted(world, draft_id).case_id
    world.granted(case_id, "service_check", "discharge_report", "social_insurance", "medical_insurance")
    world.dispatched(case_id, "pension_transfer", "token-p")
    world.dispatched(case_id, "medical_transfer", "token-m")

    messages = [each.message for each in world.gateway.sent]
    sent = {each.item: each for each in messages if isinstance(each, Dispatch)}
    assert [one.id for one in sent["pension_transfer"].materials] == ids[:2]
    assert [one.code for one in sent["medical_transfer"].materials] == ["medical_voucher"]
    assert sent["discharge_report"].materials == ()
    link = sent["pension_transfer"].materials[0]
    assert link.href is not None
    assert world.materials.fetch(link.href) == PDF
    assert link.expires_at == world.clock() + LINK_LIFE
    assert world.materials.kept == set(ids)


def test_an_offices_staff_see_their_own_items_files_and_waivers_only() -> None:
    world = World()
    draft_id = paper_draft(world)
    for place in (PENSION, FORM, MEDICAL):
        uploaded(world, draft_id, place)
    case_id = submitted(world, draft_id).case_id
    world.granted(case_id, "service_check", "discharge_report", "social_insurance")
    world.dispatched(case_id, "pension_transfer", "token-p")
    staff = Principal("staff-1", Role.DEPARTMENT_STAFF, "440106", Department.HUMAN_RESOURCES)
    police = Principal("staff-2", Role.DEPARTMENT_STAFF, "440106", Department.HEALTHCARE_SECURITY)

    files = files_of(case_id, by=staff, deps=world.deps)

    assert [link.code for _, link in files.links] == ["pension_voucher", "transfer_form"]
    assert {item for item, _ in files.obtained} == {"social_insurance", "pension_transfer"}
    with pytest.raises(CaseNotFound):
        files_of(case_id, by=police, deps=world.deps)


def test_an_office_gets_new_addresses_for_its_own_item_only() -> None:
    world = World()
    draft_id = paper_draft(world)
    for place in (PENSION, FORM, MEDICAL):
        uploaded(world, draft_id, place)
    case_id = submitted(world, draft_id).case_id
    reference = world.ledger(case_id).case.reference
    world.granted(case_id, "service_check", "discharge_report", "social_insurance")
    world.dispatched(case_id, "pension_transfer", "token-p")

    links = links_for_office(Department.HUMAN_RESOURCES, reference, "pension_transfer", world.deps)

    assert len(links) == 2
    for department, code in (
        (Department.PUBLIC_SECURITY, "pension_transfer"),
        (Department.HEALTHCARE_SECURITY, "medical_transfer"),
        (Department.HUMAN_RESOURCES, "no_such_item"),
    ):
        with pytest.raises(ItemNotFound):
            links_for_office(department, reference, code, world.deps)


def test_a_picture_is_as_good_as_a_pdf() -> None:
    world = World()
    draft_id = paper_draft(world)
    asked, upload = announce_to_draft(
        draft_id, request(PENSION, PNG, "image/png"), by=APPLICANT, deps=world.deps
    )
    world.materials.send(upload.address, upload.headers, PNG)

    assert confirm_to_draft(draft_id, asked.id, by=APPLICANT, deps=world.deps).media_type == "image/png"


def test_a_file_of_an_item_that_was_given_up_stays_behind() -> None:
    world = World()
    draft_id = paper_draft(world)
    uploaded(world, draft_id, MEDICAL)
    chosen = DraftSave(items=("discharge_report",))
    save_draft(held(world, draft_id), chosen, by=APPLICANT, deps=world.deps)

    case_id = submitted(world, draft_id).case_id

    assert world.ledger(case_id).case.materials == ()
    assert world.materials.kept == set()


def test_the_draft_and_the_note_of_its_files_go_when_the_case_has_them() -> None:
    world = World()
    draft_id = paper_draft(world)
    for place in (PENSION, FORM, MEDICAL):
        uploaded(world, draft_id, place)

    first = submitted(world, draft_id)

    assert world.store.record("materials", f"draft/{draft_id}") is None
    assert len(world.materials.kept) == 3
    assert submitted(world, draft_id) == first


def test_files_that_were_not_kept_at_once_are_kept_by_the_sweep() -> None:
    world = World()
    draft_id = paper_draft(world)
    for place in (PENSION, FORM, MEDICAL):
        uploaded(world, draft_id, place)
    world.materials.is_down = True
    submitted(world, draft_id)
    before = set(world.materials.kept)
    world.materials.is_down = False

    world.clock.advance(timedelta(minutes=2))
    sweep(world.deps)

    assert before == set()
    assert len(world.materials.kept) == 3
