"""What a store does with a record that cannot be read: its list serves the others, and says which one it is."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from functions.domain.errors import RecordUnreadable
from functions.ports.case_store import Record
from functions.ports.page import Page
from tests.contract.stores import STAGES, Stage, flipped

KIND = "batch"


@pytest.fixture(params=["fake", "sqlite", "flipped", "dynamodb"])
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    with {**STAGES, "flipped": flipped}[request.param](tmp_path) as stage:
        for key in "abcde":
            stage.store.put(Record(KIND, key, {"name": f"批次 {key}", "done": 0}, sealed=key == "c"))
        yield stage


def listed(page: Page[Record]) -> tuple[list[str], tuple[str, ...]]:
    return [one.key for one in page.entries], page.unreadable


@pytest.mark.parametrize("key", ["b", "c", "e"])
def test_a_list_serves_what_can_be_read_and_names_what_cannot(stage: Stage, key: str) -> None:
    stage.damage_record(KIND, key)

    found = listed(stage.store.records(KIND, limit=9))

    assert found == ([one for one in "abcde" if one != key], (key,))


def test_a_cursor_goes_on_after_what_cannot_be_read(stage: Stage) -> None:
    for key in "bd":
        stage.damage_record(KIND, key)

    first = stage.store.records(KIND, limit=2)
    rest = stage.store.records(KIND, limit=9, cursor=first.cursor)

    assert (listed(first), listed(rest)) == ((["a"], ("b",)), (["c", "e"], ("d",)))


def test_a_list_of_which_nothing_can_be_read_is_gone_through_to_its_end(stage: Stage) -> None:
    for key in "abcde":
        stage.damage_record(KIND, key)

    first = stage.store.records(KIND, limit=3, after="a")
    rest = stage.store.records(KIND, limit=3, cursor=first.cursor)

    assert (listed(first), listed(rest), rest.cursor) == (([], ("b", "c", "d")), ([], ("e",)), None)


def test_the_one_itself_is_told_as_one_that_cannot_be_read(stage: Stage) -> None:
    stage.damage_record(KIND, "b")

    with pytest.raises(RecordUnreadable) as told:
        stage.store.record(KIND, "b")
    assert told.value.version == 1
    assert stage.store.record(KIND, "a") is not None


def test_whoever_knows_its_version_writes_over_it(stage: Stage) -> None:
    stage.damage_record(KIND, "b")

    stored = stage.store.put(Record(KIND, "b", {"name": "重做"}, version=1))

    assert stored == replace(stored, body={"name": "重做"}, version=2)
    assert listed(stage.store.records(KIND, limit=9)) == ([*"abcde"], ())
