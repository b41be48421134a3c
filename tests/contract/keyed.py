"""A client of DynamoDB that lets through only what a table of any size answers alike: keys, and queries of an index."""

import re
from collections.abc import Mapping
from typing import Any

# A store asks for nothing else.
BY_KEY = frozenset(
    {"get_item", "put_item", "update_item", "delete_item", "batch_get_item", "transact_write_items"}
)


_EQUALS = re.compile(r"(#\w+) = (:\w+)")


class Unkeyed(AssertionError):
    """It would read the table, or rows that it then throws away; or begin where no row of what it asks for can be."""


class Keyed:
    """`table`: as infra/table.json has it."""

    def __init__(self, client: Any, table: Mapping[str, Any]) -> None:
        self._client = client
        self._keys = {None: table["KeySchema"]} | {
            one["IndexName"]: one["KeySchema"]
            for kind in ("LocalSecondaryIndexes", "GlobalSecondaryIndexes")
            for one in table[kind]
        }

    def query(self, **request: Any) -> Any:
        if "FilterExpression" in request or "QueryFilter" in request:
            raise Unkeyed(f"a filter after reading: {request}")
        known = {key["AttributeName"] for key in self._keys[request.get("IndexName")]}
        if not set(request["ExpressionAttributeNames"].values()) <= known:
            raise Unkeyed(f"no key of {request.get('IndexName')}: {request['KeyConditionExpression']}")
        self._check_start(request)
        return self._client.query(**request)

    def _check_start(self, request: Mapping[str, Any]) -> None:
        """DynamoDB refuses a start key of another partition (outside query boundaries); moto begins at the beginning."""
        start = request.get("ExclusiveStartKey")
        [(name, value)] = _EQUALS.findall(request["KeyConditionExpression"])
        partition = request["ExpressionAttributeNames"][name]
        if start and start[partition] != request["ExpressionAttributeValues"][value]:
            raise Unkeyed(f"it goes on in another {partition}: {request}")

    def __getattr__(self, operation: str) -> Any:
        if operation not in BY_KEY:
            raise Unkeyed(operation)
        return getattr(self._client, operation)
