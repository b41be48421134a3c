"""What the template would not take of a stage's parameters, before anything is built: CloudFormation says the same, one at a
time, after the package.
"""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from functions.domain.case.put_back import restored_at
from infra.package.template import resource_sources

# Made of the stage's other settings; and told by the issuer, where the stage does not say it.
_MADE = frozenset({"Stage", "Guarded"})
_TOLD_BY_THE_ISSUER = frozenset({"JwksUrl"})

_Node = Mapping[str, Any]


def declared_parameters() -> dict[str, _Node]:
    return {name: one for source in resource_sources() for name, one in source.get("Parameters", {}).items()}


def template_faults(given: Mapping[str, Any], *, none: str) -> Iterator[str]:
    """`none`: a stage's word for having none of it."""
    declared = declared_parameters()
    for key, value in given.items():
        if fault := _fault(key, "" if value == none else value, declared):
            yield f"{key} {fault}"
    for key in sorted(set(declared) - set(given) - _MADE - _TOLD_BY_THE_ISSUER):
        if "Default" not in declared[key]:
            yield f"{key} is not said: {declared[key]['Description']}"
    if (table := given.get("RestoredTable")) and restored_at((str(table),)) is None:
        yield "RestoredTable does not end with a moment, as in lianban-prod-20261126T060000Z (docs/runbook.md, Restore)"


def _fault(key: str, value: Any, declared: Mapping[str, _Node]) -> str | None:
    if key in _MADE:
        return "is no parameter to give: it is made of the stage"
    if key not in declared:
        near = get_close_matches(key, declared, n=1)
        return "is no parameter of the template" + (f": {near[0]}?" if near else "")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return 'is neither text nor a number; several stand in one text, with commas: "https://one,https://other"'
    one = declared[key]
    return _not_a_number(one, str(value)) if one["Type"] == "Number" else _not_the_text(one, str(value))


def _not_a_number(one: _Node, value: str) -> str | None:
    if not re.fullmatch(r"\d+", value):
        return f"is no number: {value}"
    if int(value) < one.get("MinValue", 0):
        return f"is {value}, and {one['MinValue']} at least"
    return None


def _not_the_text(one: _Node, value: str) -> str | None:
    if value not in (allowed := one.get("AllowedValues", [value])):
        return f"is {value!r}, and may be {' or '.join(repr(word) for word in allowed)}"
    if not one.get("MinLength", 0) <= len(value) <= one.get("MaxLength", len(value)):
        return f"has {len(value)} characters: {one['Description']}"
    if not re.fullmatch(pattern := one.get("AllowedPattern", ".*"), value):
        return f"is not of the form {pattern}: {one['Description']}"
    return None
