import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from functions.adapters.outward.signatures import StandardSignatures
from functions.domain.case.access import Principal
from functions.domain.case.case import Change
from functions.domain.case.item import with_clock, with_dispatch, with_withdrawal
from functions.domain.conflicts import BatchOutdated, NothingToExport
from functions.domain.errors import StoreBusy
from functions.domain.office.exchange import digest_of
from functions.domain.office.refusals import OfficeNotFound
from functions.ports.case_store import Record
from functions.usecases.case.who_looked import looks_at
from functions.usecases.office.export import export, state_of
from schemas.codes import Department, ItemStatus, Role
from schemas.office.dispatches import Dispatch
from schemas.office.exchange import DispatchesFile, Export, SignedFile
from tests.support.each import each
from tests.support.editions import changed, under
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.secrets import FakeSecrets
from tests.support.filing import brought
from tests.support.offices_without_systems import (
    KEEPER,
    OPERATOR,
    POLICE,
    RESERVE,
    RESERVES,
    at_the_reserves,
    content_of,
    without_systems,
)
from tests.support.sources import connected
from tests.support.world import World

OFFICE = "mobilization-440106"


def exported(
    world: World, *, key: str = "key-0001", sequence: int | None = None, by: Principal = KEEPER
) -> SignedFile:
    return export(RESERVES, Export(office=OFFICE, sequence=sequence), by=by, key=key, deps=world.deps)


def marks(file: SignedFile) -> list[tuple[str, str]]:
    return [(entry["type"], entry["item"]) for entry in content_of(file)["entries"]]


def test_who_takes_a_file_with_a_forms_fields_is_noted_at_each_case() -> None:
    world = without_systems()
    cases = [at_the_reserves(world)[0] for _ in range(2)]

    exported(world)
    exported(world, sequence=1)

    for case_id in cases:
        looks = looks_at(case_id, by=OPERATOR, limit=9, cursor=None, deps=world.deps).entries
        (look,) = [one.body for one in looks if one.body["what"] == "shipped" and one.body["item"] == RESERVE]
        assert (look["by"], look["department"]) == (KEEPER.subject, RESERVES.value)


def test_where_it_cannot_be_noted_who_takes_a_file_none_is_given() -> None:
    world = without_systems()
    at_the_reserves(world)
    store = NotesNothing(world.clock)
    store.__dict__.update(world.store.__dict__)

    with pytest.raises(StoreBusy):
        export(
            RESERVES, Export(office=OFFICE), by=KEEPER, key="key-0001", deps=replace(world.deps, store=store)
        )

    assert exported(world).content


class NotesNothing(FakeCaseStore):
    def put(self, record: Record) -> Record:
        if record.kind.startswith("looked#"):
            raise StoreBusy
        return super().put(record)


def test_a_batch_holds_what_a_dispatch_holds_and_says_what_it_is() -> None:
    world = without_systems()
    case_id, item = at_the_reserves(world)

    file = exported(world)

    content = DispatchesFile.model_validate_json(file.content)
    assert (content.office, content.sequence, content.count) == (OFFICE, 1, 1)
    assert content.digest == digest_of(content_of(file)["entries"])
    (entry,) = content.entries
    assert (entry.type, entry.reference) == ("item.dispatched", world.ledger(case_id).case.reference)
    assert isinstance(entry, Dispatch)
    assert entry.due_basis_text == "本系统关注期限，非法定；办结时限待核定"
    assert entry.fields["person"]["name"]
    assert "bank" not in entry.fields
    assert entry.sent_at == item.dispatch.sent_at


def test_a_batch_tells_how_each_material_stands_and_is_the_same_file_whatever_comes_later() -> None:
    world, _ = connected(without_systems())
    case_id, _ = at_the_reserves(world)

    file = exported(world)
    brought(world, case_id, (RESERVE, "service_record"))

    (entry,) = content_of(file)["entries"]
    told = {check["code"]: check["standing_text"] for check in entry["checks"]}
    assert told == {"service_record": "已核验，免予提交", "report_record": "由上一个事项办好后转来，不用提交"}
    assert entry["unverified"] == []
    assert exported(world, sequence=1) == file


