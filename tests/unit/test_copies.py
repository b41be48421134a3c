"""The scenes that tests begin with: what happens in one is not seen in the next."""

from datetime import timedelta

from functions.ports.case_store import Record
from schemas.codes import ItemStatus
from tests.support.api_case import CASE, change_item, get, open_case
from tests.support.office_desk import Desk
from tests.support.offices_without_systems import HOUSEHOLD
from tests.support.world import World


def test_a_desk_whose_case_goes_on_leaves_the_next_as_it_was() -> None:
    first = Desk().claimed()
    first.world.clock.advance(timedelta(days=1))
    first.world.granted(first.case_id, HOUSEHOLD)

    after = Desk()

    assert after.world.item(after.case_id, HOUSEHOLD).status is ItemStatus.DISPATCHED
    assert after.world.clock() + timedelta(days=1) == first.world.clock()
    assert set(after.world.kinds(after.case_id)) < set(first.world.kinds(first.case_id))


def test_a_record_that_is_written_over_in_a_copy_stays_as_it_was() -> None:
    world = World()
    world.store.put(Record("ours", "key", {"said": ["once"]}))
    world.materials.files["key"] = b"%PDF"

    copy = world.copy()
    (written,) = copy.store._records.values()
    written.body["said"].append("again")
    copy.materials.files.clear()

    assert world.store._records["ours", "key"].body == {"said": ["once"]}
    assert world.materials.files == {"key": b"%PDF"}


def test_a_case_of_the_interface_is_open_again_for_the_next() -> None:
    api, deps, reference = open_case()
    change_item(deps, "discharge_report", status=ItemStatus.RECEIVED)
    deps.new_id.case_id()

    again, others, same = open_case()

    assert same == reference
    assert others.store.ledger(CASE).item("discharge_report").status is not ItemStatus.RECEIVED
    assert others.new_id.case_id() == "00000000-0000-4000-8000-000000000002"
    assert get(again, f"/v1/cases/{CASE}").json != get(api, f"/v1/cases/{CASE}").json
