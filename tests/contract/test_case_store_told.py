"""The DynamoDB store tells what it wrote: each event once, nothing that was not written."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from functions.adapters.case_store.told import ToldCaseStore
from functions.adapters.case_store.writes import Backoff
from functions.domain.case.case import Change, Event
from functions.domain.errors import DuplicateEvent, StaleWrite
from schemas.codes import EventKind
from tests.contract.stores import CLOCK, SEAL, TABLE, TABLE_FILE, dynamodb_client
from tests.support.openings import NOW, opening

pytestmark = pytest.mark.slow

GIVEN = opening()
CASE_ID = GIVEN.ledger.case.id
CHECK = GIVEN.ledger.service_check
ANSWERED = Event(CASE_ID, "answer/1", NOW, EventKind.ANSWERED, CHECK.code, detail={"round": 1})


@pytest.fixture
def store() -> Iterator[ToldCaseStore]:
    with mock_aws():
        client = dynamodb_client()
        client.create_table(TableName=TABLE, **json.loads(TABLE_FILE.read_text()))
        backoff = Backoff(lambda _: None, lambda: 0.0)
        yield ToldCaseStore(client, TABLE, seal=SEAL, backoff=backoff, clock=CLOCK, stage="test")


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_submission_is_told_once_however_often_it_is_sent(
    store: ToldCaseStore, capsys: pytest.CaptureFixture[str]
) -> None:
    store.create(GIVEN)
    store.create(GIVEN)
    store.create(opening(2, key=GIVEN.key))

    [line] = told(capsys)
    assert (line["Submissions"], line["case_id"], line["stage"]) == (1, CASE_ID, "test")


def test_an_event_is_told_when_it_is_written(
    store: ToldCaseStore, capsys: pytest.CaptureFixture[str]
) -> None:
    store.create(GIVEN)
    capsys.readouterr()

    store.commit(Change(items=(CHECK,), events=(ANSWERED,)))

    [line] = told(capsys)
    assert (line["Answers"], line["department"], line["item"]) == (1, CHECK.department.value, CHECK.code)


@pytest.mark.parametrize("refused", [DuplicateEvent, StaleWrite])
def test_what_was_not_written_is_not_told(
    store: ToldCaseStore, capsys: pytest.CaptureFixture[str], refused: type[Exception]
) -> None:
    store.create(GIVEN)
    read = store.commit(Change(items=(CHECK,), events=(ANSWERED,))).items
    capsys.readouterr()
    again = Change(items=read, events=(ANSWERED,)) if refused is DuplicateEvent else Change(items=(CHECK,))

    with pytest.raises(refused):
        store.commit(again)

    assert told(capsys) == []
