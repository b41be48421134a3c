"""What is verified, by whom and when; and what a source locks, on every path by which an application is handed in."""

import json
from dataclasses import replace
from typing import Any

import pytest

from functions.domain.case.access import Principal
from functions.domain.case.materials import unverified_fields
from functions.domain.catalogue.standing import Stands
from functions.domain.intake.refusals import ContradictsSource
from functions.ports.case_store import Submission
from functions.usecases.intake.drafts import discard_draft, open_draft, save_draft
from functions.usecases.intake.kept_drafts import draft_of
from functions.usecases.intake.materials import files_of, wanted_of
from functions.usecases.intake.prefill import prefill
from functions.usecases.intake.submit import submit
from functions.usecases.intake.submit_draft import submit_draft
from functions.usecases.intake.window import window_acts
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.catalogue.prefill import SourceCode
from schemas.catalogue.standing import Standing
from schemas.codes import Role
from schemas.intake.draft import DraftRequest, DraftSave, MandateHow, OnBehalfOf
from tests.support.each import each
from tests.support.person_key import person_key
from tests.support.sources import connected, tells
from tests.support.world import APPLICANT, SAMPLE, World, application

EDITION = load_edition(CURRENT)
CLERK = Principal("clerk-1", Role.CLERK, "440106")
OPERATOR = Principal("operator-1", Role.OPERATOR, "440000")
MANDATE = OnBehalfOf(how=MandateHow.IN_PERSON, evidence="核验单-0001")
CERTIFICATE = ("discharge_report", "discharge_certificate")


def form(**changes: Any) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(SAMPLE.read_text(encoding="utf-8"))
    whole.pop("items")
    for section, values in changes.items():
        whole[section] = {**whole[section], **values}
    return whole


def draft_of_form(world: World, by: Principal = APPLICANT, **changes: Any) -> str:
    mandate = MANDATE if by.role is Role.CLERK else None
    request = DraftRequest(items=application().items, on_behalf_of=mandate)
    held = open_draft(request, by=by, key="draft-key", deps=world.deps)
    return save_draft(held, DraftSave(sections=form(**changes)), by=by, deps=world.deps).id


def stands_of(world: World, case_id: str, place: tuple[str, str]) -> Stands:
    files = files_of(case_id, by=APPLICANT, deps=world.deps)
    return next(one for item, one in files.obtained if (item, one.material.code) == place)


def hand_in_whole(world: World, **changes: Any) -> Submission:
    whole = {**form(**changes), "items": list(application().items)}
    return submit(application(**whole), by=APPLICANT, key="key-1", deps=world.deps)


def hand_in_draft(world: World, **changes: Any) -> Submission:
    return submit_draft(draft_of_form(world, **changes), by=APPLICANT, key="key-1", deps=world.deps)


def hand_in_at_window(world: World, **changes: Any) -> Submission:
    return submit_draft(draft_of_form(world, CLERK, **changes), by=CLERK, key="key-1", deps=world.deps)


def test_a_whole_form_is_checked_when_it_is_handed_in_and_says_by_what_when_and_what_was_found() -> None:
    world, sources = connected()

    case_id = world.submitted()

    found = stands_of(world, case_id, CERTIFICATE)
    assert found.standing is Standing.VERIFIED
    assert (found.source, found.at, found.found) == (
        SourceCode.SERVICE_RECORD,
        world.clock(),
        "查到退役证件编号",
    )
    assert found.how == "2026年11月24日 09:00经“退役军人档案和入伍信息核查”核验，查到退役证件编号"
    assert {query.id_number for query in sources.asked} == {"440106200301010010"}


def test_without_a_consent_no_source_of_sensitive_data_is_asked_at_submission() -> None:
    world, sources = connected()

    world.submitted()

    assert {query.source for query in sources.asked} == {
        SourceCode.POPULATION,
        SourceCode.SERVICE_RECORD,
        SourceCode.E_CERTIFICATE,
    }


def test_what_the_source_does_not_know_or_knows_otherwise_is_the_offices_to_check() -> None:
    world, sources = connected()
    tells(sources, SourceCode.SERVICE_RECORD, certificate_number="示例字第99999999号")
    tells(sources, SourceCode.POPULATION, household=None)

    case_id = world.submitted()

    for place in (CERTIFICATE, ("household_registration", "cancellation_record")):
        found = stands_of(world, case_id, place)
        assert found.standing is Standing.OFFICE_CHECKS
        assert "没有查到，或者与所填不一致，由办理部门核验" in found.how


def test_an_identity_card_that_has_expired_proves_nothing() -> None:
    world, sources = connected()
    tells(sources, SourceCode.E_CERTIFICATE, identity_card="expired")

    case_id = world.submitted()

    assert (
        stands_of(world, case_id, ("social_insurance", "identity_proof")).standing is Standing.OFFICE_CHECKS
    )


def test_where_a_source_does_not_answer_the_field_is_taken_and_stays_unverified() -> None:
    world, sources = connected()
    sources.failing[SourceCode.SERVICE_RECORD] = "Timeout"

    case_id = world.submitted()

    case, whole = world.ledger(case_id).case, application()
    fields = EDITION.item("discharge_report").fields
    unverified = unverified_fields(case, fields, whole, EDITION)
    assert "service.enlisted_on" in unverified
    assert "person.sex" not in unverified
    assert "“退役军人档案和入伍信息核查”没有答复" in stands_of(world, case_id, CERTIFICATE).how


