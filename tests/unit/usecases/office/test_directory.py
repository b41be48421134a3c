from dataclasses import replace
from typing import Any

import pytest

from functions.domain.case.access import Principal
from functions.domain.conflicts import VersionChanged
from functions.domain.office.refusals import InvalidEntry, OfficeNotFound
from functions.ports.case_store import Record
from functions.usecases.office.directory import (
    DirectoryPlace,
    OpenDirectory,
    directory_at,
    directory_changes,
    directory_in,
    import_entries,
    put_entry,
)
from schemas.codes import Department, Role
from schemas.office.directory import DirectoryChange, DirectoryEntry, DirectoryImport, PlacedEntry
from tests.support.each import each
from tests.support.world import World

POLICE, VETERANS = Department.PUBLIC_SECURITY, Department.VETERANS_AFFAIRS
PROVINCE = Principal("operator-1", Role.OPERATOR, "440000")
CITY = Principal("operator-2", Role.OPERATOR, "440100")
COUNTY = Principal("operator-3", Role.OPERATOR, "440106")


def entry(**told: Any) -> dict[str, Any]:
    return {"source": "示例", **told}


def change(region: str, department: Department = POLICE, **told: Any) -> DirectoryChange:
    made = DirectoryEntry.model_validate(entry(**told))
    return DirectoryChange(department=department, region=region, entry=made, reason="核实后登记")


def put(world: World, asked: DirectoryChange, expected: int = 0, by: Principal = PROVINCE) -> DirectoryPlace:
    return put_entry(asked, expected=expected, by=by, deps=world.deps)


def test_what_is_set_is_told_of_its_place_and_of_those_in_it() -> None:
    world = World()
    put(world, change("440100", address="市府路2号", supervision="020-22222222"))
    put(world, change("440106", address="示例路1号"))

    here = OpenDirectory(world.deps).contact_at(POLICE, "440106", None)
    beside = OpenDirectory(world.deps).contact_at(POLICE, "440103", None)

    assert (here.address, here.supervision) == ("示例路1号", "020-22222222")
    assert beside.address == "市府路2号"
    assert OpenDirectory(world.deps).contact_at(VETERANS, "440106", None).address is None


def test_two_departments_of_one_place_stand_beside_each_other_and_each_change_is_kept() -> None:
    world = World()
    put(world, change("440106", address="示例路1号"))
    put(world, change("440106", VETERANS, address="示例路2号"), expected=1)
    gone = DirectoryChange(department=POLICE, region="440106", entry=None, reason="搬迁，待核定")

    place = put(world, gone, expected=2)

    assert set(place.entries) == {VETERANS}
    changes = directory_changes("440106", by=PROVINCE, deps=world.deps).entries
    assert [one.reason for one in changes] == ["搬迁，待核定", "核实后登记", "核实后登记"]


def test_a_change_over_a_version_that_moved_is_refused() -> None:
    world = World()
    put(world, change("440106", address="示例路1号"))

    with pytest.raises(VersionChanged):
        put(world, change("440106", address="示例路9号"))


@each("region", ["440000", "440300", "449999"])
def test_an_operator_keeps_the_directory_of_their_region_only(region: str) -> None:
    with pytest.raises(OfficeNotFound):
        put(World(), change(region, address="示例路1号"), by=CITY)


def test_an_item_of_another_department_is_refused_by_its_pointer() -> None:
    own = {"item": "driving_licence", "address": "示例路1号"}

    with pytest.raises(InvalidEntry) as caught:
        put(World(), change("440106", VETERANS, items=(own,)))

    assert caught.value.problems[0].pointer == "/entry/items/0/item"


def test_a_county_operator_sees_of_the_city_their_own_county_only() -> None:
    world = World()
    for region in ("440100", "440103", "440106"):
        put(world, change(region, address="示例路1号"))

    def listed(by: Principal) -> list[str]:
        page = directory_in("440100", by=by, limit=10, cursor=None, deps=world.deps)
        return [one.region for one in page.entries]

    assert listed(CITY) == ["440100", "440103", "440106"]
    assert listed(COUNTY) == ["440106"]
    with pytest.raises(OfficeNotFound):
        directory_in("440300", by=CITY, limit=10, cursor=None, deps=world.deps)


def test_an_import_writes_nothing_before_all_of_it_is_right_and_sent_again_changes_nothing() -> None:
    world = World()
    right = PlacedEntry(
        department=POLICE, region="440106", entry=DirectoryEntry(source="示例", address="路1号")
    )
    wrong = right.model_copy(update={"region": "440300"})

    with pytest.raises(InvalidEntry) as caught:
        import_entries(DirectoryImport(entries=(right, wrong), reason="成批登记"), by=CITY, deps=world.deps)
    before = directory_at("440106", by=CITY, deps=world.deps)
    given = DirectoryImport(entries=(right,), reason="成批登记")
    first = import_entries(given, by=CITY, deps=world.deps)
    again = import_entries(given, by=CITY, deps=world.deps)

    assert caught.value.problems[0].pointer == "/entries/1/region"
    assert before.version == 0
    assert ([changed for _, changed in first], [changed for _, changed in again]) == ([True], [False])


def test_an_item_that_went_elsewhere_is_told_of_that_place() -> None:
    world = World()
    put(world, change("440106", VETERANS, address="示例路1号"))
    put(world, change("440300", VETERANS, address="别市路3号"))
    case_id = world.submitted()
    item = world.store.ledger(case_id).item("discharge_report")
    elsewhere = replace(item, dispatch=replace(item.dispatch, office="worklist-veterans_affairs-440300"))

    assert OpenDirectory(world.deps).contact_for(item).address == "示例路1号"
    assert OpenDirectory(world.deps).contact_for(elsewhere).address == "别市路3号"


def test_what_is_written_is_what_its_kind_holds() -> None:
    world = World()

    put(world, change("440106", address="示例路1号"))

    stored = world.store.record("directory/440100", "440106")
    assert isinstance(stored, Record)
    assert stored.body["entries"] == {"public_security": entry(address="示例路1号", items=[])}
