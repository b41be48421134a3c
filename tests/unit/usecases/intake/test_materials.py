"""Uploads of a draft, what a submission takes of them, and what its office gets."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.case.access import Principal
from functions.domain.case.refusals import MaterialNotWanted
from functions.domain.conflicts import DraftChanged
from functions.domain.errors import LianbanError
from functions.domain.intake.drafting import needed_fields, pruned
from functions.domain.intake.file_faults import REFUSALS, FileFault
from functions.domain.intake.file_refusals import (
    MaterialDiffers,
    MaterialEmpty,
    MaterialNotArrived,
    MaterialTooLarge,
    MaterialWrongType,
)
from functions.domain.intake.refusals import (
    DraftNotFound,
    MaterialNotDeferrable,
    MaterialNotFound,
    MaterialsMissing,
    TooManyMaterials,
)
from functions.usecases.intake.drafts import discard_draft, open_draft, save_draft
from functions.usecases.intake.kept_drafts import SUBMITTED_WITHIN, Held, edition_of
from functions.usecases.intake.materials import (
    WantedMaterial,
    announce_to_draft,
    confirm_to_draft,
    defer,
    discard_from_draft,
    files_of,
    wanted_of,
)
from functions.usecases.intake.submit import submit
from functions.usecases.intake.uploads import asked_of, claim_shelf, shelf_of_draft
from functions.usecases.record_kinds import end_of
from functions.usecases.record_kinds.intake import MATERIALS
from schemas.catalogue.standing import Standing
from schemas.codes import Role
from schemas.intake.draft import DraftRequest, DraftSave
from schemas.intake.materials import DeferralRequest
from schemas.office.dispatches import Dispatch
from tests.support.each import each
from tests.support.filing import (
    FORM,
    MEDICAL,
    PDF,
    PENSION,
    announced,
    held,
    paper_application,
    paper_draft,
    paper_form,
    request,
    submitted,
    uploaded,
)
from tests.support.world import APPLICANT, World

STRANGER = Principal("stranger", Role.APPLICANT)
LETTER = ("household_registration", "registration_letter")
PROMISE = DeferralRequest(item=FORM[0], material=FORM[1])


def test_the_sample_applicant_uploads_nothing_and_where_nobody_was_asked_nothing_is_verified() -> None:
    world = World()
    case_id = world.submitted()

    files = files_of(case_id, by=APPLICANT, deps=world.deps)

    assert files.links == ()
    assert Counter(found.standing for _, found in files.obtained) == {
        Standing.FROM_ITEM: 6,
        Standing.OFFICE_CHECKS: 18,
    }
    assert files.submitted_at == world.ledger(case_id).case.opened_at


def test_a_submission_without_a_required_paper_is_refused_and_names_each() -> None:
    world = World()

    with pytest.raises(MaterialsMissing) as caught:
        submit(paper_application(), by=APPLICANT, key="key-1", deps=world.deps)

    assert [one.pointer for one in caught.value.problems] == [
        "/materials/pension_transfer/pension_voucher",
        "/materials/pension_transfer/transfer_form",
        "/materials/medical_transfer/medical_voucher",
    ]
    assert "军人退役基本养老保险参保缴费凭证" in caught.value.problems[0].detail


def test_a_file_that_was_sent_and_not_confirmed_counts_all_the_same() -> None:
    world = World()
    draft_id = paper_draft(world)
    for place in (PENSION, FORM, MEDICAL):
        announced(world, draft_id, place)

    case_id = submitted(world, draft_id).case_id

    assert len(world.ledger(case_id).case.materials) == 3


def test_a_file_that_is_gone_when_the_case_is_submitted_is_missing() -> None:
    world = World()
    draft_id = paper_draft(world)
    for place in (PENSION, FORM, MEDICAL):
        uploaded(world, draft_id, place)
    world.materials.files.clear()

    with pytest.raises(MaterialsMissing):
        submitted(world, draft_id)

    told = {one.material.code for one in wanted_of(draft_id, by=APPLICANT, deps=world.deps) if one.is_missing}
    assert told == {code for _, code in (PENSION, FORM, MEDICAL)}


def test_what_was_gone_is_taken_when_it_is_brought_again() -> None:
    world = World()
    draft_id = paper_draft(world)
    before = [uploaded(world, draft_id, place) for place in (PENSION, FORM, MEDICAL)]
    world.materials.files.pop(before[0])
    with pytest.raises(MaterialsMissing):
        submitted(world, draft_id)

    again = uploaded(world, draft_id, PENSION)

    held_by = {one.id for one in world.ledger(submitted(world, draft_id).case_id).case.materials}
    assert held_by == {again, *before}


@each(
    "whole, error",
    [
        (b"", MaterialEmpty),
        (b"MZ program", MaterialWrongType),
        (PDF + b"more", MaterialDiffers),
        (b"%PDF" + b"x" * 10_485_761, MaterialTooLarge),
    ],
)
def test_what_arrives_otherwise_than_announced_is_refused_and_deleted(
    whole: bytes, error: type[LianbanError]
) -> None:
    world = World()
    draft_id = paper_draft(world)
    asked, upload = announce_to_draft(draft_id, request(PENSION), by=APPLICANT, deps=world.deps)
    world.materials.send(upload.address, upload.headers, whole)

    with pytest.raises(error):
        confirm_to_draft(draft_id, asked.id, by=APPLICANT, deps=world.deps)

    assert world.materials.files == {}
    with pytest.raises(MaterialNotFound):
        confirm_to_draft(draft_id, asked.id, by=APPLICANT, deps=world.deps)


@each("fault", FileFault)
def test_a_file_that_no_office_could_open_is_refused_and_deleted(fault: FileFault) -> None:
    world = World()
    draft_id = paper_draft(world)
    asked = announced(world, draft_id, PENSION)
    world.file_reading.faults[PDF] = fault

    with pytest.raises(REFUSALS[fault]):
        confirm_to_draft(draft_id, asked.id, by=APPLICANT, deps=world.deps)

    assert world.materials.files == {}
    assert announced(world, draft_id, PENSION).id != asked.id


def test_a_file_that_was_not_confirmed_counts_only_if_it_can_be_opened() -> None:
    world = World()
    draft_id = paper_draft(world)
    for place in (PENSION, FORM, MEDICAL):
        announced(world, draft_id, place)
    world.file_reading.faults[PDF] = FileFault.ENCRYPTED

    with pytest.raises(MaterialsMissing):
        submitted(world, draft_id)


def test_a_media_type_with_parameters_is_the_type_that_it_names() -> None:
    world = World()
    draft_id = paper_draft(world)
    said = request(PENSION, media_type="Application/PDF; charset=binary")

    asked, upload = announce_to_draft(draft_id, said, by=APPLICANT, deps=world.deps)

    assert asked.media_type == upload.headers["Content-Type"] == "application/pdf"


def test_what_has_not_arrived_can_still_be_sent() -> None:
    world = World()
    draft_id = paper_draft(world)
    asked, upload = announce_to_draft(draft_id, request(PENSION), by=APPLICANT, deps=world.deps)
    with pytest.raises(MaterialNotArrived):
        confirm_to_draft(draft_id, asked.id, by=APPLICANT, deps=world.deps)

    world.materials.send(upload.address, upload.headers, PDF)

    assert confirm_to_draft(draft_id, asked.id, by=APPLICANT, deps=world.deps).arrived


def test_the_same_file_announced_again_keeps_its_id() -> None:
    world = World()
    draft_id = paper_draft(world)

    first = announced(world, draft_id, PENSION)

    assert announced(world, draft_id, PENSION).id == first.id
    assert announced(world, draft_id, PENSION, PDF + b"2").id != first.id


def test_a_material_has_five_files_at_most_and_a_discarded_one_makes_room() -> None:
    world = World()
    draft_id = paper_draft(world)
    ids = [uploaded(world, draft_id, PENSION, PDF + bytes([number])) for number in range(5)]
    with pytest.raises(TooManyMaterials):
        announced(world, draft_id, PENSION)

    discard_from_draft(draft_id, ids[0], by=APPLICANT, deps=world.deps)

    assert announced(world, draft_id, PENSION)
    assert ids[0] not in world.materials.files


@each(
    "place",
    [
        ("identity_card", "photo_fingerprint"),
        ("pension_transfer", "no_such_material"),
        ("no_such_item", "pension_voucher"),
    ],
)
def test_what_no_item_needs_or_is_taken_on_the_spot_cannot_be_uploaded(place: tuple[str, str]) -> None:
    world = World()
    draft_id = paper_draft(world)

    with pytest.raises(MaterialNotWanted):
        announce_to_draft(draft_id, request(place), by=APPLICANT, deps=world.deps)


def test_who_reported_at_the_counter_hands_in_the_letter_with_the_registration_alone() -> None:
    world = World()
    form = paper_form()
    needed = ("person", "service", "destination", "household")
    request_ = DraftRequest(items=("household_registration",))
    opened = open_draft(request_, by=APPLICANT, key="alone", deps=world.deps)
    save = DraftSave(sections=_asked_for(opened, {name: form[name] for name in needed}, world))
    draft_id = save_draft(opened, save, by=APPLICANT, deps=world.deps).id
    before = _letter(world, draft_id)

    file = uploaded(world, draft_id, LETTER)
    case_id = submitted(world, draft_id).case_id
    world.granted(case_id, "service_check")
    world.dispatched(case_id, LETTER[0])

    assert before.stands.standing is Standing.OFFICE_CHECKS
    assert before.stands.how.startswith("没有同时申请“退役报到”")
    sent = world.gateway.sent[-1].message
    assert isinstance(sent, Dispatch)
    assert [one.id for one in sent.materials] == [file]
    assert {one.code: one.standing_text for one in sent.checks}[LETTER[1]] == "已提交"


def _asked_for(opened: Held, form: dict[str, Any], world: World) -> dict[str, Any]:
    return pruned(form, needed_fields(opened.draft.items, edition_of(opened.draft, world.deps)))


def _letter(world: World, draft_id: str) -> WantedMaterial:
    wanted = wanted_of(draft_id, by=APPLICANT, deps=world.deps)
    return next(one for one in wanted if (one.item, one.material.code) == LETTER)


def test_somebody_elses_draft_does_not_exist() -> None:
    world = World()
    draft_id = paper_draft(world)

    with pytest.raises(DraftNotFound):
        announce_to_draft(draft_id, request(PENSION), by=STRANGER, deps=world.deps)
    with pytest.raises(DraftNotFound):
        wanted_of(draft_id, by=STRANGER, deps=world.deps)


def test_the_list_tells_who_brings_what_and_what_is_missing() -> None:
    world = World()
    draft_id = paper_draft(world)
    uploaded(world, draft_id, PENSION)

    wanted = wanted_of(draft_id, by=APPLICANT, deps=world.deps)

    missing = [(one.item, one.material.code) for one in wanted if one.is_missing]
    assert missing == [FORM, MEDICAL]
    assert sum(one.material.is_obtained for one in wanted) == 24


@pytest.mark.parametrize(
    ("said", "asked"), [({}, False), ({"late_evidence": True}, True)], ids=["silent", "said"]
)
def test_what_proves_a_late_report_is_required_of_who_says_that_they_have_it(
    said: dict[str, bool], asked: bool
) -> None:
    world = World()
    opened = open_draft(DraftRequest(items=("discharge_report",)), by=APPLICANT, key="late", deps=world.deps)
    form = _asked_for(opened, {"service": paper_form()["service"] | said}, world)
    save_draft(opened, DraftSave(sections=form), by=APPLICANT, deps=world.deps)

    wanted = wanted_of(opened.id, by=APPLICANT, deps=world.deps)

    (proof,) = (one for one in wanted if one.material.code == "late_proof")
    assert (proof.open_on == ()) is asked
    assert proof.is_missing is asked


def test_the_note_of_uploads_goes_when_its_files_go() -> None:
    world = World()
    draft_id = paper_draft(world)
    uploaded(world, draft_id, PENSION)

    world.clock.advance(end_of(MATERIALS, world.clock()) - world.clock() + timedelta(seconds=1))

    assert world.store.record("materials", f"draft/{draft_id}") is None


def test_a_deferral_lets_the_case_in_without_the_paper_until_its_date() -> None:
    world = World()
    draft_id = paper_draft(world)
    uploaded(world, draft_id, PENSION)
    uploaded(world, draft_id, MEDICAL)

    defer(draft_id, PROMISE, by=APPLICANT, deps=world.deps)
    case_id = submitted(world, draft_id).case_id

    (deferred,) = world.ledger(case_id).case.deferred
    assert (deferred.item, deferred.code) == FORM
    assert deferred.due_at > world.clock() + timedelta(days=13)
    assert "material_deferred" in world.kinds(case_id)


def test_what_is_not_deferrable_must_be_there() -> None:
    world = World()
    draft_id = paper_draft(world)

    with pytest.raises(MaterialNotDeferrable):
        defer(draft_id, DeferralRequest(item=PENSION[0], material=PENSION[1]), by=APPLICANT, deps=world.deps)


def test_the_files_of_a_draft_that_is_deleted_are_deleted_with_it() -> None:
    world = World()
    draft_id = paper_draft(world)
    gone = uploaded(world, draft_id, PENSION)
    announced(world, draft_id, FORM)
    shelf = f"draft/{draft_id}"
    assert world.store.record(MATERIALS, shelf) is not None

    discard_draft(held(world, draft_id), by=APPLICANT, deps=world.deps)

    assert world.materials.find(gone) is None
    assert world.materials.files == {}
    assert world.store.record(MATERIALS, shelf) is None


def test_a_draft_is_deleted_though_its_files_cannot_be_just_now() -> None:
    world = World()
    draft_id = paper_draft(world)
    uploaded(world, draft_id, PENSION)
    begun, world.materials.is_down = held(world, draft_id), True

    discard_draft(begun, by=APPLICANT, deps=world.deps)

    with pytest.raises(DraftNotFound):
        held(world, draft_id)


def test_a_draft_that_was_submitted_meanwhile_takes_no_file_of_its_case_with_it() -> None:
    world = World()
    draft_id = paper_draft(world)
    for place in (PENSION, FORM, MEDICAL):
        uploaded(world, draft_id, place)
    begun = held(world, draft_id)
    case_id = submitted(world, draft_id).case_id

    with pytest.raises(DraftNotFound):
        discard_draft(begun, by=APPLICANT, deps=world.deps)

    assert all(world.materials.find(one.id) for one in world.ledger(case_id).case.materials)


def test_while_it_is_submitted_no_file_comes_or_goes_and_should_that_die_they_do_again() -> None:
    world = World()
    draft_id = paper_draft(world)
    asked = announced(world, draft_id, PENSION)
    shelf = shelf_of_draft(draft_id)
    claim_shelf(shelf, asked_of(shelf, world.deps), world.deps)

    with pytest.raises(DraftChanged):
        discard_from_draft(draft_id, asked.id, by=APPLICANT, deps=world.deps)
    world.clock.advance(SUBMITTED_WITHIN)

    discard_from_draft(draft_id, asked.id, by=APPLICANT, deps=world.deps)
    assert asked_of(shelf, world.deps).uploads == ()
