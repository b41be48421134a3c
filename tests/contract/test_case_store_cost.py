"""What an answer costs on DynamoDB: an index is paid for only by the rows that are in it, and then for its keys only."""

import json
from dataclasses import replace
from typing import Any

import pytest

from functions.adapters.case_store.changes import update_item
from schemas.codes import ItemStatus, Outcome
from tests.contract.stores import TABLE, TABLE_FILE
from tests.support.make import with_flat
from tests.support.openings import NOW, opening

ITEM = replace(opening().ledger.service_check, city="440100")


@pytest.mark.parametrize(
    ("changes", "listed"),
    [
        ({"status": ItemStatus.WAITING}, set()),
        ({"status": ItemStatus.ACCEPTED, "office": "office"}, {"office", "since"}),
        ({"status": ItemStatus.INCIDENT}, {"attention", "since"}),
        ({"overdue_since": NOW, "office": "office"}, {"attention", "office", "since"}),
        ({"status": ItemStatus.DONE, "outcome": Outcome.GRANTED, "office": "office"}, set()),
    ],
)
def test_an_item_is_written_to_the_indexes_it_belongs_in_only(changes: Any, listed: set[str]) -> None:
    action = update_item(TABLE, with_flat(ITEM, version=1, **changes)).action

    kept, _, removed = action["UpdateExpression"].partition(" REMOVE ")
    lists = {"attention", "office", "since"}
    assert {name for name in lists if f"#{name} =" in kept} == listed
    assert {name for name in lists if f"#{name}" in removed} == lists - listed


@pytest.mark.parametrize("index", ["attention", "office", "due"])
def test_an_index_that_answers_are_written_to_holds_keys_only(index: str) -> None:
    indexes = json.loads(TABLE_FILE.read_text())["GlobalSecondaryIndexes"]

    projections = {one["IndexName"]: one["Projection"]["ProjectionType"] for one in indexes}
    assert projections[index] == "KEYS_ONLY"
