"""What an item stands on reaches its office: in the dispatch, in the signed file, at the desk."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from functions.domain.case.refusals import ResultFileDiffers, UnknownResultMaterial
from functions.domain.intake.refusals import MaterialNotFound
from functions.usecases.intake import documents
from functions.usecases.intake.materials import links_for_office
from functions.usecases.office import desk
from functions.usecases.office.answer import record_answer
from functions.usecases.office.export import export
from functions.usecases.office.places import Place
from functions.usecases.operator.operate import resolve
from schemas.case.answers import ANSWER, Answer
from schemas.codes import Department
from schemas.office.dispatches import EarlierResult
from schemas.office.exchange import Export
from tests.support.incidents import OPERATOR, REFUSED, SECOND, act
from tests.support.offices_without_systems import (
    ANNE,
    HOUSEHOLD,
    KEEPER,
    POLICE,
    RESERVE,
    RESERVES,
    content_of,
    without_systems,
)
from tests.support.papers import paper
from tests.support.world import World

PDF = paper()
VETERANS, REPORT = Department.VETERANS_AFFAIRS, "discharge_report"


def reported(world: World, **changes: object) -> tuple[str, str]:
    """A case of which the veterans' office has granted the report, with the letter as a file; its id."""
    case_id = world.submitted()
    return case_id, report(world, case_id, **changes)


def report(world: World, case_id: str, **changes: object) -> str:
    world.granted(case_id, "service_check")
    item = world.dispatched(case_id, REPORT)
    by = documents.system_of(item)
    file_id = documents.bring_for_item(item, PDF, "application/pdf", by=by, deps=world.deps).id
    letter = {"name": "户口登记介绍信", "number": "示例介字1号", "issued_on": "2026-11-24"}
    named = {**letter, "material": "registration_letter", "file": file_id, **changes}
    answer = granted(world, case_id, {"document": "退役报到登记", "documents": [named]}, file_id)
    documents.answered_by_system(
        VETERANS,
        answer,
        lambda found: record_answer(VETERANS, answer, webhook_id="letter", deps=world.deps, documents=found),
        world.deps,
    )
    return file_id


def granted(world: World, case_id: str, result: object, file_id: str) -> Answer:
    whole = {
        "type": "granted",
        "reference": world.ledger(case_id).case.reference,
        "item": REPORT,
        "round": 1,
        "at": world.clock().isoformat(),
        "documents": [{"id": file_id, "name": "介绍信.pdf"}],
        "result": result,
    }
    return ANSWER.validate_python(whole, strict=False)


def facts(one: EarlierResult) -> tuple[object, ...]:
    return one.item, one.material, one.name, one.number, str(one.issued_on), one.provided_by


def fetched(world: World, one: EarlierResult) -> tuple[str, bytes | None]:
    assert one.file is not None
    return one.file.id, world.materials.fetch(one.file.href or "")


LETTER = (REPORT, "registration_letter", "户口登记介绍信", "示例介字1号", "2026-11-24", "office")


def test_the_police_get_the_letter_with_its_file_and_nobody_else_does() -> None:
    world = World()
    case_id, file_id = reported(world)

    world.dispatched(case_id, HOUSEHOLD, token="household")
    world.dispatched(case_id, "employment_support", token="support")

    sent = {one.dispatch.item: one.dispatch.results for one in world.gateway.sent}
    (letter,) = sent[HOUSEHOLD]
    assert facts(letter) == LETTER
    assert fetched(world, letter) == (file_id, PDF)
    assert sent["employment_support"] == sent[REPORT] == ()


def test_an_office_whose_address_is_past_gets_a_new_one() -> None:
    world = World()
    case_id, file_id = reported(world)
    world.dispatched(case_id, HOUSEHOLD, token="household")

    _, (letter,) = links_for_office(POLICE, world.ledger(case_id).case.reference, HOUSEHOLD, world.deps)

    assert fetched(world, letter) == (file_id, PDF)


def test_a_desk_opens_the_file_of_what_its_item_stands_on_and_no_other() -> None:
    world = without_systems()
    case_id, file_id = reported(world)
    world.dispatched(case_id, HOUSEHOLD, token="household")
    place = Place(POLICE, case_id, HOUSEHOLD)

    assert desk.paper(place, file_id, by=ANNE, deps=world.deps).id == file_id

    listed = desk.see(place, by=ANNE, deps=world.deps).listed
    assert [facts(one) for one in listed.results] == [LETTER]
    with pytest.raises(MaterialNotFound):
        desk.paper(place, "another", by=ANNE, deps=world.deps)


def test_a_signed_file_tells_the_paper_and_its_checksum_and_no_address_and_keeps_neither() -> None:
    world = without_systems()
    case_id, _ = reported(world, material="report_record")
    world.dispatched(case_id, RESERVE, token="reserve")

    first = export(RESERVES, Export(office="mobilization-440106"), by=KEEPER, key="key-1", deps=world.deps)

    (entry,) = content_of(first)["entries"]
    (told,) = entry["results"]
    assert (told["name"], told["file"]["sha256"]) == ("户口登记介绍信", sha256(PDF).hexdigest())
    assert told["file"]["href"] is None
    again = Export(office="mobilization-440106", sequence=1)
    assert export(RESERVES, again, by=KEEPER, key="key-2", deps=world.deps) == first
    kept = world.store.records("exchange_batch", limit=10).entries
    assert "示例介字1号" not in str([record.body for record in kept])


CORRECTED = {
    "outcome": "granted",
    "result": {
        "document": "退役报到登记",
        "documents": [{"name": "户口登记介绍信", "number": "示例介字2号", "material": "report_record"}],
    },
}


@pytest.mark.parametrize("decision", [CORRECTED, REFUSED])
def test_a_shipment_is_the_same_file_after_an_earlier_result_was_corrected(decision: dict[str, Any]) -> None:
    world = without_systems()
    case_id, _ = reported(world, material="report_record")
    world.dispatched(case_id, RESERVE, token="reserve")
    order = Export(office="mobilization-440106")
    first = export(RESERVES, order, by=KEEPER, key="key-1", deps=world.deps)

    for hour, operator in enumerate((OPERATOR, SECOND)):
        world.clock.advance(timedelta(hours=1))
        correction = act("override", decision=decision)
        resolve(case_id, REPORT, correction, by=operator, key=f"key-000{hour}", deps=world.deps)
    again = Export(office="mobilization-440106", sequence=1)

    corrected = world.item(case_id, REPORT).answer
    assert corrected is not None
    assert "示例介字1号" not in corrected.model_dump_json()
    assert export(RESERVES, again, by=KEEPER, key="key-2", deps=world.deps) == first
    assert "示例介字1号" in first.content


@pytest.mark.parametrize(
    ("change", "refusal"),
    [({"material": "household_result"}, UnknownResultMaterial), ({"sha256": "1" * 64}, ResultFileDiffers)],
)
def test_a_paper_that_cannot_be_is_refused_and_changes_nothing(
    change: dict[str, object], refusal: type[Exception]
) -> None:
    world = World()
    case_id = world.submitted()

    with pytest.raises(refusal):
        report(world, case_id, **change)

    item = world.item(case_id, REPORT)
    assert (item.outcome, item.files.documents) == (None, ())
