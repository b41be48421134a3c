import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from functions.domain.case.access import Person, Principal
from functions.domain.case.refusals import IdentityUnverified
from functions.domain.intake.refusals import DraftNotFound, InvalidDraft, UnknownConsent
from functions.domain.refusals import Forbidden
from functions.usecases.intake.codes import make_code, redeem
from functions.usecases.intake.drafts import open_draft, save_draft
from functions.usecases.intake.kept_drafts import Held, draft_of
from functions.usecases.intake.prefill import SourceResult, consent, prefill, source_failures
from functions.usecases.record_kinds.intake import SOURCE_FAILURES
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.catalogue.prefill import NOT_ASKED, ConsentOrder, SourceCode, SourceState
from schemas.codes import Role
from schemas.intake.draft import DraftRequest, DraftSave, MandateHow, OnBehalfOf
from schemas.intake.window import Redemption
from tests.support.fakes.shared_data import FakeSharedData
from tests.support.world import World

Sections = dict[str, dict[str, Any] | None]
PERSONS = Path(__file__).parents[4] / "infra" / "sandbox" / "persons.toml"
SOLDIER = Principal("applicant-1", Role.APPLICANT, person=Person("测试甲", "440106200301010010"))
CLERK = Principal("clerk-1", Role.CLERK, "440106")
MANDATE = OnBehalfOf(how=MandateHow.IN_PERSON, evidence="核验单-0001")
EDITION = load_edition(CURRENT)
ALL = tuple(item.code for item in EDITION.items)


def people() -> dict[str, Mapping[SourceCode, Mapping[str, Any]]]:
    found = tomllib.loads(PERSONS.read_text("utf-8"))["persons"]
    sources = [code for code in SourceCode if code not in NOT_ASKED]
    return {person["id_number"]: {code: person[code.value] for code in sources} for person in found}


def world() -> tuple[World, FakeSharedData]:
    made, sources = World(), FakeSharedData(people())
    made.deps = replace(made.deps, shared_data=sources)
    return made, sources


def begun(world: World, *items: str, by: Principal = SOLDIER) -> Held:
    mandate = MANDATE if by.role is Role.CLERK else None
    request = DraftRequest(items=items or ALL, on_behalf_of=mandate)
    return open_draft(request, by=by, key="key-0001", deps=world.deps)


def consented(world: World, held: Held, *codes: str, given: bool = True) -> None:
    for text in EDITION.prefill.consents:
        if text.code in codes:
            order = ConsentOrder(version=text.version, given=given)
            consent(held.id, text.code, order, by=SOLDIER, deps=world.deps)


def states(results: tuple[SourceResult, ...]) -> dict[SourceCode, SourceState]:
    return {result.source: result.state for result in results}


def test_a_draft_is_filled_with_what_the_sources_know_of_who_signed_in() -> None:
    made, sources = world()

    held, results = prefill(begun(made).id, by=SOLDIER, deps=made.deps)

    assert held.draft.form["person"]["name"] == "测试甲"
    assert held.draft.form["person"]["sex"] == "male"
    assert held.draft.form["household"] == {"cancelled_at_enlistment": True}
    assert held.draft.sources["service.enlisted_on"].source is SourceCode.SERVICE_RECORD
    assert held.draft.sources["service.enlisted_on"].at == made.clock.now
    assert {query.id_number for query in sources.asked} == {"440106200301010010"}
    assert states(results) == {
        SourceCode.POPULATION: SourceState.FILLED,
        SourceCode.SERVICE_RECORD: SourceState.FILLED,
        SourceCode.E_CERTIFICATE: SourceState.FILLED,
        SourceCode.SOCIAL_INSURANCE: SourceState.NEEDS_CONSENT,
        SourceCode.MEDICAL_INSURANCE: SourceState.NEEDS_CONSENT,
    }


def test_a_source_that_needs_consent_is_not_asked_before_it_and_then_only_for_that() -> None:
    made, sources = world()
    held = begun(made)
    prefill(held.id, by=SOLDIER, deps=made.deps)
    assert not {q.source for q in sources.asked} & {SourceCode.SOCIAL_INSURANCE, SourceCode.MEDICAL_INSURANCE}

    consented(made, held, "bank_account")
    sources.asked.clear()
    after, _ = prefill(held.id, by=SOLDIER, deps=made.deps)

    (asked,) = (q for q in sources.asked if q.source is SourceCode.SOCIAL_INSURANCE)
    assert asked.attributes == {"bank_account", "bank_name", "bank_holder"}
    assert after.draft.form["bank"]["holder"] == "测试甲"
    assert after.draft.consents[0].at == made.clock.now


