"""What every field of the interface means, in words: of its model where they stand there, else of the glossary."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from schemas.wanted import PATTERNS

GLOSSARY = Path(__file__).with_name("glossary.toml")
FOR_ALL = "names"
# What pydantic keeps of a bound on a day, which JSON Schema has no word for; the bound is in the description.
_NOT_SCHEMA = frozenset({"ge", "le"})
_HAN = re.compile(r"[\u4e00-\u9fff]")

_Words = Mapping[str, Mapping[str, str]]


@cache
def glossary() -> _Words:
    return tomllib.loads(GLOSSARY.read_text("utf-8"))


def described(schemas: Mapping[str, Any], words: _Words) -> dict[str, Any]:
    """The components with a description at every property that has none, and with the example of its pattern."""
    return {name: _described(name, _plain(schema), words) for name, schema in schemas.items()}


def _plain(schema: Any) -> Any:
    """Without the words that are pydantic's own, at any depth."""
    if isinstance(schema, list):
        return [_plain(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    # The names of properties are the interface's, not JSON Schema's.
    return {
        key: {name: _plain(inner) for name, inner in entry.items()} if key == "properties" else _plain(entry)
        for key, entry in schema.items()
        if key not in _NOT_SCHEMA
    }


def _described(model: str, schema: dict[str, Any], words: _Words) -> dict[str, Any]:
    if "properties" not in schema:
        return schema
    fields = {
        name: _field(given, meaning(model, name, given, words))
        for name, given in schema["properties"].items()
    }
    return {**schema, "properties": fields}


def _field(given: dict[str, Any], meant: str | None) -> dict[str, Any]:
    # A title would be the name of a type to a generator of clients: what it says is said in the description.
    found = {key: value for key, value in given.items() if key != "title"}
    found |= {"description": meant} if meant else {}
    examples = list(_examples(found))
    return {**found, "examples": examples} if examples else found


def meaning(model: str, name: str, given: Mapping[str, Any], words: _Words) -> str | None:
    """None if nobody said it: a test looks for those."""
    own = dict.fromkeys(
        str(given[key]) for key in ("title", "description") if _HAN.search(given.get(key, ""))
    )
    if own:
        return "。".join(own)
    beside, _, _ = name.rpartition("_text")
    found = words.get(model, {}).get(name) or words[FOR_ALL].get(name)
    return found or (f"“{beside}”的中文" if beside else None)


def _examples(schema: Mapping[str, Any]) -> Iterator[str]:
    """Of its own pattern, or of those of which it is one."""
    for choice in (schema, *schema.get("anyOf", ())):
        if choice.get("pattern") in PATTERNS:
            yield PATTERNS[choice["pattern"]][1]
