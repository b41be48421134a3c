from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from functions.domain.case.access import Principal
from functions.domain.case.item import CaseItem
from functions.domain.conflicts import ManifestAlreadyTaken
from functions.ports.case_store import ItemQuery
from functions.ports.page import Page
from functions.usecases.office.unknown_here import (
    MOST_KEPT,
    Restoration,
    UnknownHere,
    last_restoration,
    unknown_here,
)
from functions.usecases.record_kinds.office import RESTORED
from functions.usecases.records import new_record
from schemas.codes import Role
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.manifests import OFFICE, line, sent
from tests.support.offices_without_systems import OPERATOR
from tests.support.world import World


def seen(world: World, by: Principal = OPERATOR) -> tuple[UnknownHere, ...]:
    return unknown_here(by=by, limit=10, cursor=None, deps=world.deps).entries


def test_what_an_office_has_and_nobody_here_knows_is_listed_with_its_word_of_it() -> None:
    world = World()
    sent(world, line(1), line(2, "done", outcome="granted"))

    (found,) = seen(world)

    assert (found.office.id, found.at, found.total) == (OFFICE, world.clock(), 2)
    assert [(one.reference, one.theirs) for one in found.lines] == [
        ("TY2611240000000001X", "received"),
        ("TY2611240000000002X", "granted"),
    ]


def test_the_last_manifest_counts() -> None:
    world = World()
    sent(world, line(1), days=-1)
    sent(world, line(2))
    sent(world, line(3), days=-2)
    (found,) = seen(world)
    assert [one.reference for one in found.lines] == ["TY2611240000000002X"]

    world.clock.advance(timedelta(hours=1))
    sent(world)

    assert seen(world) == ()


def test_where_all_is_known_nothing_is_kept() -> None:
    world = World()

    sent(world)

    assert world.store.record("unknown_here", OFFICE) is None


def test_only_operators_of_the_offices_region_see_it() -> None:
    world = World()
    sent(world, line())

    assert seen(world, Principal("near", Role.OPERATOR, "440100")) == seen(world)
    assert seen(world, Principal("far", Role.OPERATOR, "445200")) == ()


def test_of_very_many_the_first_are_kept_and_all_are_counted() -> None:
    world = World()
    sent(world, *(line(number) for number in range(MOST_KEPT + 5)))

    (found,) = seen(world)

    assert (found.total, len(found.lines)) == (MOST_KEPT + 5, MOST_KEPT)


def test_a_manifest_of_the_same_day_that_speaks_of_later_is_taken_and_tells_its_differences_again() -> None:
    world = World()
    case_id = world.submitted()
    world.granted(case_id, "service_check")
    world.dispatched(case_id, "discharge_report", token="report")
    world.clock.advance(timedelta(hours=1))
    reference = world.ledger(case_id).case.reference
    ours = {**line(), "reference": reference}
    sent(world, {**ours, "status": "accepted"})

    world.clock.advance(timedelta(hours=1))
    later = sent(world, {**ours, "status": "done", "outcome": "granted"})

    assert [one["kind"] for one in later.differences] == ["outcome_differs"]
    assert world.kinds(case_id).count("manifest_differs") == 2
    assert sent(world, {**ours, "status": "done", "outcome": "granted"}) == later
    with pytest.raises(ManifestAlreadyTaken):
        sent(world, ours, hours=-1)


class OvertakenManifest(FakeCaseStore):
    """While the first manifest is compared, a later one of the day comes and is compared whole."""

    meanwhile: Callable[[], object] | None = None

    def items(self, query: ItemQuery, *, limit: int, cursor: str | None = None) -> Page[CaseItem]:
        if then := self.meanwhile:
            self.meanwhile = None
            then()
        return super().items(query, limit=limit, cursor=cursor)


def test_a_manifest_that_a_later_one_overtook_leaves_it_its_place_and_its_number() -> None:
    world = World()
    world.store = store = OvertakenManifest(world.clock)
    world.deps = replace(world.deps, store=store)
    world.clock.advance(timedelta(hours=3))
    store.meanwhile = lambda: sent(world, line(2), hours=-1)

    sent(world, line(1), hours=-2)

    assert [one.body["number"] for one in store.records("manifest", limit=9).entries] == [2]
    with pytest.raises(ManifestAlreadyTaken):
        sent(world, line(1), hours=-2)


def test_the_last_time_that_a_backup_was_put_back_is_known() -> None:
    world = World()
    assert last_restoration(world.deps) is None
    for day in (1, 3, 2):
        at, of = datetime(2026, 11, day, 5, tzinfo=UTC), datetime(2026, 11, day, 2, tzinfo=UTC)
        body = {"at": at.isoformat(), "of": of.isoformat()}
        world.store.put(new_record(RESTORED, at.isoformat(), body))

    assert last_restoration(world.deps) == Restoration(
        datetime(2026, 11, 3, 5, tzinfo=UTC), datetime(2026, 11, 3, 2, tzinfo=UTC)
    )