def test_a_consent_withdrawn_takes_what_came_by_it() -> None:
    made, _ = world()
    held = begun(made)
    consented(made, held, "bank_account", "medical_insurance")
    prefill(held.id, by=SOLDIER, deps=made.deps)

    consented(made, held, "bank_account", given=False)

    draft = draft_of(held.id, by=SOLDIER, deps=made.deps).draft
    assert "account" not in draft.form.get("bank", {})
    assert [given.code for given in draft.consents] == ["medical_insurance"]
    assert draft.form["insurance"]["medical_history"] == "military"


@pytest.mark.parametrize(("code", "version"), [("bank_account", "2020-01-1"), ("surprise", "2026-11-1")])
def test_a_consent_to_another_text_is_none(code: str, version: str) -> None:
    made, _ = world()
    order = ConsentOrder(version=version, given=True)

    with pytest.raises(UnknownConsent):
        consent(begun(made).id, code, order, by=SOLDIER, deps=made.deps)


def test_nobody_is_filled_in_by_what_an_applicant_typed() -> None:
    made, sources = world()
    unverified = Principal("applicant-4", Role.APPLICANT)
    held = begun(made, by=unverified)
    save_draft(
        held,
        DraftSave(sections={"person": {"name": "测试甲", "id_number": "440106200301010010"}}),
        by=unverified,
        deps=made.deps,
    )

    with pytest.raises(IdentityUnverified):
        prefill(held.id, by=unverified, deps=made.deps)

    assert sources.asked == []


def test_who_signed_in_replaces_whom_they_typed() -> None:
    made, _ = world()
    held = begun(made)
    other: Sections = {"person": {"name": "测试乙", "id_number": "441900198503150018"}}
    save_draft(held, DraftSave(sections=other), by=SOLDIER, deps=made.deps)

    after, _ = prefill(held.id, by=SOLDIER, deps=made.deps)

    assert after.draft.form["person"]["id_number"] == "440106200301010010"


def test_anothers_draft_is_not_filled() -> None:
    made, sources = world()
    held = begun(made)

    with pytest.raises(DraftNotFound):
        prefill(held.id, by=replace(SOLDIER, subject="applicant-2"), deps=made.deps)
    assert sources.asked == []


def test_a_source_that_fails_at_two_in_the_morning_is_counted_under_that_day() -> None:
    made, sources = world()
    sources.failing[SourceCode.POPULATION] = "Timeout"
    made.clock.now = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)

    prefill(begun(made).id, by=SOLDIER, deps=made.deps)

    (failure,) = source_failures(limit=9, cursor=None, deps=made.deps).entries
    assert failure.body["day"] == "2026-11-25"


def test_what_a_source_writes_in_another_spelling_is_taken_in_ours() -> None:
    made, sources = world()
    known = sources.people["440106200301010010"]
    other = {**known[SourceCode.SOCIAL_INSURANCE], "bank_account": "6200 0000 0000 0000 001"}
    sources.people["440106200301010010"] = {**known, SourceCode.SOCIAL_INSURANCE: other}
    held = begun(made)
    consented(made, held, "bank_account")

    after, _ = prefill(held.id, by=SOLDIER, deps=made.deps)

    assert after.draft.form["bank"]["account"] == "6200000000000000001"


def test_a_source_that_fails_costs_its_own_fields_only_and_is_told_to_operators() -> None:
    made, sources = world()
    sources.failing[SourceCode.POPULATION] = "Timeout"
    held = begun(made)

    for _ in range(2):
        after, results = prefill(held.id, by=SOLDIER, deps=made.deps)

    assert states(results)[SourceCode.POPULATION] is SourceState.FAILED
    assert after.draft.form["service"]["branch"] == "army"
    assert "sex" not in after.draft.form["person"]
    (record,) = made.store.records(SOURCE_FAILURES, limit=9).entries
    assert (record.body["source"], record.body["count"], record.body["error"]) == ("population", 2, "Timeout")
    assert "440106200301010010" not in str(record.body)


