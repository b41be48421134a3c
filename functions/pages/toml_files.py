"""A TOML file that somebody sends or pastes, read to plain values."""

import json
from typing import Any

# Of one line. The library keeps, of a key of so many parts, each of its beginnings: 32 KB of `a.a.a…` took a gigabyte. Our
# files have keys of three parts, and addresses on the web with a few dots.
_MOST_DOTS = 40


class TomlUnreadable(Exception):
    """Never leaves the pages, which say what to do."""


def toml_document(text: str) -> dict[str, Any]:
    """Dates and times as their text. What nests too deep, has a key of too many parts, or writes a number too long, reads no
    better than bad TOML.

    Raises TomlUnreadable.
    """
    # Imported at first use: few send one.
    import tomllib

    if any(line.count(".") > _MOST_DOTS for line in text.split("\n")):
        raise TomlUnreadable
    try:
        found: dict[str, Any] = json.loads(json.dumps(tomllib.loads(text), default=str))
    except (ValueError, RecursionError) as error:
        raise TomlUnreadable from error
    return found