@each("path", ["whole form", "draft", "draft of the window"])
def test_a_value_that_a_source_locks_is_locked_on_every_path(path: str) -> None:
    world, _ = connected()
    hand_in = {"whole form": hand_in_whole, "draft": hand_in_draft, "draft of the window": hand_in_at_window}

    with pytest.raises(ContradictsSource) as caught:
        hand_in[path](world, service={"merit": "first_class"}, person={"ethnicity": "壮族"})

    assert {one.pointer for one in caught.value.problems} == {"/service/merit", "/person/ethnicity"}
    assert all("申请更正" in one.detail for one in caught.value.problems)
    assert not any(
        "first_class" in one.detail or "third_class" in one.detail for one in caught.value.problems
    )


@pytest.mark.parametrize("by", [APPLICANT, CLERK])
def test_with_a_reason_it_is_taken_and_the_office_reads_both(by: Principal) -> None:
    world, _ = connected()
    draft_id = draft_of_form(world, by)
    held, _ = prefill(draft_id, by=by, deps=world.deps)
    service = {**held.draft.form["service"], "merit": "second_class"}
    save = DraftSave(sections={"service": service}, corrections={"service.merit": "档案登记有误"})
    save_draft(held, save, by=by, deps=world.deps)

    submission = submit_draft(draft_id, by=by, key="key-1", deps=world.deps)

    case = world.ledger(submission.case_id).case
    assert case.corrected == ("service.merit",)
    whole = world.store.application(case.id)
    assert "service.merit" in unverified_fields(case, EDITION.item("economic_subsidy").fields, whole, EDITION)


def test_a_draft_that_was_filled_in_from_sources_asks_none_of_them_again() -> None:
    world, sources = connected()
    draft_id = draft_of_form(world)
    prefill(draft_id, by=APPLICANT, deps=world.deps)
    at = world.clock()
    sources.asked.clear()
    world.clock.advance(world.clock() - at)

    case_id = submit_draft(draft_id, by=APPLICANT, key="key-1", deps=world.deps).case_id

    assert sources.asked == []
    assert stands_of(world, case_id, CERTIFICATE).at == at


def test_a_source_that_failed_before_is_asked_once_more_at_submission() -> None:
    world, sources = connected()
    draft_id = draft_of_form(world)
    sources.failing[SourceCode.SERVICE_RECORD] = "Timeout"
    prefill(draft_id, by=APPLICANT, deps=world.deps)
    sources.failing.clear()
    sources.asked.clear()

    case_id = submit_draft(draft_id, by=APPLICANT, key="key-1", deps=world.deps).case_id

    assert [query.source for query in sources.asked] == [SourceCode.SERVICE_RECORD]
    assert stands_of(world, case_id, CERTIFICATE).standing is Standing.VERIFIED


def test_the_window_keeps_that_it_asked_about_somebody() -> None:
    world, _ = connected()
    deps = replace(world.deps, person_key=person_key)

    case_id = submit_draft(draft_of_form(world, CLERK), by=CLERK, key="key-1", deps=deps).case_id

    (act,) = window_acts(OPERATOR, limit=10, cursor=None, deps=deps).entries
    number = deps.store.application(case_id).person.id_number
    assert (act.body["act"], act.body["person"]) == ("prefill", person_key(number))


def test_a_draft_says_before_submission_only_what_will_be_asked_and_after_prefill_what_was() -> None:
    world, _ = connected()
    draft_id = draft_of_form(world)

    def how() -> Stands:
        wanted = wanted_of(draft_id, by=APPLICANT, deps=world.deps)
        return next(one.stands for one in wanted if (one.item, one.material.code) == CERTIFICATE)

    before = how()
    prefill(draft_id, by=APPLICANT, deps=world.deps)

    assert before.standing is Standing.OFFICE_CHECKS
    assert before.how.startswith("提交时将通过“退役军人档案和入伍信息核查”核验")
    assert how().standing is Standing.VERIFIED


def test_what_was_told_of_one_person_never_stays_in_the_form_of_the_next() -> None:
    world, _ = connected()
    draft_id = draft_of_form(world, CLERK)
    held, _ = prefill(draft_id, by=CLERK, deps=world.deps)
    person = {"name": "测试乙", "id_number": "441900198503150018"}

    after = save_draft(held, DraftSave(sections={"person": person}), by=CLERK, deps=world.deps)

    assert after.draft.answered == ()
    assert after.draft.sources == {}
    assert "enlisted_on" not in after.draft.form.get("service", {})


def test_the_window_keeps_that_it_filled_a_draft_from_them() -> None:
    world, _ = connected()
    draft_id = draft_of_form(world, CLERK)

    prefill(draft_id, by=CLERK, deps=world.deps)

    acts = window_acts(OPERATOR, limit=10, cursor=None, deps=world.deps).entries
    assert [(act.body["act"], act.body["draft"]) for act in acts] == [("prefill", draft_id)]


def test_whom_a_window_asked_about_one_after_the_other_in_one_draft_is_kept_of_each() -> None:
    world, _ = connected()
    deps = replace(world.deps, person_key=person_key)
    held, _ = prefill(draft_of_form(world, CLERK), by=CLERK, deps=deps)
    person = {"name": "测试乙", "id_number": "441900198503150018"}
    held = save_draft(held, DraftSave(sections={"person": person}), by=CLERK, deps=deps)

    prefill(held.id, by=CLERK, deps=deps)
    discard_draft(draft_of(held.id, by=CLERK, deps=deps), by=CLERK, deps=deps)

    acts = window_acts(OPERATOR, limit=10, cursor=None, deps=deps).entries
    asked = [act.body["person"] for act in acts]
    assert asked[1] == person_key(person["id_number"])
    assert len(set(asked)) == 2
