"""AWS's clients for moto. Moto lets boto3 forget its own session at each start, and a new one reads the services' models
again, which takes ten times as long as most tests: here one session is kept.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import boto3
import pytest
from moto.core import responses
from moto.core.serialize import AttributePickerContext, XFormedAttributePicker
from moto.core.utils import method_names_from_class
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table

from tests.support.aws_direct import direct_dynamodb
from tests.support.aws_updates import quick_updates

REGION = "cn-north-1"


@cache
def client(service: str, region: str = REGION, **given: Any) -> Any:
    """Of whatever moto keeps at the time: a client keeps nothing, and to make one takes as long as a dozen of its calls."""
    return kept_session().client(service, region_name=region, **given)


@cache
def kept_session() -> Any:
    session: Any = boto3.Session
    return session(aws_access_key_id="test", aws_secret_access_key="test")


class SpelledPicker(XFormedAttributePicker):
    """Moto looks for each of the ten kinds of a DynamoDB value under six names, of which it has one, as AWS spells it:
    half of all the time that a query takes.
    """

    def __call__(self, context: AttributePickerContext) -> Any:
        parent = getattr(context.shape, "parent", None)
        if parent is not None and parent.name == "AttributeValue" and isinstance(context.obj, dict):
            return context.obj.get(context.key)
        return super().__call__(context)


# Of these kinds a value is compared as it is kept.
_AS_KEPT = frozenset({"S", "B", "BOOL"})
_cast: Any = DynamoType.cast_value


def _quick_cast(value: DynamoType) -> Any:
    """Moto asks of each value, each time two are compared, whether it is a number, a set, a list, a map."""
    return value.value if value.type in _AS_KEPT else _cast.fget(value)


def _all_items(table: Table) -> list[Any]:
    """At each query moto sorts the whole table: four fifths of what a list takes. The keys are text, which sorts itself."""
    rows = [row for rows in table.items.values() for row in rows.values()]
    return sorted(rows, key=lambda row: (row.hash_key.value, row.range_key.value))


@contextmanager
def quick_moto() -> Iterator[None]:
    with direct_dynamodb(), quick_updates(), pytest.MonkeyPatch.context() as patched:
        patched.setattr(responses, "XFormedAttributePicker", SpelledPicker)
        # At each request moto looks through all that its answering class has.
        patched.setattr(responses, "method_names_from_class", cache(method_names_from_class))
        patched.setattr(DynamoType, "cast_value", property(_quick_cast))
        patched.setattr(Table, "all_items", _all_items)
        yield
