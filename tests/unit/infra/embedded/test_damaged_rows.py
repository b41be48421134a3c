"""A disk that changed one bit of a row, whichever: the lists of the ledger serve what stands beside it."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from functions.domain.case.case import Change
from functions.domain.errors import RecordUnreadable
from functions.domain.values import replace
from functions.ports.case_store import ItemQuery, Record
from functions.ports.page import Page
from infra.embedded.case_store.store import SqliteCaseStore
from schemas.codes import ItemStatus
from tests.support.fakes.clock import FakeClock
from tests.support.ledgers import ledger_at
from tests.support.openings import opening
from tests.support.simulation.stores import TEXT_SEAL

ITEM = "discharge_report"
INCIDENTS = ItemQuery(attention="incident", cities=("440100",))


@dataclass(frozen=True)
class Disk:
    path: Path

    def body(self, table: str, where: str) -> bytes:
        with closing(sqlite3.connect(self.path)) as connection:
            (found,) = connection.execute(f"SELECT CAST(body AS BLOB) FROM {table} WHERE {where}").fetchone()
        return bytes(found)

    def write(self, table: str, where: str, body: bytes) -> None:
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute(f"UPDATE {table} SET body = CAST(? AS TEXT) WHERE {where}", (body,))

    def store(self) -> SqliteCaseStore:
        return SqliteCaseStore(self.path, seal=TEXT_SEAL, clock=FakeClock())


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    """Two cases of one city, of each an item in trouble."""
    found = Disk(ledger_at(tmp_path / "ledger.db"))
    with closing(found.store()) as store:
        for number in (1, 2):
            case_id = store.create(opening(number)).case_id
            item = store.ledger(case_id).item(ITEM)
            store.commit(Change(items=(replace(item, city="440100", status=ItemStatus.INCIDENT),)))
    return found


def test_whichever_bit_of_a_row_is_another_the_rest_of_its_list_is_served(disk: Disk) -> None:
    other, own = (opening(number).ledger.case.id for number in (1, 2))
    where = f"case_id = '{own}' AND code = '{ITEM}'"
    whole = disk.body("items", where)

    with closing(disk.store()) as store:
        for place in range(len(whole)):
            for bit in (1 << place % 8, 0x40, 0x80):
                changed = bytearray(whole)
                changed[place] ^= bit
                disk.write("items", where, bytes(changed))

                page = store.items(INCIDENTS, limit=5)

                assert other in {one.case_id for one in page.entries}, (place, bit)


@pytest.mark.parametrize("damage", [b"\xff", b"\n", b"\0"])
def test_a_case_of_which_one_row_is_no_text_any_more_is_told_as_one_that_cannot_be_read(
    disk: Disk, damage: bytes
) -> None:
    own = opening(2).ledger.case.id
    where = f"case_id = '{own}' AND code = '{ITEM}'"
    whole = disk.body("items", where)
    disk.write("items", where, whole[:9] + damage + whole[10:])

    with closing(disk.store()) as store, pytest.raises(RecordUnreadable):
        store.ledger(own)


def test_a_record_that_is_no_text_any_more_is_told_as_one_that_cannot_be_read(disk: Disk) -> None:
    with closing(disk.store()) as store:
        store.put(Record("kind", "key", {"name": "某处"}))
        disk.write("records", "kind = 'kind'", '{"name": "某处"}'.encode()[:-4] + b'"}')

        with pytest.raises(RecordUnreadable):
            store.record("kind", "key")
        assert store.records("kind", limit=5) == Page((), None, ("key",))
