"""The keys in Secrets Manager: made where there are none, and rotated (infra/rotation.py)."""

import json
from collections.abc import Callable, Iterable

from functions.adapters.outward.secrets import SIGN_IN
from infra.deploy.cloud import Cloud
from infra.rotation import KeyStep, NoSuchStep, rotated


def fill(names: Iterable[str], prefix: str, cloud: Cloud, new_key: Callable[[str], str]) -> list[str]:
    """Keys for secrets that have none; returns their names."""
    empty = [name for name in names if not cloud.secret(f"{prefix}{name}")]
    for name in empty:
        cloud.put_secret(f"{prefix}{name}", _text([new_key(name)]))
    return empty


def rotate(name: str, step: KeyStep, prefix: str, cloud: Cloud, new_key: Callable[[str], str]) -> int:
    """Returns how many keys are valid now. Raises NoSuchStep."""
    if name == SIGN_IN:
        raise NoSuchStep(
            f"{name} is the issuer's: what it gave anew is put in by hand (docs/runbook.md, Connect)"
        )
    keys = _read(name, prefix, cloud)
    cloud.put_secret(f"{prefix}{name}", _text(rotated(name, step, keys, new_key)))
    return len(set(_read(name, prefix, cloud)))


def _read(name: str, prefix: str, cloud: Cloud) -> list[str]:
    text = cloud.secret(f"{prefix}{name}")
    if text is None:
        raise NoSuchStep(f"{prefix}{name} has no value: another name, or deploy first")
    try:
        keys: list[str] = json.loads(text)["keys"]
    except (ValueError, KeyError, TypeError):
        # Not chained: the parser's message quotes what it read.
        raise NoSuchStep(f'{prefix}{name} is not of the form {{"keys": ["…"]}}') from None
    return keys


def _text(keys: list[str]) -> str:
    return json.dumps({"keys": keys})
