"""The three case stores, each with what a test needs beside its port; DynamoDB twice, for moto's cannot be raced."""

import base64
import json
import sqlite3
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from functions.adapters.case_store.rows import creation, record_key
from functions.adapters.case_store.sealed import SealedTexts
from functions.adapters.case_store.store import DynamoCaseStore
from functions.adapters.case_store.writes import Backoff
from functions.adapters.sealing import Seal
from functions.domain.case.case import Change
from functions.domain.errors import StaleWrite
from functions.ports.case_store import CaseStore, Opening, Record
from infra.embedded.case_store.store import SqliteCaseStore
from tests.contract.keyed import Keyed
from tests.support.aws import client as aws_client
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.clock import FakeClock
from tests.support.ledgers import ledger_at
from tests.support.ministack import ON_MINISTACK, MiniStack
from tests.support.openings import opening

TABLE = "lianban"
MOST_AT_ONCE = 25
TABLE_FILE = Path(__file__).parents[2] / "infra" / "table.json"
CLOCK = FakeClock()
SEAL = Seal(lambda: (base64.urlsafe_b64encode(b"k" * 32).decode(),))


@dataclass(frozen=True)
class Stage:
    """`fill` puts many cases in at once; `raw` is everything stored, as somebody with the disk would read it. `damage` cuts
    the stored text of a case, or of one of its items, in half; `damage_event` that of an event, by its key (on DynamoDB also
    of those in the row of an item, by its code); `damage_record` that of a record. `purges`: what has expired leaves the
    disk when it is asked to, and not by itself.
    """

    store: CaseStore
    fill: Callable[[Iterable[Opening]], None]
    raw: Callable[[], bytes]
    clock: FakeClock
    damage: Callable[[str, str | None], None] = lambda _case_id, _item: None
    damage_event: Callable[[str, str], None] = lambda _case_id, _key: None
    damage_record: Callable[[str, str], None] = lambda _kind, _key: None
    purges: bool = True


@contextmanager
def fake(_folder: Path) -> Iterator[Stage]:
    clock = FakeClock()
    store = FakeCaseStore(clock)
    sealed = SealedTexts(store, SEAL)
    yield Stage(sealed, _filling(store), lambda: b"", clock, damage_record=store.damage_record)


_HALF = "substr(body, 1, length(body) / 2)"
# One bit of a byte in the middle: no text any more.
_FLIPPED = """
CAST(CAST(substr(body, 1, length(body) / 2) AS BLOB) || x'FF' || CAST(substr(body, length(body) / 2 + 2) AS BLOB) AS TEXT)
"""


@contextmanager
def sqlite(folder: Path, damaged: str = _HALF) -> Iterator[Stage]:
    clock = FakeClock()
    store = SqliteCaseStore(ledger_at(folder / "ledger.db"), seal=SEAL, clock=clock)

    def damage(case_id: str, item: str | None) -> None:
        table, where = ("items", "case_id = ? AND code = ?") if item else ("cases", "id = ?")
        with closing(sqlite3.connect(folder / "ledger.db")) as connection, connection:
            named = (case_id, item) if item else (case_id,)
            connection.execute(f"UPDATE {table} SET body = {damaged} WHERE {where}", named)
        # After a write that is refused the next reader asks the file.
        with suppress(StaleWrite):
            store.commit(Change(case=replace(opening().ledger.case, id=case_id, version=99)))

    def damage_event(case_id: str, key: str) -> None:
        with closing(sqlite3.connect(folder / "ledger.db")) as connection, connection:
            connection.execute(
                f"UPDATE events SET body = {damaged} WHERE case_id = ? AND key = ?", (case_id, key)
            )

    def damage_record(kind: str, key: str) -> None:
        with closing(sqlite3.connect(folder / "ledger.db")) as connection, connection:
            connection.execute(f"UPDATE records SET body = {damaged} WHERE kind = ? AND key = ?", (kind, key))
        # As above.
        with suppress(StaleWrite):
            store.put(Record(kind, key, {}, version=99))

    def raw() -> bytes:
        return b"".join(file.read_bytes() for file in folder.iterdir())

    filling = _filling(store)
    yield Stage(SealedTexts(store, SEAL), filling, raw, clock, damage, damage_event, damage_record)
    store.close()


def flipped(folder: Path) -> AbstractContextManager[Stage]:
    return sqlite(folder, _FLIPPED)


