from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from functions.domain.case.access import Principal
from functions.domain.case.case import Change
from functions.domain.conflicts import ManifestAlreadyTaken
from functions.domain.errors import StoreBusy
from functions.domain.office.refusals import OfficeNotFound
from functions.domain.refusals import InvalidBody
from functions.ports.case_store import Record
from functions.usecases.office.manifest import Comparison, believed, take_manifest
from functions.usecases.office.unknown_here import unknown_here
from schemas.codes import Department, ItemStatus, Outcome, Role
from schemas.office.manifest import Manifest
from tests.support.each import each
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.offices_without_systems import (
    KEEPER,
    OPERATOR,
    RESERVE,
    RESERVES,
    at_the_reserves,
    without_systems,
)
from tests.support.world import World

REPORT = "discharge_report"
VETERANS = Department.VETERANS_AFFAIRS
OFFICE = "veterans_affairs-440106"
TODAY = date(2026, 11, 25)


def reported(world: World) -> str:
    """A case of which the veterans' office has had the report since yesterday."""
    case_id = world.submitted()
    world.granted(case_id, "service_check")
    world.dispatched(case_id, REPORT, token="report")
    world.clock.advance(timedelta(days=1))
    return case_id


def line(world: World, case_id: str, status: str, **changes: Any) -> dict[str, Any]:
    reference = world.ledger(case_id).case.reference
    return {"reference": reference, "item": REPORT, "round": 1, "status": status, **changes}


def taken(world: World, *lines: dict[str, Any], office: str = OFFICE, day: date = TODAY) -> Comparison:
    manifest = Manifest.model_validate({"office": office, "day": day, "items": lines}, strict=False)
    return take_manifest(VETERANS, manifest, world.deps)


def kinds(found: Comparison) -> list[str]:
    return [str(one["kind"]) for one in found.differences]


def test_a_manifest_that_agrees_changes_nothing() -> None:
    world = World()
    case_id = reported(world)
    before = world.item(case_id, REPORT)

    found = taken(world, line(world, case_id, "dispatched"))

    assert (found.compared, found.total, found.differences) == (1, 0, ())
    assert world.item(case_id, REPORT) == before


def test_an_open_item_that_the_office_does_not_have_becomes_an_incident() -> None:
    world = World()
    case_id = reported(world)

    found = taken(world)

    item = world.item(case_id, REPORT)
    assert kinds(found) == ["missing_there"]
    assert item.desk.incident is not None
    assert (item.status, item.desk.incident.error) == (ItemStatus.INCIDENT, "ManifestDiffers")
    assert "report" in world.executions.ended
    event = world.store.event(case_id, f"manifest/{OFFICE}/2026-11-25/{REPORT}")
    assert event is not None
    assert event.detail["kind"] == "missing_there"


def test_an_open_item_that_the_office_decided_becomes_an_incident_until_its_answer_comes() -> None:
    world = World()
    case_id = reported(world)

    found = taken(world, line(world, case_id, "done", outcome="granted"))
    stopped = world.item(case_id, REPORT).status
    world.answered(case_id, REPORT, "granted")

    assert (kinds(found), stopped) == (["outcome_differs"], ItemStatus.INCIDENT)
    assert world.item(case_id, REPORT).outcome is Outcome.GRANTED


def test_an_item_that_this_ledger_has_not_sent_yet_goes_on_and_its_answer_is_taken_then() -> None:
    world = World()
    case_id = world.submitted()
    world.clock.advance(timedelta(days=1))

    found = taken(world, line(world, case_id, "done", outcome="granted"))
    before = world.item(case_id, REPORT).status
    world.granted(case_id, "service_check")
    world.dispatched(case_id, REPORT, token="report")
    world.answered(case_id, REPORT, "granted")

    assert (kinds(found), before) == (["outcome_differs"], ItemStatus.WAITING)
    assert unknown_here(by=OPERATOR, limit=10, cursor=None, deps=world.deps).entries == ()
    assert world.item(case_id, REPORT).outcome is Outcome.GRANTED


def test_another_outcome_than_the_recorded_one_is_shown_and_changes_nothing() -> None:
    world = World()
    case_id = reported(world)
    world.answered(case_id, REPORT, "granted")
    world.clock.advance(timedelta(days=1))
    before = world.item(case_id, REPORT)

    found = taken(world, line(world, case_id, "done", outcome="refused"), day=date(2026, 11, 26))

    assert kinds(found) == ["outcome_differs"]
    assert world.item(case_id, REPORT) == before
    assert "manifest_differs" in world.kinds(case_id)


