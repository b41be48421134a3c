"""Somebody who has had an item done at a counter brings its result instead of applying again."""

import json
from hashlib import sha256
from typing import Any

import pytest
from pydantic import ValidationError

from functions.domain.case.access import Principal
from functions.domain.catalogue.refusals import InvalidApplication
from functions.domain.intake.refusals import MaterialsMissing
from functions.usecases.intake.drafts import open_draft, save_draft
from functions.usecases.intake.materials import announce_to_draft, confirm_to_draft
from functions.usecases.intake.submit import submit
from functions.usecases.intake.submit_draft import submit_draft
from functions.usecases.office import desk
from functions.usecases.office.places import Place
from schemas.catalogue.standing import Standing
from schemas.codes import ItemStatus, Outcome, Role
from schemas.form.application import Application
from schemas.intake.draft import DraftRequest, DraftSave, MandateHow, OnBehalfOf
from tests.support.filing import PDF, request
from tests.support.offices_without_systems import ANNE, HOUSEHOLD, POLICE, without_systems
from tests.support.samples import sample
from tests.support.world import APPLICANT, World, application

REPORT, LETTER = "discharge_report", "registration_letter"
PAPER = {"number": "示例介字1号", "issued_on": "2026-11-20", "issuer": "示例局"}
HELD = {REPORT: True, f"{REPORT}_paper": PAPER}
CLERK = Principal("clerk-1", Role.CLERK, "440106")


def drafted(world: World, held: dict[str, Any], by: Principal = APPLICANT) -> str:
    sections = sample()
    items = (REPORT, HOUSEHOLD, "employment_support")
    wanted = ("person", "service", "destination", "household", "employment")
    mandate = OnBehalfOf(how=MandateHow.ENTRUSTED, evidence="委托书-0001") if by is CLERK else None
    draft = open_draft(
        DraftRequest(items=items, on_behalf_of=mandate), by=by, key="key-0001", deps=world.deps
    )
    given = {**{name: sections[name] for name in wanted}, "held": held}
    return save_draft(draft, DraftSave(sections=given), by=by, deps=world.deps).id


def with_paper(world: World, draft_id: str, by: Principal = APPLICANT) -> None:
    asked, upload = announce_to_draft(draft_id, request((REPORT, "held_result")), by=by, deps=world.deps)
    world.materials.send(upload.address, upload.headers, PDF)
    confirm_to_draft(draft_id, asked.id, by=by, deps=world.deps)


def opened(world: World, by: Principal = APPLICANT) -> str:
    draft_id = drafted(world, HELD, by)
    with_paper(world, draft_id, by)
    return submit_draft(draft_id, by=by, key="submit-1", deps=world.deps).case_id


@pytest.mark.parametrize("by", [APPLICANT, CLERK], ids=["applicant", "clerk"])
def test_the_item_ends_at_once_and_those_behind_it_wait_for_nothing_of_it(by: Principal) -> None:
    world = World()

    case_id = opened(world, by)

    report = world.item(case_id, REPORT)
    assert (report.status, report.outcome, report.dispatch.round) == (
        ItemStatus.DONE,
        Outcome.NOT_NEEDED,
        0,
    )
    assert report.reason is not None
    assert "由申请人提供" in report.reason
    assert world.item(case_id, HOUSEHOLD).after == ()
    world.granted(case_id, "service_check")
    world.dispatched(case_id, HOUSEHOLD)
    assert [one.dispatch.item for one in world.gateway.sent] == ["service_check", HOUSEHOLD]


def test_the_next_offices_get_the_paper_as_the_applicant_s_to_be_verified() -> None:
    world = World()
    case_id = opened(world)
    world.granted(case_id, "service_check")

    world.dispatched(case_id, HOUSEHOLD, token="household")
    world.dispatched(case_id, "employment_support", token="support")

    sent = {one.dispatch.item: one.dispatch for one in world.gateway.sent}
    (letter,) = sent[HOUSEHOLD].results
    assert (letter.item, letter.material, letter.name) == (REPORT, LETTER, "户口登记介绍信")
    assert (letter.number, str(letter.issued_on), letter.issuer) == ("示例介字1号", "2026-11-20", "示例局")
    assert (letter.provided_by, letter.provided_text) == ("applicant", "申请人提供，待核验")
    assert letter.file is not None
    assert letter.file.sha256 == sha256(PDF).hexdigest()
    assert world.materials.fetch(letter.file.href or "") == PDF
    (check,) = (one for one in sent[HOUSEHOLD].checks if one.code == LETTER)
    assert check.standing is Standing.OFFICE_CHECKS
    assert "申请人说明“退役报到”已经办好" in check.how
    (record,) = sent["employment_support"].results
    assert record.material == "report_record"
    assert all("held" not in one.fields for one in sent.values())


def test_a_desk_sees_what_the_applicant_brought_and_that_nobody_has_verified_it() -> None:
    world = without_systems()
    case_id = opened(world)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, HOUSEHOLD, token="household")
    place = Place(POLICE, case_id, HOUSEHOLD)

    (told,) = desk.see(place, by=ANNE, deps=world.deps).listed.results

    assert told.provided_text == "申请人提供，待核验"
    assert told.file is not None
    assert desk.paper(place, told.file.id, by=ANNE, deps=world.deps).id == told.file.id


def test_without_the_paper_or_what_stands_on_it_nothing_is_taken() -> None:
    world, unfinished = World(), World()
    bare = drafted(world, HELD)

    with pytest.raises(MaterialsMissing) as missing:
        submit_draft(bare, by=APPLICANT, key="submit-1", deps=world.deps)
    with pytest.raises(InvalidApplication) as unfilled:
        submit_draft(drafted(unfinished, {REPORT: True}), by=APPLICANT, key="submit-1", deps=unfinished.deps)

    assert [one.pointer for one in missing.value.problems] == [f"/materials/{REPORT}/held_result"]
    assert f"/held/{REPORT}_paper" in [one.pointer for one in unfilled.value.problems]


def test_a_result_of_an_item_that_was_not_chosen_is_refused_at_its_field() -> None:
    whole = {**sample(), "items": ["employment_support"], "held": HELD}

    with pytest.raises(ValidationError) as refusal:
        Application.model_validate_json(json.dumps(whole))

    assert refusal.value.errors()[0]["loc"] == ("held", REPORT)


@pytest.mark.parametrize("held", [None, {REPORT: False}])
def test_whoever_has_nothing_yet_applies_as_before(held: dict[str, bool] | None) -> None:
    world = World()

    case_id = submit(application(held=held), by=APPLICANT, key="key-0001", deps=world.deps).case_id

    assert world.item(case_id, REPORT).outcome is None
    assert world.item(case_id, HOUSEHOLD).after == (REPORT,)


def test_what_was_given_once_is_brought_and_not_refused_as_asked_for_again() -> None:
    world = World(by_person=True)
    before = world.submitted(REPORT)
    world.granted(before, "service_check", REPORT)

    case_id = opened(world)

    assert world.item(case_id, REPORT).outcome is Outcome.NOT_NEEDED
