"""Joins infra/resources/*.json, the table, the state machine and the functions into Chalice's merge template."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from infra.definition import FUNCTIONS, definition
from infra.package import functions
from infra.package.shipped import ROOT

FOLDER = ROOT / "infra" / "resources"

Node = dict[str, Any]


class DefinedTwice(Exception):
    """Two sources of the template define the same thing: names it."""


def merge_template() -> Node:
    sources = [_read(path) for path in sorted(FOLDER.glob("*.json"))]
    table = _read(functions.TABLE)
    made = {"Resources": functions.resources(functions.declared(), index_names(table))}
    template = joined([*sources, made])
    resources = template["Resources"]
    resources["Table"]["Properties"] = table | resources["Table"]["Properties"]
    resources["StateMachine"]["Properties"]["DefinitionString"] = {"Fn::Sub": machine()}
    return template


def joined(sources: Iterable[Node]) -> Node:
    """Section by section. Raises DefinedTwice: no source may change what another says."""
    template: Node = {}
    for source in sources:
        for section, entries in source.items():
            known = template.setdefault(section, {})
            if both := sorted(set(known) & set(entries)):
                raise DefinedTwice(f"{section}: {', '.join(both)}")
            known.update(entries)
    return template


def machine() -> str:
    """The state machine's definition as the text of an Fn::Sub: the functions' ARNs are filled in by CloudFormation."""
    names: Mapping[str, str] = {name: f"${{{functions.logical_id(name)}.Arn}}" for name in FUNCTIONS}
    return json.dumps(definition({"partition": "${AWS::Partition}", **names}), separators=(",", ":"))


def index_names(table: Node) -> tuple[str, ...]:
    """Of every index, local and global."""
    return tuple(
        index["IndexName"] for index in table["LocalSecondaryIndexes"] + table["GlobalSecondaryIndexes"]
    )


def finished(template: Node) -> Node:
    """Chalice's template less what it says of itself: its own outputs, which no one reads, and its tags."""
    for resource in template["Resources"].values():
        tags = resource.get("Properties", {}).get("Tags")
        if isinstance(tags, dict):
            tags.pop("aws-chalice", None)
            tags["lianban:stage"] = {"Ref": "Stage"}
    for name in ("APIHandlerArn", "APIHandlerName", "RestAPIId"):
        template["Outputs"].pop(name, None)
    return template


def _read(path: Path) -> Node:
    found: Node = json.loads(path.read_text("utf-8"))
    return found
