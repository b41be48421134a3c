"""Moto's DynamoDB without the wire between. Of what a query takes over it, the looking itself is a sixteenth: the rest is
signing, finding the address among those of all services, writing the answer and reading it.

What botocore has checked and written is read by moto's own reader and given to moto's own handler, and its answer taken as it
is. What moto refuses goes over the wire after all, so that the error is what botocore makes of it: nothing was changed by it.
"""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from botocore import handlers, xform_name
from botocore.awsrequest import AWSResponse
from moto.core.exceptions import ServiceException
from moto.core.models import DEFAULT_ACCOUNT_ID, botocore_stubber
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.responses import DynamoHandler
from werkzeug.exceptions import HTTPException

_DIRECT = frozenset(
    {"GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "BatchGetItem", "TransactWriteItems"}
)
_OK = 200
_transact: Any = DynamoDBBackend.transact_write_items


def answered(*, model: Any, params: dict[str, Any], context: dict[str, Any], **_: Any) -> Any:
    """As a handler of before-call: None where the call is to be sent."""
    if model.name not in _DIRECT or not botocore_stubber.enabled or ".amazonaws.com" not in params["url"]:
        return None
    act = _handler(params, context["client_region"], xform_name(model.name))
    try:
        found = act().result
    except (ServiceException, HTTPException):
        return None
    members = model.output_shape.members
    said = {name: value for name, value in found.items() if value is not None and name in members}
    nothing: Any = {}
    return AWSResponse(params["url"], _OK, nothing, None), said | {
        "ResponseMetadata": {"HTTPStatusCode": _OK}
    }


def _handler(params: dict[str, Any], region: str, action: str) -> Callable[[], Any]:
    handler: Any = DynamoHandler()
    handler.region, handler.current_account = region, DEFAULT_ACCOUNT_ID
    handler.headers, handler.querystring, handler.uri_match = params["headers"], {}, {}
    sent = SimpleNamespace(
        method=params["method"], content_type=params["headers"]["Content-Type"], values={}, path=params["url_path"],
        headers=params["headers"], data=params["body"],
    )  # fmt: skip
    handler.parse_parameters(sent)
    handler.body = handler.params
    return getattr(handler, action)  # type: ignore[no-any-return]


def _transacted(backend: Any, transact_items: list[dict[str, Any]]) -> None:
    """Moto copies the whole table once for each part of a transaction, in case it comes to nothing. One copy does, of its
    places, and of the rows only that moto changes where they stand.
    """
    named = {part["TableName"] for action in transact_items for part in action.values()}
    updated = [action["Update"] for action in transact_items if "Update" in action]
    tables = [backend.tables[name] for name in named if name in backend.tables]
    for table in tables:
        kept = _as_it_is(table, [one["Key"] for one in updated if one["TableName"] == table.name])
        table.__deepcopy__ = lambda _memo, kept=kept: kept
    try:
        _transact(backend, transact_items)
    finally:
        for table in tables:
            del table.__deepcopy__


def _as_it_is(table: Any, changing: list[dict[str, Any]]) -> Any:
    kept = copy.copy(table)
    kept.items = copy.copy(table.items)
    for place, rows in table.items.items():
        kept.items[place] = copy.copy(rows)
    for key in changing:
        place, row = DynamoType(key[table.hash_key_attr]), DynamoType(key[table.range_key_attr])
        if row in table.items.get(place, {}):
            kept.items[place][row] = copy.deepcopy(table.items[place][row])
    return kept


@contextmanager
def direct_dynamodb() -> Iterator[None]:
    """For the sessions that begin meanwhile, and as long as moto is on."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            handlers, "BUILTIN_HANDLERS", [*handlers.BUILTIN_HANDLERS, ("before-call.dynamodb", answered)]
        )
        patched.setattr(DynamoDBBackend, "transact_write_items", _transacted)
        yield
