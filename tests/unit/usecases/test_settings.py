from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.case.access import Principal
from functions.domain.conflicts import VersionChanged
from functions.domain.errors import RecordUnreadable, StoreBusy
from functions.ports.case_store import Record
from functions.usecases.settings import changes_of, put_setting, setting_at
from schemas.codes import Role
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.world import World

OPERATOR = Principal("operator-1", Role.OPERATOR, "440000")


def put(world: World, value: str, expected: int, reason: str = "开通") -> Record:
    return put_setting(
        "kind", "key", {"value": value}, expected=expected, reason=reason, by=OPERATOR, deps=world.deps
    )


def test_a_setting_says_who_set_it_when_and_why() -> None:
    world = World()

    record = put(world, "one", 0)

    assert record.version == 1
    assert record.body == {
        "value": "one",
        "reason": "开通",
        "operator": "operator-1",
        "at": world.clock().isoformat(),
    }


def test_every_change_is_kept_with_what_was_before_the_newest_first() -> None:
    world = World()
    for version, value in enumerate(("one", "two", "three")):
        put(world, value, version, reason=f"理由{version}")

    changes = changes_of("kind", "key", world.store).entries

    assert [(change.version, change.reason) for change in changes] == [
        (3, "理由2"),
        (2, "理由1"),
        (1, "理由0"),
    ]
    assert [(change.before, change.after) for change in changes] == [
        ({"value": "two"}, {"value": "three"}),
        ({"value": "one"}, {"value": "two"}),
        (None, {"value": "one"}),
    ]


def test_what_held_at_a_moment_is_found_among_its_versions() -> None:
    world = World()
    began = world.clock()
    for version, value in enumerate(("one", "two", "three")):
        put(world, value, version)
        world.clock.advance(timedelta(hours=1))

    found = [
        setting_at("kind", "key", began + timedelta(minutes=minutes), world.store)
        for minutes in (-1, 0, 59, 60, 150)
    ]

    assert [one.body["value"] if one else None for one in found] == [None, "one", "one", "two", "three"]


@pytest.mark.parametrize("expected", [0, 2])
def test_a_setting_is_replaced_only_over_the_version_that_was_read(expected: int) -> None:
    world = World()
    put(world, "one", 0)

    with pytest.raises(VersionChanged):
        put(world, "two", expected)

    assert [change.after for change in changes_of("kind", "key", world.store).entries] == [{"value": "one"}]


def test_what_was_filed_and_then_not_replaced_is_filed_again_without_harm() -> None:
    class DiesOnce(FakeCaseStore):
        dead = False

        def put(self, record: Record) -> Record:
            if record.kind == "kind" and record.version == 1 and not self.dead:
                self.dead = True
                raise StoreBusy
            return super().put(record)

    world = World()
    world.deps = replace(world.deps, store=DiesOnce())
    put(world, "one", 0)
    with pytest.raises(StoreBusy):
        put(world, "two", 1)

    put(world, "two", 1)

    assert [change.version for change in changes_of("kind", "key", world.deps.store).entries] == [2, 1]


def test_what_was_never_set_has_no_changes() -> None:
    assert changes_of("kind", "key", World().store).entries == ()


def test_what_held_is_not_said_where_the_version_that_may_have_held_cannot_be_read() -> None:
    world = World()
    began = world.clock()
    for version, value in enumerate(("one", "two", "three", "four")):
        put(world, value, version)
        world.clock.advance(timedelta(hours=1))
    world.store.damage_record("kind_history/key", "00000002")

    def then(minutes: int) -> str:
        found = setting_at("kind", "key", began + timedelta(minutes=minutes), world.store)
        return str(found and found.body["value"])

    assert [then(minutes) for minutes in (-1, 150, 200)] == ["None", "three", "four"]
    with pytest.raises(RecordUnreadable, match="kind_history/key/00000002"):
        then(30)


def test_beside_a_version_that_cannot_be_read_the_others_are_told_and_which_it_is() -> None:
    world = World()
    for version, value in enumerate(("one", "two", "three", "four")):
        put(world, value, version)
    world.store.damage_record("kind_history/key", "00000002")

    found = changes_of("kind", "key", world.store)

    assert found.unreadable == ("2",)
    assert [(one.version, one.before, one.before_unreadable) for one in found.entries] == [
        (4, {"value": "three"}, False),
        (3, None, True),
        (1, None, False),
    ]
