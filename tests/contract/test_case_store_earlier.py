"""Rows that an earlier release wrote to DynamoDB are read for ever, and what is written over them."""

import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from functions.adapters.codec import encode
from functions.adapters.packing_words import WORDS_1
from functions.domain.case.case import Change, Event
from functions.domain.case.item import CaseItem, Wait
from functions.domain.values import replace
from functions.ports.case_store import CaseStore
from functions.usecases.walks import every_event
from schemas.codes import EventKind, ItemStatus
from tests.contract.stores import TABLE, dynamodb_client, on_a_new_table
from tests.support.fakes.clock import FakeClock
from tests.support.openings import NOW, opening

CODE = "discharge_report"
TOKEN = "AAAAKgAAAAIAAAAA+/8="


def _packed(text: str, case_id: str) -> bytes:
    """As the first edition did."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=(WORDS_1 + case_id).encode())
    return b"\x01" + packer.compress(text.encode()) + packer.flush()


def _earlier(client: Any, store: CaseStore, waiting: CaseItem) -> None:
    """The first items in a row of their own, and a task's token in the body of its item."""
    case_id = waiting.case_id
    key = {"pk": {"S": f"CASE#{case_id}"}, "sk": {"S": "CASE"}}
    row = client.get_item(TableName=TABLE, Key=key)["Item"]
    apart = {"body": row.pop("began"), "items": row.pop("items")}
    client.put_item(TableName=TABLE, Item=row)
    client.put_item(TableName=TABLE, Item={**key, "sk": {"S": "CASE#OPENED"}, **apart})
    body = {"body": {"B": _packed(encode(waiting), case_id)}, "version": {"N": "1"}, "log": {"M": {}}}
    client.put_item(TableName=TABLE, Item={**key, "sk": {"S": f"CASE#ITEM#{CODE}"}, **body})


@pytest.fixture
def waiting() -> CaseItem:
    found = opening().ledger.item(CODE)
    return replace(found, status=ItemStatus.DISPATCHED, wait=Wait("Dispatch", TOKEN, 1, NOW), version=1)


@pytest.fixture
def store(waiting: CaseItem) -> Iterator[CaseStore]:
    with mock_aws():
        client = dynamodb_client()
        store = on_a_new_table(client, TABLE, FakeClock())
        store.create(opening())
        _earlier(client, store, waiting)
        yield store


def _answered(item: CaseItem) -> Event:
    return Event(item.case_id, f"answer/{CODE}/1", NOW, EventKind.ANSWERED, CODE, detail={"round": 1})


def test_a_ledger_of_before_is_read(store: CaseStore, waiting: CaseItem) -> None:
    ledger = store.ledger(waiting.case_id)

    assert [item.code for item in ledger.items] == [item.code for item in opening().ledger.items]
    assert replace(ledger.item(CODE), version=1) == waiting
    assert [event.key for event in every_event(store, waiting.case_id)] == ["submitted"]


@pytest.mark.slow
def test_what_is_written_over_it_is_as_it_would_be_now(store: CaseStore, waiting: CaseItem) -> None:
    event = _answered(waiting)
    heard = replace(store.ledger(waiting.case_id).item(CODE), status=ItemStatus.RECEIVED)
    store.commit(Change(items=(heard,), events=(event,)))

    item = store.ledger(waiting.case_id).item(CODE)
    store.commit(Change(items=(replace(item, wait=None),)))

    assert (item.status, item.wait) == (ItemStatus.RECEIVED, waiting.wait)
    assert store.ledger(waiting.case_id).item(CODE).wait is None
    assert [one.key for one in every_event(store, waiting.case_id)] == [event.key, "submitted"]


@pytest.mark.parametrize("token", [TOKEN, "token-1", "AAAAKgAAAAIAAAAA+/9=", "令牌"])
def test_a_token_comes_back_as_it_was(store: CaseStore, waiting: CaseItem, token: str) -> None:
    item = store.ledger(waiting.case_id).item(CODE)
    wait = Wait("Dispatch", token, 2, NOW)

    store.commit(Change(items=(replace(item, wait=wait),)))

    assert store.ledger(waiting.case_id).item(CODE).wait == wait
