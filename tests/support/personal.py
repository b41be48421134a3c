"""Every personal value of the sample application: what must stand in no log, no execution, no file."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

SAMPLE = (Path(__file__).parents[2] / "schemas" / "sample_application.json").read_bytes()


@cache
def personal_values() -> frozenset[str]:
    """What only a person can have written: Chinese text, numbers of eight digits and more, the day of birth."""
    sample = json.loads(SAMPLE)
    written = {leaf for leaf in _leaves(sample) if not leaf.isascii() or (leaf.isdigit() and len(leaf) >= 8)}
    return frozenset(written | {sample["person"]["birth_date"], sample["person"]["id_number"]})


def found_in(text: str) -> set[str]:
    """Those that stand in `text`, also as JSON may escape them."""
    return {value for value in personal_values() if value in text or json.dumps(value)[1:-1] in text}


def _leaves(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for value in node.values():
            yield from _leaves(value)
    elif isinstance(node, str):
        yield node
