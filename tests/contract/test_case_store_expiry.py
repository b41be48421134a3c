"""What every case store promises of records that are sealed, that are kept for a time only, or that are deleted."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.errors import StaleWrite
from functions.ports.case_store import CaseStore, Record
from functions.ports.page import Page
from tests.contract.stores import Stage
from tests.support.fakes.clock import START
from tests.support.world import application

END = START + timedelta(days=60)
FORM = {"person": {"name": application().person.name, "id_number": application().person.id_number}}
DRAFT = Record("draft", "d-1", FORM, expires_at=END, sealed=True)


def test_a_sealed_record_is_read_as_it_was_put(store: CaseStore) -> None:
    stored = store.put(DRAFT)

    assert stored == replace(DRAFT, version=1)
    assert store.record("draft", "d-1") == stored
    assert store.records("draft", limit=5) == Page((stored,))


def test_nothing_of_a_sealed_record_is_readable_in_what_is_stored(stage: Stage) -> None:
    stage.store.put(DRAFT)

    stored = stage.raw()
    for secret in FORM["person"].values():
        assert secret.encode() not in stored
        assert secret.encode("unicode_escape") not in stored


def test_an_expired_record_is_absent_at_once(stage: Stage) -> None:
    stored = stage.store.put(DRAFT)
    kept = stage.store.put(Record("draft", "d-2", {}))
    stage.clock.now = END - timedelta(seconds=1)
    assert stage.store.record("draft", "d-1") == stored

    stage.clock.now = END

    assert stage.store.record("draft", "d-1") is None
    assert stage.store.records("draft", limit=5) == Page((kept,))


def test_an_expired_record_is_not_written_over_but_anew(stage: Stage) -> None:
    stored = stage.store.put(DRAFT)
    stage.clock.now = END

    with pytest.raises(StaleWrite):
        stage.store.put(stored)
    assert stage.store.put(replace(DRAFT, expires_at=None)).version == 1
    assert stage.store.record("draft", "d-1") == replace(DRAFT, expires_at=None, version=1)


def test_a_later_write_moves_the_end(stage: Stage) -> None:
    stored = stage.store.put(DRAFT)
    stage.store.put(replace(stored, expires_at=END + timedelta(days=1)))

    stage.clock.now = END

    assert stage.store.record("draft", "d-1") is not None


def test_a_record_is_deleted_at_the_version_that_was_read(store: CaseStore) -> None:
    first = store.put(DRAFT)
    second = store.put(first)

    with pytest.raises(StaleWrite):
        store.delete(first)
    assert store.record("draft", "d-1") == second
    store.delete(second)
    assert store.record("draft", "d-1") is None


def test_what_is_gone_is_deleted_again_without_harm(stage: Stage) -> None:
    stored = stage.store.put(DRAFT)
    stage.store.delete(stored)

    stage.store.delete(stored)
    expired = stage.store.put(DRAFT)
    stage.clock.now = END
    stage.store.delete(replace(expired, version=7))

    assert stage.store.record("draft", "d-1") is None


def test_a_deleted_record_can_be_put_anew(store: CaseStore) -> None:
    store.delete(store.put(DRAFT))

    assert store.put(DRAFT).version == 1


def test_expired_records_leave_the_disk(stage: Stage) -> None:
    for number in range(3):
        stage.store.put(replace(DRAFT, key=f"d-{number}"))
    stage.store.put(Record("draft", "kept", {}))
    assert stage.store.purge(limit=9) == 0

    stage.clock.now = END
    purged = [stage.store.purge(limit=2) for _ in range(3)]

    # DynamoDB does it by itself: the table's time to live.
    assert purged == ([2, 1, 0] if stage.purges else [0, 0, 0])
    assert [record.key for record in stage.store.records("draft", limit=9).entries] == ["kept"]
