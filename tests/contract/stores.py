"""The three case stores, each with what a test needs beside its port."""

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from moto import mock_aws

from functions.adapters.case_store import DynamoCaseStore
from functions.adapters.case_store_rows import creation
from functions.adapters.case_store_writes import Backoff
from functions.adapters.sealing import Seal
from functions.ports import CaseStore, Opening
from infra.embedded.case_store import SqliteCaseStore
from tests.fakes.case_store import FakeCaseStore

TABLE = "lianban"
MOST_AT_ONCE = 25
TABLE_FILE = Path(__file__).parents[2] / "infra" / "table.json"
SEAL = Seal(lambda: (base64.urlsafe_b64encode(b"k" * 32).decode(),))


@dataclass(frozen=True)
class Stage:
    """`fill` puts many cases in at once; `raw` is everything stored, as somebody with the disk would read it."""

    store: CaseStore
    fill: Callable[[Iterable[Opening]], None]
    raw: Callable[[], bytes]


@contextmanager
def fake(_folder: Path) -> Iterator[Stage]:
    store = FakeCaseStore()
    yield Stage(store, _filling(store), lambda: b"")


@contextmanager
def sqlite(folder: Path) -> Iterator[Stage]:
    store = SqliteCaseStore(folder / "ledger.db", seal=SEAL)
    yield Stage(store, _filling(store), lambda: b"".join(f.read_bytes() for f in folder.iterdir()))
    store.close()


@contextmanager
def dynamodb(_folder: Path) -> Iterator[Stage]:
    """moto copies its whole table at each transaction, so `fill` goes without."""
    with mock_aws():
        client = dynamodb_client()
        client.create_table(TableName=TABLE, **json.loads(TABLE_FILE.read_text()))
        store = DynamoCaseStore(client, TABLE, seal=SEAL, backoff=Backoff(lambda _: None, lambda: 0.0))

        def fill(openings: Iterable[Opening]) -> None:
            rows = [write.action["Item"] for one in openings for write in creation(TABLE, one, b"sealed")]
            for start in range(0, len(rows), MOST_AT_ONCE):
                puts = [{"PutRequest": {"Item": row}} for row in rows[start : start + MOST_AT_ONCE]]
                client.batch_write_item(RequestItems={TABLE: puts})

        yield Stage(store, fill, lambda: repr(client.scan(TableName=TABLE)["Items"]).encode())


def dynamodb_client() -> Any:
    return boto3.client(
        "dynamodb", region_name="cn-northwest-1", aws_access_key_id="test", aws_secret_access_key="test"
    )


STAGES: dict[str, Callable[[Path], AbstractContextManager[Stage]]] = {
    "fake": fake,
    "sqlite": sqlite,
    "dynamodb": dynamodb,
}


def _filling(store: CaseStore) -> Callable[[Iterable[Opening]], None]:
    def fill(openings: Iterable[Opening]) -> None:
        for one in openings:
            store.create(one)

    return fill
