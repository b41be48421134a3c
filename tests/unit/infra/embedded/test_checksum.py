"""A bit that the disk changed and that leaves a text which can be read: it is told as damage all the same."""

from collections.abc import Callable
from contextlib import closing

import pytest

from functions.adapters.codec import decode, decode_record, encode
from functions.domain.case.item import CaseItem
from functions.domain.errors import RecordUnreadable
from functions.domain.values import replace
from functions.ports.case_store import CaseQuery, Record
from functions.ports.page import Page
from infra.embedded.case_store.at_once import read_text
from infra.embedded.case_store.checksum import checked_text, decode_row, with_checksum
from infra.embedded.case_store.store import SqliteCaseStore
from tests.support.openings import opening
from tests.support.simulation.stores import TEXT_SEAL
from tests.unit.infra.embedded.test_damaged_rows import INCIDENTS, Disk, disk

__all__ = ["disk"]

ITEM = opening().ledger.items[0]
NOTED = replace(ITEM, reason="材料不清晰，请重新拍照")


@pytest.mark.parametrize("item", [ITEM, NOTED], ids=["ASCII", "Chinese"])
def test_whichever_bit_of_a_text_is_another_it_is_not_read(item: CaseItem) -> None:
    stored = with_checksum(encode(item)).encode()

    unseen = [
        (place, bit)
        for place in range(len(stored))
        for bit in range(8)
        if reads(stored[:place] + bytes([stored[place] ^ 1 << bit]) + stored[place + 1 :])
    ]

    assert unseen == []
    assert reads(stored)


def reads(stored: bytes) -> bool:
    try:
        decode_row(CaseItem, read_text(stored))
    except RecordUnreadable:
        return False
    return True


def test_what_was_written_without_one_is_read() -> None:
    assert decode_row(CaseItem, encode(ITEM)) == ITEM
    assert checked_text("gAAAAABsealed=") == "gAAAAABsealed="


def test_a_program_of_before_reads_what_has_one() -> None:
    record = with_checksum('{"name":"某处"}')

    assert decode(CaseItem, with_checksum(encode(ITEM))) == ITEM
    assert decode_record("kind", "key", record, 1, None, TEXT_SEAL).body == {"name": "某处"}


CASE = opening(2).ledger.case
Told = Callable[[SqliteCaseStore], tuple[str, ...]]


@pytest.mark.parametrize(
    ("table", "where", "was", "told", "named"),
    [
        (
            "cases",
            f"id = '{CASE.id}'",
            CASE.city,
            lambda store: store.cases(CaseQuery(cities=(CASE.city,)), limit=5).unreadable,
            CASE.id,
        ),
        (
            "items",
            f"case_id = '{CASE.id}' AND code = 'discharge_report'",
            "440100",
            lambda store: store.items(INCIDENTS, limit=5).unreadable,
            f"{CASE.id}/discharge_report",
        ),
        (
            "events",
            f"case_id = '{CASE.id}'",
            "submitted",
            lambda store: store.events(CASE.id, limit=5).unreadable,
            "submitted",
        ),
        (
            "records",
            "kind = 'kind'",
            "440100",
            lambda store: store.records("kind", limit=5).unreadable,
            "key",
        ),
    ],
    ids=["cases", "items", "events", "records"],
)
def test_of_what_still_reads_the_store_tells_that_it_is_damaged(
    disk: Disk, table: str, where: str, was: str, told: Told, named: str
) -> None:
    with closing(disk.store()) as store:
        store.put(Record("kind", "key", {"city": "440100"}))
    stored = disk.body(table, where)
    changed = stored.replace(was.encode(), bytes([was.encode()[0] ^ 1]) + was.encode()[1:])
    disk.write(table, where, changed)

    with closing(disk.store()) as store:
        found = told(store)

    assert changed != stored
    assert found == (named,)


def test_a_sealed_record_says_itself_that_it_is_whole(disk: Disk) -> None:
    with closing(disk.store()) as store:
        store.put(Record("kind", "key", {"done": 1}, sealed=True))

        assert disk.body("records", "kind = 'kind'").strip() == disk.body("records", "kind = 'kind'")
        assert store.records("kind", limit=5) == Page((Record("kind", "key", {"done": 1}, 1, sealed=True),))
