"""A client of DynamoDB that lets through only what a table of any size answers alike: keys, and queries of an index."""

from collections.abc import Mapping
from typing import Any

# A store asks for nothing else.
BY_KEY = frozenset(
    {"get_item", "put_item", "update_item", "delete_item", "batch_get_item", "transact_write_items"}
)


class Unkeyed(AssertionError):
    """It would read the table, or rows that it then throws away."""


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
        return self._client.query(**request)

    def __getattr__(self, operation: str) -> Any:
        if operation not in BY_KEY:
            raise Unkeyed(operation)
        return getattr(self._client, operation)
