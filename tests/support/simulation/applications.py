"""Variations of the sample application, and what of it must never be seen in an execution."""

import json
import random
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

from schemas.form.application import Application

# Each makes some items 无需办理 (applies_when of the catalogue).
_SITUATIONS: tuple[dict[str, dict[str, Any]], ...] = (
    {},
    {},
    {"household": {"cancelled_at_enlistment": False}},
    {"identity_card": {"reason": "none"}},
    {"insurance": {"social_card": "held"}},
    {"service": {"placement_type": "transfer", "rank_class": "officer"}},
    {"service": {"placement_type": "retirement", "rank_class": "officer"}},
)
_PUBLIC = ("items", "destination.city", "destination.county")
# Shorter values are codes (army, male) that other words contain.
_TELLING = 6


@cache
def _sample() -> str:
    return (resources.files("schemas") / "sample_application.json").read_text(encoding="utf-8")


def varied(rng: random.Random) -> Application:
    """All items or some of them, in one of several situations; whole by the form's own rules."""
    while True:
        document: dict[str, Any] = json.loads(_sample())
        for section, changes in rng.choice(_SITUATIONS).items():
            document[section] |= changes
        size = rng.choice((1, 3, 5, 12, 12))
        chosen = set(rng.sample(document["items"], size))
        document["items"] = [code for code in document["items"] if code in chosen]
        application = _parsed(document)
        if application is not None:
            return application


def chosen(items: tuple[str, ...]) -> Application:
    """The sample's person, with these items only."""
    document: dict[str, Any] = json.loads(_sample())
    return Application.model_validate_json(json.dumps(document | {"items": list(items)}))


def _parsed(document: dict[str, Any]) -> Application | None:
    try:
        return Application.model_validate_json(json.dumps(document))
    except ValueError:
        return None


@cache
def personal() -> tuple[str, ...]:
    """Every telling value of the sample form: names, numbers, addresses."""
    document = json.loads(_sample())
    return tuple(sorted({value for path, value in _leaves(document, "") if _is_telling(path, value)}))


def _is_telling(path: str, value: str) -> bool:
    if path.startswith(_PUBLIC):
        return False
    return not value.isascii() or (len(value) >= _TELLING and any(sign.isdigit() for sign in value))


def _leaves(node: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _leaves(value, f"{path}.{key}".lstrip("."))
    elif isinstance(node, list):
        for value in node:
            yield from _leaves(value, path)
    elif isinstance(node, str):
        yield path, node