def test_a_batch_holds_only_the_fields_of_the_cases_own_edition() -> None:
    narrow = changed(RESERVE, fields=("person.name", "reserve.designated"))
    world = under(narrow, without_systems())
    at_the_reserves(world)

    (entry,) = content_of(exported(world))["entries"]

    assert {section: set(fields) for section, fields in entry["fields"].items()} == {
        "person": {"name"},
        "reserve": {"designated"},
    }


def test_a_file_is_signed_over_its_very_bytes_by_the_departments_key() -> None:
    world = without_systems()
    signatures = StandardSignatures(FakeSecrets())
    world.deps = replace(world.deps, signatures=signatures)
    at_the_reserves(world)

    file = exported(world)

    headers = {
        "webhook-id": file.id,
        "webhook-timestamp": str(file.timestamp),
        "webhook-signature": file.signature,
    }
    content = file.content.encode()
    assert signatures.verify(RESERVES, headers, content, now=world.clock()) == f"dispatches/{OFFICE}/1"


def test_each_batch_holds_only_what_is_new() -> None:
    world = without_systems()
    first_case, _ = at_the_reserves(world)
    first = exported(world)
    second_case, _ = at_the_reserves(world)

    second = exported(world, key="key-0002")

    references = [entry["reference"] for entry in content_of(second)["entries"]]
    assert references == [world.ledger(second_case).case.reference]
    assert content_of(first)["entries"][0]["reference"] == world.ledger(first_case).case.reference
    assert (content_of(first)["sequence"], content_of(second)["sequence"]) == (1, 2)
    with pytest.raises(NothingToExport):
        exported(world, key="key-0003")


def test_a_withdrawal_and_a_delay_travel_in_the_next_batch_once() -> None:
    world = without_systems()
    case_id, _ = at_the_reserves(world)
    exported(world)
    now = world.clock()
    item = with_clock(with_withdrawal(world.item(case_id, RESERVE), at=now, sent=now), overdue_since=now)
    world.store.commit(Change(items=(item,)))

    second = exported(world, key="key-0002")

    assert marks(second) == [("item.withdrawal_requested", RESERVE), ("item.reminded", RESERVE)]
    with pytest.raises(NothingToExport):
        exported(world, key="key-0003")


def test_the_same_key_or_the_sequence_gives_the_same_bytes_again() -> None:
    world = without_systems()
    case_id, _ = at_the_reserves(world)
    first = exported(world)
    world.clock.advance(timedelta(days=3))
    world.answered(case_id, RESERVE, "accepted")

    assert exported(world) == first
    assert exported(world, key="key-0009", sequence=1) == first
    with pytest.raises(OfficeNotFound):
        exported(world, key="key-0010", sequence=2)


def test_nothing_of_the_form_is_kept_beside_the_cases() -> None:
    world = without_systems()
    case_id, _ = at_the_reserves(world)
    exported(world)
    person = world.store.application(case_id).person

    for kind in ("exchange", "exchange_batch"):
        for record in world.store.records(kind, limit=10).entries:
            assert person.name not in str(record.body)
            assert person.id_number not in str(record.body)


def test_a_batch_whose_form_was_corrected_since_goes_into_the_next() -> None:
    world = without_systems()
    case_id, _ = at_the_reserves(world)
    first = exported(world)
    case, form = world.ledger(case_id).case, world.store.application(case_id)
    renamed = form.model_copy(update={"person": form.person.model_copy(update={"name": "测试乙"})})
    world.store.commit(Change(case=case, application=renamed))

    with pytest.raises(BatchOutdated):
        exported(world, key="key-0002", sequence=1)
    second = exported(world, key="key-0003")

    assert "测试乙" not in first.content
    assert content_of(second)["entries"][0]["fields"]["person"]["name"] == "测试乙"