@contextmanager
def dynamodb(_folder: Path) -> Iterator[Stage]:
    with mock_aws():
        client = dynamodb_client()
        clock = FakeClock()
        store = on_a_new_table(client, TABLE, clock)

        def damage(case_id: str, item: str | None) -> None:
            key = {"pk": {"S": f"CASE#{case_id}"}, "sk": {"S": f"CASE#ITEM#{item}" if item else "CASE"}}
            row = client.get_item(TableName=TABLE, Key=key)["Item"]
            half = row["body"]["B"][: len(row["body"]["B"]) // 2]
            client.put_item(TableName=TABLE, Item=row | {"body": {"B": half}})

        def damage_event(case_id: str, key: str) -> None:
            lone = {"pk": {"S": f"CASE#{case_id}"}, "sk": {"S": f"EVENT#{key}"}}
            row = client.get_item(TableName=TABLE, Key=lone).get("Item")
            if row:
                half = row["body"]["B"][: len(row["body"]["B"]) // 2]
                client.put_item(TableName=TABLE, Item=row | {"body": {"B": half}})
                return
            row = client.get_item(TableName=TABLE, Key=lone | {"sk": {"S": f"CASE#ITEM#{key}"}})["Item"]
            log = {name: {"B": entry["B"][: len(entry["B"]) // 2]} for name, entry in row["log"]["M"].items()}
            client.put_item(TableName=TABLE, Item=row | {"log": {"M": log}})

        def damage_record(kind: str, key: str) -> None:
            row = client.get_item(TableName=TABLE, Key=record_key(kind, key))["Item"]
            half = row["body"]["S"][: len(row["body"]["S"]) // 2]
            client.put_item(TableName=TABLE, Item=row | {"body": {"S": half}})

        def raw() -> bytes:
            return repr(client.scan(TableName=TABLE)["Items"]).encode()

        filling = _filling_table(client, TABLE)
        sealed = SealedTexts(store, SEAL)
        yield Stage(sealed, filling, raw, clock, damage, damage_event, damage_record, purges=False)


@contextmanager
def over_the_wire(ministack: MiniStack) -> Iterator[Stage]:
    """DynamoDB again, on an engine that may be raced."""
    client, table = ministack.client("dynamodb"), f"{TABLE}-{uuid.uuid4()}"
    clock = FakeClock()
    store = on_a_new_table(client, table, clock)

    def raw() -> bytes:
        return repr(client.scan(TableName=table)["Items"]).encode()

    yield Stage(SealedTexts(store, SEAL), _filling_table(client, table), raw, clock, purges=False)
    client.delete_table(TableName=table)


def on_a_new_table(client: Any, table: str, clock: FakeClock) -> CaseStore:
    shape = json.loads(TABLE_FILE.read_text())
    client.create_table(TableName=table, **shape)
    backoff = Backoff(lambda _: None, lambda: 0.0)
    keyed: Any = Keyed(client, shape)
    return DynamoCaseStore(keyed, table, seal=SEAL, backoff=backoff, clock=clock)


def dynamodb_client() -> Any:
    return aws_client("dynamodb", "cn-northwest-1")


STAGES: dict[str, Callable[[Path], AbstractContextManager[Stage]]] = {
    "fake": fake,
    "sqlite": sqlite,
    "dynamodb": dynamodb,
}
OVER_THE_WIRE = pytest.param("ministack", marks=[*ON_MINISTACK, pytest.mark.timeout(400)])
EVERY_STAGE = (*STAGES, OVER_THE_WIRE)


def stage_of(request: pytest.FixtureRequest, folder: Path) -> AbstractContextManager[Stage]:
    """The stage that a fixture's parameter names; the local AWS is started for those only who ask for it."""
    if request.param == "ministack":
        return over_the_wire(request.getfixturevalue("ministack"))
    return STAGES[request.param](folder)


def _filling(store: CaseStore) -> Callable[[Iterable[Opening]], None]:
    def fill(openings: Iterable[Opening]) -> None:
        for one in openings:
            store.create(one)

    return fill


def _filling_table(client: Any, table: str) -> Callable[[Iterable[Opening]], None]:
    """A transaction for each case takes as many requests, and moto copies its whole table at each."""

    def fill(openings: Iterable[Opening]) -> None:
        rows = [write.action["Item"] for one in openings for write in creation(table, one, b"sealed")]
        for start in range(0, len(rows), MOST_AT_ONCE):
            puts = [{"PutRequest": {"Item": row}} for row in rows[start : start + MOST_AT_ONCE]]
            left = client.batch_write_item(RequestItems={table: puts}).get("UnprocessedItems")
            assert not left, left

    return fill