def test_a_value_that_the_form_cannot_hold_is_not_taken() -> None:
    made, sources = world()
    known = dict(people()["440106200301010010"])
    known[SourceCode.POPULATION] = {"sex": "9", "birth_date": "someday", "ethnicity": "x" * 300}
    sources.people["440106200301010010"] = known

    after, results = prefill(begun(made).id, by=SOLDIER, deps=made.deps)

    assert set(after.draft.form["person"]) == {"name", "id_number"}
    assert states(results)[SourceCode.POPULATION] is SourceState.NOTHING


def test_without_a_sharing_platform_everything_is_filled_in_by_hand() -> None:
    made = World()

    after, results = prefill(begun(made).id, by=SOLDIER, deps=made.deps)

    assert set(states(results).values()) == {SourceState.NOT_CONNECTED}
    assert set(after.draft.form) == {"person"}


def test_a_clerk_asks_about_the_person_before_them() -> None:
    made, sources = world()
    held = begun(made, by=CLERK)
    with pytest.raises(InvalidDraft) as caught:
        prefill(held.id, by=CLERK, deps=made.deps)
    assert len(caught.value.problems) == 2

    person: Sections = {"person": {"name": "测试乙", "id_number": "441900198503150018"}}
    save_draft(held, DraftSave(sections=person), by=CLERK, deps=made.deps)
    after, _ = prefill(held.id, by=CLERK, deps=made.deps)

    assert {query.name for query in sources.asked} == {"测试乙"}
    assert after.draft.form["service"]["placement_type"] == "monthly_pension"


def let_in(made: World, owner: Principal) -> Held:
    """A citizen has typed another's name and number into their own draft, and lets a clerk continue it."""
    held = begun(made, by=owner)
    another: Sections = {"person": {"name": "测试乙", "id_number": "441900198503150018"}}
    save_draft(held, DraftSave(sections=another), by=owner, deps=made.deps)
    code = make_code(held.id, by=owner, deps=made.deps).text
    return redeem(Redemption(code=code, on_behalf_of=MANDATE), by=CLERK, deps=made.deps)


def test_in_a_citizens_own_draft_a_clerk_asks_about_that_citizen_as_they_were_verified() -> None:
    made, sources = world()
    held = let_in(made, SOLDIER)
    another: Sections = {"person": {"name": "测试乙", "id_number": "441900198503150018"}}

    prefill(held.id, by=CLERK, deps=made.deps)

    assert {query.name for query in sources.asked} == {"测试甲"}
    with pytest.raises(InvalidDraft):
        save_draft(
            draft_of(held.id, by=CLERK, deps=made.deps),
            DraftSave(sections=another),
            by=CLERK,
            deps=made.deps,
        )


def test_in_the_draft_of_a_citizen_whom_nobody_has_verified_a_clerk_asks_about_nobody() -> None:
    made, sources = world()
    held = let_in(made, replace(SOLDIER, person=None))

    with pytest.raises(Forbidden):
        prefill(held.id, by=CLERK, deps=made.deps)

    assert sources.asked == []


def test_a_second_code_leaves_the_draft_as_it_is() -> None:
    made, _ = world()
    held = let_in(made, SOLDIER)
    before = draft_of(held.id, by=SOLDIER, deps=made.deps).version

    make_code(held.id, by=SOLDIER, deps=made.deps)

    assert draft_of(held.id, by=SOLDIER, deps=made.deps).version == before


def test_only_what_the_chosen_items_need_is_asked_and_kept() -> None:
    made, sources = world()

    after, results = prefill(begun(made, "discharge_report").id, by=SOLDIER, deps=made.deps)

    assert set(states(results)) == {SourceCode.POPULATION, SourceCode.SERVICE_RECORD}
    assert set(after.draft.form) == {"person", "service", "destination"}
    assert all("reserve_designated" not in query.attributes for query in sources.asked)


def test_a_save_in_the_meantime_is_kept() -> None:
    made, sources = world()
    held = begun(made)

    class Slow(FakeSharedData):
        def ask(self, queries: Any) -> Any:
            save_draft(
                held, DraftSave(sections={"reserve": {"speciality": "通信"}}), by=SOLDIER, deps=made.deps
            )
            return super().ask(queries)

    made.deps = replace(made.deps, shared_data=Slow(sources.people))
    after, _ = prefill(held.id, by=SOLDIER, deps=made.deps)

    assert after.draft.form["reserve"] == {"speciality": "通信", "designated": True}