def test_a_new_round_is_exported_with_what_the_applicant_says_to_it() -> None:
    world = without_systems()
    case_id, _ = at_the_reserves(world)
    exported(world)
    item = replace(
        with_dispatch(world.item(case_id, RESERVE), round=2, sent_round=1, note="已补交原件"),
        status=ItemStatus.READY,
    )
    world.store.commit(Change(items=(item,)))
    world.dispatched(case_id, RESERVE, token="second")

    second = exported(world, key="key-0002")

    (entry,) = content_of(second)["entries"]
    assert (entry["type"], entry["round"], entry["note"]) == ("item.corrected", 2, "已补交原件")


class DiesAfterTheShipment(FakeCaseStore):
    def __init__(self) -> None:
        super().__init__()
        self.dies = True

    def put(self, record: Record) -> Record:
        if record.kind == "exchange" and self.dies:
            raise StoreBusy
        return super().put(record)


def test_a_batch_that_a_crash_left_unnoted_is_the_next_one_and_loses_nothing() -> None:
    world = without_systems()
    store = DiesAfterTheShipment()
    world.store, world.deps = store, replace(world.deps, store=store)
    at_the_reserves(world)
    with pytest.raises(StoreBusy):
        exported(world)
    at_the_reserves(world)
    store.dies = False

    first, second = exported(world, key="key-0002"), exported(world, key="key-0003")

    assert [content_of(file)["sequence"] for file in (first, second)] == [1, 2]
    references = {entry["reference"] for file in (first, second) for entry in content_of(file)["entries"]}
    assert len(references) == 2


class BothReadFirst(FakeCaseStore):
    """Nobody puts a batch before everybody has looked for one."""

    def __init__(self) -> None:
        super().__init__()
        self.barrier = threading.Barrier(2)

    def put(self, record: Record) -> Record:
        if record.kind == "exchange_batch":
            self.barrier.wait(timeout=10)
        return super().put(record)


def test_two_that_export_at_once_get_the_same_batch() -> None:
    world = without_systems()
    store = BothReadFirst()
    world.store, world.deps = store, replace(world.deps, store=store)
    at_the_reserves(world)

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda key: exported(world, key=key), ("key-0001", "key-0002"))

    assert first == second
    assert state_of(OFFICE, world.deps).exported == 1


def test_what_was_exported_is_forgotten_once_its_item_is_decided() -> None:
    world = without_systems()
    case_id, _ = at_the_reserves(world)
    exported(world)
    world.answered(case_id, RESERVE, "granted")
    other, _ = at_the_reserves(world)

    exported(world, key="key-0002")

    assert set(state_of(OFFICE, world.deps).outstanding) == {f"{other}/{RESERVE}/1"}


@each(
    "who",
    [
        Principal("police", Role.DEPARTMENT_STAFF, "440000", POLICE),
        Principal("far", Role.DEPARTMENT_STAFF, "445200", RESERVES),
        Principal("far-operator", Role.OPERATOR, "445200"),
        Principal("nowhere", Role.OPERATOR),
    ],
)
def test_an_office_of_others_does_not_exist(who: Principal) -> None:
    world = without_systems()
    at_the_reserves(world)

    with pytest.raises(OfficeNotFound):
        exported(world, by=who)


@each("who", [OPERATOR, KEEPER, Principal("county", Role.DEPARTMENT_STAFF, "440106", RESERVES)])
def test_an_office_is_open_to_its_own_staff_and_to_operators_of_its_region(who: Principal) -> None:
    world = without_systems()
    at_the_reserves(world)

    assert content_of(exported(world, by=who))["count"] == 1


@each("office", ["public_security-440106", "mobilization-nowhere", "worklist-mobilization-440106"])
def test_only_an_office_that_exchanges_files_has_any(office: str) -> None:
    world = without_systems()

    for department in (RESERVES, Department.PUBLIC_SECURITY):
        with pytest.raises(OfficeNotFound):
            export(department, Export(office=office), by=OPERATOR, key="key-0001", deps=world.deps)
