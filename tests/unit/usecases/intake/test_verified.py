"""Whatever came of the sources: no view says 已核验 of which no answer of a source is recorded, and all say the same."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.domain.national.materials import material_rows
from functions.shapes.case.case import case_view
from functions.shapes.guide.items import guide_view
from functions.shapes.intake.materials import case_materials
from functions.shapes.intake.window import receipt_view
from functions.usecases.applicant.papers import application_form_of, registration_form_of
from functions.usecases.case.view import submitted_event
from functions.usecases.intake.materials import files_of
from functions.usecases.intake.receipt import receipt_of
from functions.usecases.intake.submit import submit
from functions.usecases.office.dispatch_message import dispatch_message
from functions.usecases.office.which_office import OfficeNames
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.catalogue.prefill import SourceCode
from tests.support.make import sent
from tests.support.national import EVERYTHING, exported
from tests.support.sources import connected, tells
from tests.support.world import APPLICANT, World, application

EDITION = load_edition(CURRENT)
VERIFIED = "已核验"
Place = tuple[str, str]


@dataclass(frozen=True)
class Told:
    """What the sources know of the applicant, and which of them fail. None: it does not know."""

    certificate: str | None
    household: str | None
    card: str | None
    enlisted: str | None
    holds_card: bool
    failing: frozenset[SourceCode]
    connected: bool


TOLD = st.builds(
    Told,
    certificate=st.sampled_from(["示例字第00000001号", "示例字第99999999号", None]),
    household=st.sampled_from(["cancelled", None]),
    card=st.sampled_from(["valid", "expired", "none", None]),
    enlisted=st.sampled_from(["2024-09-01", None]),
    holds_card=st.booleans(),
    failing=st.frozensets(
        st.sampled_from([SourceCode.POPULATION, SourceCode.SERVICE_RECORD, SourceCode.E_CERTIFICATE])
    ),
    connected=st.booleans(),
)


def shown(told: Told) -> set[str]:
    """Fields whose source, asked of this person, answered what stands for a paper."""
    found = {
        "service.certificate_number": (told.certificate == "示例字第00000001号", SourceCode.SERVICE_RECORD),
        "service.enlisted_on": (told.enlisted is not None, SourceCode.SERVICE_RECORD),
        "service.discharged_on": (True, SourceCode.SERVICE_RECORD),
        "service.merit": (True, SourceCode.SERVICE_RECORD),
        "household.cancelled_at_enlistment": (told.household == "cancelled", SourceCode.POPULATION),
        "identity_card.holds_valid_card": (
            told.card == "valid" and told.holds_card,
            SourceCode.E_CERTIFICATE,
        ),
    }
    return {
        path
        for path, (answered, source) in found.items()
        if answered and source not in told.failing and told.connected
    }


def expected(told: Told) -> set[Place]:
    paths = shown(told)
    return {
        (item.code, material.code)
        for item in EDITION.items
        for material in item.materials
        if material.checked_by and set(material.checked_by) <= paths
    }


def submitted(told: Told) -> tuple[World, str]:
    world, sources = connected()
    tells(sources, SourceCode.SERVICE_RECORD, certificate_number=told.certificate, enlisted_on=told.enlisted)
    tells(sources, SourceCode.POPULATION, household=told.household)
    tells(sources, SourceCode.E_CERTIFICATE, identity_card=told.card)
    sources.failing = dict.fromkeys(told.failing, "Timeout")
    if not told.connected:
        world.deps = replace(world.deps, shared_data=None)
    card = {"reason": "renew", "holds_valid_card": told.holds_card}
    whole = application(identity_card=card)
    return world, submit(whole, by=APPLICANT, key="key-1", deps=world.deps).case_id


def views(world: World, case_id: str) -> Iterator[tuple[str, dict[Place, str], str]]:
    """Each view by name: what it says of each material, and all of it as text."""
    deps, ledger = world.deps, world.ledger(case_id)
    files = case_materials(files_of(case_id, by=APPLICANT, deps=deps), EDITION)
    yield "case", {(one.item, one.material): one.status_text for one in files.materials}, _text(files)
    receipt = receipt_view(
        receipt_of(case_id, by=APPLICANT, deps=deps), EDITION, now=world.clock(), calendar=deps.calendar
    )
    checks = {(item.item, one.code): one.standing_text for item in receipt.items for one in item.materials}
    yield "receipt", checks, _text(receipt)
    for item in ledger.held:
        message = dispatch_message(ledger, item, deps, sent_at=world.clock())
        yield "dispatch", {(item.code, one.code): one.standing_text for one in message.checks}, _text(message)
        paper = application_form_of(case_id, item.code, by=APPLICANT, deps=deps)
        yield "paper", {}, repr(paper)
        rows = _national(world, case_id, item.code)
        names = {material.name: material.code for material in EDITION.item(item.code).materials}
        told = {(item.code, names[row["material_name"]]): row["local_get_type"] for row in rows}
        yield "national", told, repr(rows)


def _national(world: World, case_id: str, code: str) -> list[dict[str, Any]]:
    first = submitted_event(world.ledger(case_id), world.deps)
    assert first is not None
    one = replace(exported(sent(code)), ledger=world.ledger(case_id), events=(first,))
    return [dict(row) for row in material_rows(one, EVERYTHING)]


def _text(view: Any) -> str:
    return str(view.model_dump_json())


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(TOLD)
def test_only_what_a_source_answered_is_told_as_verified_and_every_view_tells_the_same(told: Told) -> None:
    world, case_id = submitted(told)
    verified = expected(told)

    for name, said, text in views(world, case_id):
        ours = {place for place, words in said.items() if VERIFIED in words}
        of_view = {place for place in verified if place in said}
        assert ours == of_view, name
        if not verified:
            assert VERIFIED not in text, name
    for one in world.ledger(case_id).case.checked:
        assert one.source in SourceCode
        assert not (one.failed and one.proven)


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(TOLD)
def test_forms_and_progress_count_what_the_lists_tell(told: Told) -> None:
    world, case_id = submitted(told)
    number = len(expected(told))

    ledger, deps = world.ledger(case_id), world.deps
    paper = repr(registration_form_of(case_id, by=APPLICANT, deps=deps))
    progress = case_view(
        ledger,
        EDITION,
        now=world.clock(),
        calendar=deps.calendar,
        offices=OfficeNames(),
        notified=False,
    )

    assert progress.materials is not None
    assert progress.materials.verified == number
    assert (f"已核验，免予提交 {number} 件" in progress.materials.text) is (number > 0)
    assert (f"已核验，免予提交 {number} 件" in paper) is (number > 0)


def test_the_guide_tells_what_will_be_asked_and_never_that_it_was() -> None:
    text = guide_view(EDITION, connected=True).model_dump_json()
    alone = guide_view(EDITION, connected=False).model_dump_json()

    assert "提交时将通过“退役军人档案和入伍信息核查”核验" in text
    assert VERIFIED not in text
    assert "将通过" not in alone


def test_what_is_not_needed_in_a_situation_is_told_by_no_list() -> None:
    world, _ = connected()
    kept = application(household={"cancelled_at_enlistment": False})
    whole = submit(kept, by=APPLICANT, key="key-1", deps=replace(world.deps, shared_data=None))

    listed = files_of(whole.case_id, by=APPLICANT, deps=world.deps).obtained

    places = {(item, one.material.code) for item, one in listed}
    assert ("identity_card", "household_result") not in places
    assert ("discharge_report", "placement_notice") not in places
    assert not any(item == "household_registration" for item, _ in places)
    assert ("identity_card", "household_book") in places
