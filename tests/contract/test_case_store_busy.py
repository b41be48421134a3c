"""What the DynamoDB store does when the table is busy: tries again with jitter, then StoreBusy, never half a write."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from functions.adapters.case_store.bodies import item_body
from functions.adapters.case_store.store import DynamoCaseStore
from functions.adapters.case_store.writes import Backoff
from functions.domain.case.case import Change
from functions.domain.case.item import CaseItem, with_dispatch
from functions.domain.errors import DuplicateEvent, StaleWrite, StoreBusy
from functions.ports.case_store import CaseStore, ItemQuery
from tests.contract.stores import CLOCK, SEAL, TABLE
from tests.support.aws_errors import refusal
from tests.support.openings import event, opening

CASE_ID = opening().ledger.case.id
ITEM = opening().ledger.service_check
TWO_ROWS = Change(items=(ITEM,), events=(event(CASE_ID, "new"),))


class ScriptedTable:
    """A client of which every call meets the next error, then succeeds."""

    def __init__(self, *errors: Exception) -> None:
        self._errors: Iterator[Exception] = iter(errors)
        self.calls = 0

    def __getattr__(self, _operation: str) -> Callable[..., dict[str, Any]]:
        return self._call

    def _call(self, **_request: object) -> dict[str, Any]:
        self.calls += 1
        if error := next(self._errors, None):
            raise error
        return {}


def store(table: object, waits: list[float] | None = None) -> CaseStore:
    client: Any = table
    waited = waits if waits is not None else []
    return DynamoCaseStore(client, TABLE, seal=SEAL, backoff=Backoff(waited.append, lambda: 0.5), clock=CLOCK)


BUSY = [
    refusal("TransactionCanceledException", "None", "TransactionConflict"),
    refusal("TransactionCanceledException", "ThrottlingError", "None"),
    refusal("ProvisionedThroughputExceededException"),
    refusal("ThrottlingException"),
]


@pytest.mark.parametrize("error", BUSY)
def test_a_busy_table_is_asked_again(error: ClientError) -> None:
    table = ScriptedTable(error, error)

    store(table).commit(TWO_ROWS)

    assert table.calls == 3


def test_waits_double_up_to_a_bound_with_full_jitter() -> None:
    waits: list[float] = []

    with pytest.raises(StoreBusy):
        store(ScriptedTable(*[BUSY[0]] * 9), waits).commit(TWO_ROWS)

    assert waits == [0.025, 0.05, 0.1, 0.2, 0.2]


@pytest.mark.parametrize("change", [TWO_ROWS, Change(items=(ITEM,)), Change(events=(event(CASE_ID, "new"),))])
def test_a_table_that_stays_busy_is_store_busy(change: Change) -> None:
    with pytest.raises(StoreBusy):
        store(ScriptedTable(*[refusal("TransactionConflictException")] * 9)).commit(change)


def test_reads_and_submissions_are_tried_again_too() -> None:
    always = [refusal("ThrottlingException")] * 9

    with pytest.raises(StoreBusy):
        store(ScriptedTable(*always)).ledger(CASE_ID)
    with pytest.raises(StoreBusy):
        store(ScriptedTable(*always)).create(opening())


class PartialTable:
    """Answers a read of several rows with one of them at a time, at most `most` times."""

    def __init__(self, items: list[CaseItem], most: int) -> None:
        self._bodies = {f"CASE#{item.case_id}": item_body(item) for item in items}
        self._left = most
        self.asked: list[int] = []

    def query(self, **_request: object) -> dict[str, Any]:
        keys = [{"pk": {"S": pk}, "sk": {"S": "x"}, "since": {"S": pk}} for pk in self._bodies]
        return {"Items": keys}

    def batch_get_item(self, RequestItems: dict[str, Any]) -> dict[str, Any]:
        keys = RequestItems[TABLE]["Keys"]
        self.asked.append(len(keys))
        self._left -= 1
        answered = keys[:1] if self._left >= 0 else []
        rows = [{**key, "body": {"B": self._bodies[key["pk"]["S"]]}} for key in answered]
        unprocessed = {TABLE: {"Keys": keys[1:]}} if len(keys) > len(rows) else {}
        return {"Responses": {TABLE: rows}, "UnprocessedKeys": unprocessed}


def office_items() -> list[CaseItem]:
    return [with_dispatch(opening(n).ledger.service_check, office="office") for n in (1, 2, 3)]


def test_rows_that_were_not_read_are_asked_for_again() -> None:
    table = PartialTable(office_items(), most=3)

    found = store(table).items(ItemQuery(office="office"), limit=5)

    assert found.entries == tuple(office_items())
    assert table.asked == [3, 2, 1]


def test_rows_that_stay_unread_are_store_busy() -> None:
    with pytest.raises(StoreBusy):
        store(PartialTable(office_items(), most=1)).items(ItemQuery(office="office"), limit=5)


def test_no_answer_is_store_busy_at_once() -> None:
    table = ScriptedTable(ReadTimeoutError(endpoint_url="https://dynamodb.example"))

    with pytest.raises(StoreBusy):
        store(table).commit(TWO_ROWS)

    assert table.calls == 1


@pytest.mark.parametrize(
    ("reasons", "meant"),
    [
        (("None", "ConditionalCheckFailed"), StaleWrite),
        (("ConditionalCheckFailed", "None"), DuplicateEvent),
        (("ConditionalCheckFailed", "ConditionalCheckFailed"), DuplicateEvent),
        (("TransactionConflict", "ConditionalCheckFailed"), StaleWrite),
    ],
)
def test_a_failed_condition_is_final(reasons: tuple[str, ...], meant: type[Exception]) -> None:
    table = ScriptedTable(refusal("TransactionCanceledException", *reasons))

    with pytest.raises(meant):
        store(table).commit(TWO_ROWS)

    assert table.calls == 1


def test_what_only_a_wrong_program_can_cause_is_not_hidden() -> None:
    with pytest.raises(ClientError):
        store(ScriptedTable(refusal("ValidationException"))).commit(TWO_ROWS)
    with pytest.raises(ClientError):
        store(ScriptedTable(refusal("AccessDeniedException"))).create(opening())
