"""The keys in Secrets Manager: made where there are none, and rotated in three steps that lose no message.

begin: a new key, which verifies but does not sign yet; the office is given it. promote: it signs, the old one still
verifies. finish: the old one is gone. The form's keys are never finished: forms sealed by an old key must stay readable.
"""

import json
from collections.abc import Callable, Iterable
from typing import Literal

from infra.deploy.cloud import Cloud

Step = Literal["begin", "promote", "finish"]
FORM = "form"


class NoSuchStep(Exception):
    """The keys are not at a point where this step makes sense: says where they are."""


def fill(names: Iterable[str], prefix: str, cloud: Cloud, new_key: Callable[[str], str]) -> list[str]:
    """Keys for secrets that have none; returns their names."""
    empty = [name for name in names if not cloud.secret(f"{prefix}{name}")]
    for name in empty:
        cloud.put_secret(f"{prefix}{name}", _text([new_key(name)]))
    return empty


def rotate(name: str, step: Step, prefix: str, cloud: Cloud, new_key: Callable[[str], str]) -> int:
    """Returns how many keys there are now. Raises NoSuchStep."""
    keys = _read(name, prefix, cloud)
    cloud.put_secret(f"{prefix}{name}", _text(_after(name, step, keys, new_key)))
    return len(_read(name, prefix, cloud))


def _after(name: str, step: Step, keys: list[str], new_key: Callable[[str], str]) -> list[str]:
    if step == "begin":
        if len(keys) > 1 and name != FORM:
            raise NoSuchStep(f"{name} has {len(keys)} keys: a rotation is under way, promote or finish it")
        return [keys[0], new_key(name), *keys[1:]]
    if len(keys) < 2:
        raise NoSuchStep(f"{name} has one key: begin first")
    if step == "promote":
        return [keys[1], keys[0], *keys[2:]]
    if name == FORM:
        raise NoSuchStep("the form's old keys stay: forms are sealed by them")
    return keys[:1]


def _read(name: str, prefix: str, cloud: Cloud) -> list[str]:
    text = cloud.secret(f"{prefix}{name}")
    if text is None:
        raise NoSuchStep(f"{prefix}{name} has no value yet: deploy first")
    keys: list[str] = json.loads(text)["keys"]
    return keys


def _text(keys: list[str]) -> str:
    return json.dumps({"keys": keys})
