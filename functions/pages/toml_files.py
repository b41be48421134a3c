"""A TOML file that somebody sends or pastes, read to plain values."""

import json
from typing import Any


class TomlUnreadable(Exception):
    """Never leaves the pages, which say what to do."""


def toml_document(text: str) -> dict[str, Any]:
    """Dates and times as their text. What nests too deep, or writes a number too long, reads no better than bad TOML.

    Raises TomlUnreadable.
    """
    # Imported at first use: few send one.
    import tomllib

    try:
        found: dict[str, Any] = json.loads(json.dumps(tomllib.loads(text), default=str))
    except (ValueError, RecursionError) as error:
        raise TomlUnreadable from error
    return found
