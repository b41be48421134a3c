"""Data paths of a definition: reference paths, payload templates, result paths; compiled once, read often.

State data is never changed in place, so states may share parts of it.
"""

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, TypeAlias

_STEPS = re.compile(r"(?:\.[A-Za-z_][A-Za-z0-9_]*)*")


class BadPath(ValueError):
    """The text is no path this runner interprets."""


class DataError(Exception):
    """At run time the data did not have what the definition reads: States.Runtime."""


@dataclass(frozen=True, slots=True)
class Path:
    """`$.a.b` of the state's data, or of the one context object its place offers ($$.Task.Token, $$.Map.Item.Value)."""

    text: str
    of_context: bool
    steps: tuple[str, ...]

    def read(self, data: Any, context: Any = None) -> Any:
        found = context if self.of_context else data
        for step in self.steps:
            if not isinstance(found, Mapping) or step not in found:
                raise DataError(f"{self.text} is not there")
            found = found[step]
        return found


@dataclass(frozen=True, slots=True)
class Constant:
    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Template:
    """A payload template: an object whose `name.$` fields are paths."""

    fields: tuple[tuple[str, "_Node"], ...]

    def fill(self, data: Any, context: Any) -> dict[str, Any]:
        return {name: _filled(node, data, context) for name, node in self.fields}


_Node: TypeAlias = Path | Constant | Template


def _filled(node: _Node, data: Any, context: Any) -> Any:
    if isinstance(node, Path):
        found = node.read(data, context)
        # A Lambda may change what it is given; the state's data must not change with it.
        return deepcopy(found) if isinstance(found, dict | list) else found
    if isinstance(node, Template):
        return node.fill(data, context)
    return node.value


def path(text: Any, *, context: str | None = None) -> Path:
    """`context` is the one context path that means something in this place, if any."""
    if not isinstance(text, str):
        raise BadPath("a path is expected")
    root = context if context and text.startswith("$$") else "$"
    steps = text.removeprefix(root)
    if steps == text or not _STEPS.fullmatch(steps):
        raise BadPath(f"path {text} is not interpreted")
    return Path(text, root != "$", tuple(steps.split(".")[1:]))


def template(given: Any, *, context: str) -> Template:
    if not isinstance(given, Mapping):
        raise BadPath("an object is expected")
    return Template(tuple(_field(name, value, context) for name, value in given.items()))


def _field(name: str, value: Any, context: str) -> tuple[str, _Node]:
    if name.endswith(".$"):
        return name.removesuffix(".$"), path(value, context=context)
    if isinstance(value, Mapping):
        return name, template(value, context=context)
    if value is None or isinstance(value, str | int | float | bool):
        return name, Constant(value)
    raise BadPath(f"the value of {name} is not interpreted")


@dataclass(frozen=True, slots=True)
class ResultPath:
    """Where a result goes: `discard` keeps the data as it is; no steps replace it."""

    steps: tuple[str, ...] = ()
    discard: bool = False

    def place(self, data: Any, result: Any) -> Any:
        return data if self.discard else _placed(data, self.steps, result)


def _placed(data: Any, steps: tuple[str, ...], result: Any) -> Any:
    if not steps:
        return result
    if not isinstance(data, Mapping):
        raise DataError(f"no place for {steps[0]} in the data")
    head, *rest = steps
    return {**data, head: _placed(data.get(head, {}), tuple(rest), result)}


def result_path(given: Any) -> ResultPath:
    """JSON null discards the result."""
    return ResultPath(discard=True) if given is None else ResultPath(path(given).steps)