def test_what_is_not_the_offices_is_missing_here_and_tells_nothing_of_it() -> None:
    world = World()
    case_id = reported(world)
    household = {**line(world, case_id, "received"), "item": "household_registration"}
    unknown = {**line(world, case_id, "received"), "reference": "TY26112499999999X"}

    found = taken(world, line(world, case_id, "dispatched"), household, unknown)

    assert kinds(found) == ["missing_here", "missing_here"]
    assert {one["ours"] for one in found.differences} == {None}
    assert "manifest_differs" not in world.kinds(case_id)


def test_the_same_manifest_gets_the_first_reply_and_another_of_the_day_is_refused() -> None:
    world = World()
    case_id = reported(world)
    first = taken(world)
    world.answered(case_id, REPORT, "granted")
    version = world.item(case_id, REPORT).version

    again = taken(world)

    assert again == first
    assert world.item(case_id, REPORT).version == version
    with pytest.raises(ManifestAlreadyTaken):
        taken(world, line(world, case_id, "done", outcome="granted"))


class DiesOnTheWay(FakeCaseStore):
    """Gives out before its `dies_at`-th write."""

    dies_at: int | None = None

    def commit(self, change: Change) -> Change:
        self._die()
        return super().commit(change)

    def put(self, record: Record) -> Record:
        self._die()
        return super().put(record)

    def _die(self) -> None:
        if self.dies_at is not None:
            self.dies_at -= 1
            if self.dies_at < 0:
                raise StoreBusy


@pytest.mark.slow
@each("writes", range(9))
def test_a_comparison_that_a_crash_cut_short_is_completed_once(writes: int) -> None:
    world = World()
    store = DiesOnTheWay()
    world.store, world.deps = store, replace(world.deps, store=store)
    cases = [reported(world) for _ in range(2)]
    world.clock.advance(timedelta(days=1))
    decided = line(world, cases[1], "done", outcome="granted")
    store.dies_at = writes
    with suppress(StoreBusy):
        taken(world, decided, day=date(2026, 11, 26))
    store.dies_at = None

    found = taken(world, decided, day=date(2026, 11, 26))

    assert kinds(found) == ["missing_there", "outcome_differs"]
    for case_id in cases:
        assert world.item(case_id, REPORT).status is ItemStatus.INCIDENT
        assert (world.kinds(case_id).count("incident"), world.kinds(case_id).count("manifest_differs")) == (
            1,
            1,
        )


@each("office", ["mobilization-440106", "nowhere", "worklist-veterans_affairs-440106"])
def test_a_manifest_of_an_office_that_has_none_is_not_found(office: str) -> None:
    with pytest.raises(OfficeNotFound):
        taken(World(), office=office)


@pytest.mark.parametrize("days", [-32, 1])
def test_a_manifest_of_another_time_is_refused(days: int) -> None:
    world = World()
    day = datetime.date(world.clock()) + timedelta(days=days)

    with pytest.raises(InvalidBody):
        taken(world, day=day)


def test_a_manifest_of_a_moment_to_come_is_refused_and_stops_nothing_that_is_sent_before_it() -> None:
    world = World()
    now = world.clock()
    given = {"office": OFFICE, "day": now.date(), "items": ()}
    ahead = Manifest.model_validate({**given, "at": now + timedelta(minutes=6)})
    case_id = world.submitted()
    world.granted(case_id, "service_check")
    world.dispatched(case_id, REPORT, token="report")

    with pytest.raises(InvalidBody) as caught:
        take_manifest(VETERANS, ahead, world.deps)

    assert [one.pointer for one in caught.value.problems] == ["/at"]
    assert world.item(case_id, REPORT).status is ItemStatus.DISPATCHED
    two_clocks = ahead.model_copy(update={"at": now + timedelta(minutes=4)})
    assert take_manifest(VETERANS, two_clocks, world.deps).compared == 1


def test_an_office_behind_an_air_gap_cannot_have_what_no_file_has_carried() -> None:
    world = without_systems()
    case_id, _ = at_the_reserves(world)
    world.clock.advance(timedelta(days=1))
    manifest = Manifest(office="mobilization-440106", day=TODAY, items=())

    found = take_manifest(RESERVES, manifest, world.deps)

    assert found.total == 0
    assert world.item(case_id, RESERVE).status is ItemStatus.DISPATCHED


def test_what_we_believe_of_an_office_is_told_to_its_staff_and_operators_only() -> None:
    world = World()
    case_id = reported(world)

    page = believed(OFFICE, VETERANS, by=OPERATOR, limit=10, cursor=None, deps=world.deps)

    assert [(one.reference, one.item.code) for one in page.entries] == [
        (world.ledger(case_id).case.reference, REPORT)
    ]
    for who in (KEEPER, Principal("far", Role.OPERATOR, "445200")):
        with pytest.raises(OfficeNotFound):
            believed(OFFICE, VETERANS, by=who, limit=10, cursor=None, deps=world.deps)
