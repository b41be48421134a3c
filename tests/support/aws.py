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

REGION = "cn-north-1"


def client(service: str, region: str = REGION, **given: Any) -> Any:
    return _session().client(service, region_name=region, **given)


@cache
def _session() -> Any:
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


@contextmanager
def quick_moto() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(responses, "XFormedAttributePicker", SpelledPicker)
        yield
