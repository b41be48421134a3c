"""Joins statemachine/*.asl.json into the one definition that Step Functions and the embedded runner are given."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from functions.lambda_names import dispatching
from schemas.codes import Department

STATEMACHINE_FOLDER = Path(__file__).parent.parent / "statemachine"
STATE_PLACEHOLDER = re.compile(r"\$\{(\w+)\}")


class UnfilledPlaceholder(Exception):
    """The definition names something for which no value was given."""


def joined() -> dict[str, Any]:
    """The whole machine, with its placeholders left as ${name}: those of OF_THE_MACHINE, and ${partition}."""
    case, item = _read("case.asl.json"), _read("item.asl.json")
    _service_check, *departments = case["States"]["Departments"]["Branches"]
    for branch in departments:
        (name,) = branch["States"]
        map_state = branch["States"][name]
        department = Department(map_state["ItemsPath"].removeprefix("$.plan."))
        map_state["ItemProcessor"] = _flow_of(item, branch=name, department=department)
    return case


def definition(substitutions: Mapping[str, str]) -> dict[str, Any]:
    """The joined machine with every placeholder filled; a value may itself look like a placeholder (Fn::Sub)."""
    machine = joined()
    named = set(STATE_PLACEHOLDER.findall(json.dumps(machine)))
    if missing := sorted(named - set(substitutions)):
        raise UnfilledPlaceholder(f"no value for {', '.join(missing)}")
    filled: dict[str, Any] = _with_strings(machine, lambda text: _fill(text, substitutions))
    return filled


def _read(name: str) -> dict[str, Any]:
    """A file of the folder, with what every task retries written in where it says ${retry}."""
    retry = (STATEMACHINE_FOLDER / "retry.json").read_text("utf-8")
    text = (STATEMACHINE_FOLDER / name).read_text("utf-8").replace('"${retry}"', retry)
    read: dict[str, Any] = json.loads(text)
    return read


def _flow_of(item: dict[str, Any], *, branch: str, department: Department) -> dict[str, Any]:
    flow: dict[str, Any] = _renamed(item, branch)
    flow.pop("Comment", None)
    own: dict[str, Any] = _with_strings(
        flow, lambda text: text.replace("${dispatch}", f"${{{dispatching(department)}}}")
    )
    return own


def _renamed(node: Any, branch: str) -> Any:
    """State names are unique over the whole machine: each ends in its branch's name, wherever it is named."""
    if isinstance(node, list):
        return [_renamed(entry, branch) for entry in node]
    if not isinstance(node, dict):
        return node
    return {key: _renamed_field(key, value, branch) for key, value in node.items()}


def _renamed_field(key: str, value: Any, branch: str) -> Any:
    if key in ("StartAt", "Next"):
        return value + branch
    if key == "States":
        return {name + branch: _renamed(state, branch) for name, state in value.items()}
    return _renamed(value, branch)


def _with_strings(node: Any, change: Callable[[str], str]) -> Any:
    if isinstance(node, str):
        return change(node)
    if isinstance(node, list):
        return [_with_strings(entry, change) for entry in node]
    if isinstance(node, dict):
        return {key: _with_strings(value, change) for key, value in node.items()}
    return node


def _fill(text: str, substitutions: Mapping[str, str]) -> str:
    return STATE_PLACEHOLDER.sub(lambda found: substitutions[found[1]], text)
