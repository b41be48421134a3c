"""What every case store promises of records: small documents, each written over the version that was read."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from functions.domain.case.case import Change
from functions.domain.errors import StaleWrite
from functions.domain.refusals import BadCursor
from functions.ports.case_store import CaseStore, Record
from functions.ports.page import Page
from tests.contract.test_case_store_lists import entries
from tests.support.openings import opening

BATCH = Record("batch", "b-1", {"items": [["case", "code"]], "done": 0, "by": "运行管理员", "at": None})


def test_a_record_is_read_as_it_was_put(store: CaseStore) -> None:
    stored = store.put(BATCH)

    assert stored == replace(BATCH, version=1)
    assert store.record("batch", "b-1") == stored


def test_a_record_that_does_not_exist_is_none(store: CaseStore) -> None:
    store.put(BATCH)

    assert store.record("batch", "b-2") is None
    assert store.record("manifest", "b-1") is None


def test_whoever_looked_before_sees_every_later_write(store: CaseStore) -> None:
    seen = [store.record("batch", "b-1")]

    first = store.put(BATCH)
    seen.append(store.record("batch", "b-1"))
    store.delete(first)
    seen.append(store.record("batch", "b-1"))
    store.commit(Change(records=(BATCH,)))
    seen.append(store.record("batch", "b-1"))

    assert [one and one.version for one in seen] == [None, 1, None, 1]


def test_a_record_is_written_over_the_version_that_was_read(store: CaseStore) -> None:
    first = store.put(BATCH)

    second = store.put(replace(first, body={"done": 1}))

    assert second == Record("batch", "b-1", {"done": 1}, 2)
    assert store.record("batch", "b-1") == second


@pytest.mark.parametrize("version", [0, 1, 3])
def test_a_version_that_is_not_the_stored_one_writes_nothing(store: CaseStore, version: int) -> None:
    stored = store.put(store.put(BATCH))

    with pytest.raises(StaleWrite):
        store.put(replace(BATCH, body={"lost": True}, version=version))

    assert store.record("batch", "b-1") == stored


def test_a_record_that_was_never_put_has_no_version_to_write_over(store: CaseStore) -> None:
    with pytest.raises(StaleWrite):
        store.put(replace(BATCH, version=1))

    assert store.record("batch", "b-1") is None


@pytest.mark.parametrize("body", [{"on": date(2026, 11, 24)}, {"ids": {1, 2}}])
def test_what_json_cannot_hold_is_refused(store: CaseStore, body: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        store.put(replace(BATCH, body=body))

    assert store.record("batch", "b-1") is None


def test_a_record_is_returned_as_it_is_read_back(store: CaseStore) -> None:
    stored = store.put(replace(BATCH, body={"items": ("a", "b")}))

    assert stored.body == {"items": ["a", "b"]}


def test_records_of_a_kind_are_paged_in_the_order_of_their_keys(store: CaseStore) -> None:
    keys = [f"2026-11-{day:02d}/机关-{day % 3}" for day in range(24, 0, -1)]
    for key in keys:
        store.put(Record("manifest", key, {"key": key}))
    store.put(BATCH)

    found = entries(lambda cursor: store.records("manifest", limit=5, cursor=cursor))

    assert [record.key for record in found] == sorted(keys)
    assert all(record.body == {"key": record.key} and record.version == 1 for record in found)


def test_a_page_that_holds_the_rest_has_no_cursor(store: CaseStore) -> None:
    stored = store.put(BATCH)

    assert store.records("batch", limit=1) == Page((stored,))
    assert store.records("exchange", limit=1) == Page(())


def test_a_cursor_of_another_kind_is_refused(store: CaseStore) -> None:
    for key in ("a", "b"):
        store.put(Record("batch", key, {}))
    cursor = store.records("batch", limit=1).cursor

    assert cursor is not None
    with pytest.raises(BadCursor):
        store.records("manifest", limit=1, cursor=cursor)
    with pytest.raises(BadCursor):
        store.records("batch", limit=1, cursor=cursor + "A")


def test_a_change_of_a_case_puts_its_records_with_it_or_not_at_all(store: CaseStore) -> None:
    case_id = store.create(opening()).case_id
    item = store.ledger(case_id).held[0]
    kept = store.put(BATCH)

    store.commit(Change(items=(item,), records=(replace(kept, body={"reason": "第一次"}),)))
    with pytest.raises(StaleWrite):
        store.commit(Change(items=(store.ledger(case_id).held[0],), records=(kept,)))

    found = store.record("batch", "b-1")
    assert found == Record("batch", "b-1", {"reason": "第一次"}, 2)
    assert store.ledger(case_id).held[0].version == item.version + 1


def test_records_alone_are_put_together(store: CaseStore) -> None:
    first = store.put(BATCH)

    store.commit(Change(records=(first, replace(BATCH, key="b-2"))))
    with pytest.raises(StaleWrite):
        store.commit(Change(records=(replace(BATCH, key="b-3"), first)))

    assert [one.key for one in store.records("batch", limit=9).entries] == ["b-1", "b-2"]


def test_records_are_listed_from_behind_a_key(store: CaseStore) -> None:
    for number in (1, 2, 3, 4):
        store.put(replace(BATCH, key=f"b-{number}"))

    first = store.records("batch", limit=2, after="b-1")
    rest = store.records("batch", limit=2, after="b-1", cursor=first.cursor)

    assert [one.key for one in (*first.entries, *rest.entries)] == ["b-2", "b-3", "b-4"]
    assert rest.cursor is None
