"""What an answer costs on DynamoDB: an index is paid for only by the rows that are in it, and then for its keys only."""

import json
from dataclasses import replace
from typing import Any

import pytest
from moto import mock_aws

from functions.adapters.case_store.changes import update_item
from functions.ports.case_store import CaseQuery
from schemas.codes import CaseStatus, ItemStatus, Outcome
from schemas.regions import load_regions
from tests.contract.stores import TABLE, TABLE_FILE, dynamodb_client, on_a_new_table
from tests.support.each import each
from tests.support.fakes.clock import FakeClock
from tests.support.make import with_flat
from tests.support.openings import NOW, opening

ITEM = replace(opening().ledger.service_check, city="440100")


@each(
    "changes, listed",
    [
        ({"status": ItemStatus.WAITING}, set()),
        ({"status": ItemStatus.ACCEPTED, "office": "office"}, {"office", "since"}),
        ({"status": ItemStatus.INCIDENT}, {"attention", "since"}),
        ({"overdue_since": NOW, "office": "office"}, {"attention", "office", "since"}),
        ({"status": ItemStatus.DONE, "outcome": Outcome.GRANTED, "office": "office"}, set()),
        (
            {"status": ItemStatus.DONE, "outcome": Outcome.GRANTED, "office": "office", "at_desk": True},
            {"finished", "finished_at"},
        ),
        ({"status": ItemStatus.ACCEPTED, "office": "office", "at_desk": True}, {"office", "since"}),
        ({"status": ItemStatus.CORRECTING}, set()),
    ],
)
def test_an_item_is_written_to_the_indexes_it_belongs_in_only(changes: Any, listed: set[str]) -> None:
    action = update_item(TABLE, with_flat(ITEM, version=1, **changes)).action

    kept, _, removed = action["UpdateExpression"].partition(" REMOVE ")
    lists = {"attention", "office", "since", "todo", "todo_by", "finished", "finished_at"}
    assert {name for name in lists if f"#{name} =" in kept} == listed
    assert {name for name in lists if f"#{name}" in removed} == lists - listed


@each("index", ["attention", "office", "due", "settled", "todo", "finished"])
def test_an_index_that_answers_are_written_to_holds_keys_only(index: str) -> None:
    indexes = json.loads(TABLE_FILE.read_text())["GlobalSecondaryIndexes"]

    projections = {one["IndexName"]: one["Projection"]["ProjectionType"] for one in indexes}
    assert projections[index] == "KEYS_ONLY"


class Asked:
    """Notes whose lists are read."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.lists: list[str] = []

    def query(self, **request: Any) -> Any:
        self.lists.append(request["ExpressionAttributeValues"][":value"]["S"])
        return self._client.query(**request)

    def __getattr__(self, operation: str) -> Any:
        return getattr(self._client, operation)


@pytest.mark.slow
def test_a_countys_list_is_read_without_the_rest_of_its_city() -> None:
    with mock_aws():
        client = Asked(dynamodb_client())
        store = on_a_new_table(client, TABLE, FakeClock())
        for number, county in enumerate(("440106", "440103", "440106"), 1):
            store.create(opening(number, county=county))
        every = tuple(city.code for city in load_regions().cities)

        page = store.cases(CaseQuery(cities=every, county="440103"), limit=5)

    assert [case.id for case in page.entries] == [opening(2).ledger.case.id]
    assert client.lists == ["open#440103", "closed#440103"]


def test_a_case_of_a_county_that_is_not_known_is_in_its_citys_list() -> None:
    with mock_aws():
        store = on_a_new_table(dynamodb_client(), TABLE, FakeClock())
        store.create(opening(1, county="440199"))

        page = store.cases(CaseQuery(cities=("440100",)), limit=5)

    assert [case.county for case in page.entries] == ["440199"]


@pytest.mark.slow
def test_of_many_cities_no_more_are_begun_than_fill_the_page() -> None:
    with mock_aws():
        client = Asked(dynamodb_client())
        store = on_a_new_table(client, TABLE, FakeClock())
        for number in range(1, 4):
            store.create(opening(number))
        every = tuple(city.code for city in load_regions().cities)

        store.cases(CaseQuery(cities=every, status=CaseStatus.OPEN), limit=2)

    assert {name[:9] for name in client.lists} == {"open#4401"}


class ShortPages:
    """Ends a page after so many rows, as DynamoDB does after a megabyte."""

    def __init__(self, client: Any, most: int) -> None:
        self._client, self._most = client, most

    def query(self, **request: Any) -> Any:
        return self._client.query(**{**request, "Limit": min(request["Limit"], self._most)})

    def __getattr__(self, operation: str) -> Any:
        return getattr(self._client, operation)


@pytest.mark.slow
def test_cases_are_counted_on_where_a_page_of_their_list_ends_early() -> None:
    with mock_aws():
        store = on_a_new_table(ShortPages(dynamodb_client(), 2), TABLE, FakeClock())
        for number in range(1, 6):
            store.create(opening(number, county="440103"))
        query = CaseQuery(cities=("440100",), county="440103")

        assert [store.how_many(query, most=most) for most in (2, 3, 5, 9)] == [2, 3, 5, 5]
