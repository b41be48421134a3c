"""On DynamoDB nothing is read that is not wanted: single keys, queries of an index, and no row that is then thrown away."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from moto import mock_aws

from functions.domain.case.case import Change
from functions.ports.case_store import CaseQuery, CaseStore, ItemQuery
from schemas.codes import CaseStatus, ItemStatus
from schemas.regions import load_regions
from tests.contract.keyed import Keyed, Unkeyed
from tests.contract.stores import TABLE, TABLE_FILE, dynamodb_client, on_a_new_table
from tests.support.each import each
from tests.support.fakes.clock import FakeClock
from tests.support.make import with_flat
from tests.support.openings import NOW, opening

EVERY = tuple(city.code for city in load_regions().cities)
OFFICE = "sandbox-human-resources"
# Two of the quiet kind, and more of the others than fill a page.
QUIET, BUSY = range(1, 3), range(3, 11)
# Whoever reads what lies beside its list reads more than it shows.
pytestmark = pytest.mark.together("keyed")


class Counted:
    """Notes how many rows its queries read."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.rows = 0

    def query(self, **request: Any) -> Any:
        answer = self._client.query(**request)
        self.rows += len(answer["Items"])
        return answer

    def __getattr__(self, operation: str) -> Any:
        return getattr(self._client, operation)


@pytest.fixture(scope="module")
def counted() -> Iterator[tuple[CaseStore, Counted]]:
    with mock_aws():
        client = Counted(dynamodb_client())
        store = on_a_new_table(client, TABLE, FakeClock())
        for number in (*QUIET, *BUSY):
            quiet = number in QUIET
            changes = {"county": "440103" if quiet else "440106", "applicant": "quiet" if quiet else "busy"}
            store.create(opening(number, **changes))
            item = store.ledger(opening(number).ledger.case.id).item("social_insurance")
            office = OFFICE if quiet else f"{OFFICE}-2"
            stuck = {"status": ItemStatus.INCIDENT} if quiet else {"status": ItemStatus.ACCEPTED}
            store.commit(Change(items=(with_flat(item, office=office, city="440100", **stuck),)))
        yield store, client


@pytest.mark.slow
@each(
    "read",
    [
        lambda store: store.cases(CaseQuery(cities=EVERY, county="440103"), limit=9),
        lambda store: store.cases(CaseQuery(cities=EVERY, county="440103", oldest_first=True), limit=9),
        lambda store: store.cases(CaseQuery(cities=EVERY, county="440103", status=CaseStatus.OPEN), limit=9),
        lambda store: store.cases(CaseQuery(applicant="quiet"), limit=9),
        lambda store: store.items(ItemQuery(office=OFFICE), limit=9),
        lambda store: store.items(ItemQuery(cities=EVERY, attention="incident"), limit=9),
    ],
    ids=["county", "county, oldest first", "county, open", "applicant", "office", "stuck"],
)
def test_a_list_reads_its_own_rows_and_no_others(
    counted: tuple[CaseStore, Counted], read: Callable[[CaseStore], Any]
) -> None:
    store, client = counted
    before = client.rows

    page = read(store)

    assert len(page.entries) == len(QUIET)
    assert client.rows - before == len(QUIET)


def test_a_reference_leads_to_its_case_past_every_list(counted: tuple[CaseStore, Counted]) -> None:
    store, client = counted
    wanted, before = opening(9).ledger.case, client.rows

    page = store.cases(CaseQuery(cities=EVERY, reference=wanted.reference), limit=9)

    assert [case.id for case in page.entries] == [wanted.id]
    # The case with how it was opened, and the one item that has changed.
    assert client.rows - before == 2


def test_a_page_of_many_reads_no_more_than_it_shows_and_one_of_each_list(
    counted: tuple[CaseStore, Counted],
) -> None:
    store, client = counted
    before = client.rows

    page = store.items(ItemQuery(office=f"{OFFICE}-2"), limit=5)

    assert (len(page.entries), client.rows - before) == (5, 6)


def test_what_is_due_is_found_without_what_is_not(counted: tuple[CaseStore, Counted]) -> None:
    store, client = counted
    before = client.rows

    page = store.due(NOW - timedelta(days=1), limit=9)

    assert (page.entries, client.rows) == ((), before)


SHAPE = json.loads(TABLE_FILE.read_text())
QUERY = {"IndexName": "office", "KeyConditionExpression": "#office = :value"}


@each(
    "call",
    [
        lambda client: client.scan(TableName=TABLE),
        lambda client: client.query(
            **QUERY, ExpressionAttributeNames={"#office": "office"}, FilterExpression="version = :one"
        ),
        lambda client: client.query(**QUERY, ExpressionAttributeNames={"#office": "finished"}),
        lambda client: client.query(
            **QUERY,
            ExpressionAttributeNames={"#office": "office"},
            ExpressionAttributeValues={":value": {"S": "one"}},
            ExclusiveStartKey={"office": {"S": "another"}, "since": {"S": "2026"}},
        ),
    ],
    ids=["scan", "filter", "no key", "start"],
)
def test_what_would_read_more_than_it_gives_is_found_out(call: Callable[[Any], Any]) -> None:
    with pytest.raises(Unkeyed):
        call(Keyed(None, SHAPE))
