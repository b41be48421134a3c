"""Joins infra/resources/*.json, the table, the state machine and the functions into Chalice's merge template."""

import json
from collections.abc import Iterable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from functions.lambda_names import OF_THE_MACHINE
from infra.alarms import declared_alarms
from infra.definition import definition
from infra.package import alarms, api, dashboard, functions
from infra.package.shipped import ROOT

_FOLDER = ROOT / "infra" / "resources"

# What CloudFormation takes of a template from S3.
MOST_TEMPLATE_BYTES = 1_000_000
BINARY_TYPES = "x-amazon-apigateway-binary-media-types"

TemplateNode = dict[str, Any]


class DefinedTwice(Exception):
    """Two sources of the template define the same thing: names it."""


def merge_template() -> TemplateNode:
    table = _read(functions.TABLE)
    lambdas = functions.declared()
    names = tuple(lambdas)
    made: list[TemplateNode] = [
        functions.function_resources(lambdas, index_names(table)),
        alarms.resources(declared_alarms(), names, global_index_names(table)),
        {"Dashboard": dashboard.resource(names)},
        {"Table": {"Properties": table}},
        {"StateMachine": {"Properties": {"DefinitionString": {"Fn::Sub": machine_definition()}}}},
        {"RestAPI": {"Properties": {"DefinitionBody": api.definition_body()}}},
    ]
    return joined_sources([*resource_sources(), *({"Resources": one} for one in made)])


def resource_sources() -> list[TemplateNode]:
    """What is written by hand."""
    return [_read(path) for path in sorted(_FOLDER.glob("*.json"))]


def joined_sources(sources: Iterable[TemplateNode]) -> TemplateNode:
    """Key by key, at every depth. Raises DefinedTwice: no source may change what another says."""
    template: TemplateNode = {}
    for source in sources:
        _join(template, source, ())
    return template


def _join(into: TemplateNode, source: TemplateNode, place: tuple[str, ...]) -> None:
    for key, value in source.items():
        if key not in into:
            into[key] = deepcopy(value)
        elif isinstance(into[key], dict) and isinstance(value, dict):
            _join(into[key], value, (*place, key))
        else:
            raise DefinedTwice(".".join((*place, key)))


def machine_definition() -> str:
    """The state machine's definition as the text of an Fn::Sub: the functions' ARNs are filled in by CloudFormation."""
    names: Mapping[str, str] = {name: f"${{{functions.logical_id(name)}.Arn}}" for name in OF_THE_MACHINE}
    return json.dumps(definition({"partition": "${AWS::Partition}", **names}), separators=(",", ":"))


def index_names(table: TemplateNode) -> tuple[str, ...]:
    """Of every index, local and global."""
    local = tuple(index["IndexName"] for index in table["LocalSecondaryIndexes"])
    return local + global_index_names(table)


def global_index_names(table: TemplateNode) -> tuple[str, ...]:
    return tuple(index["IndexName"] for index in table["GlobalSecondaryIndexes"])


def finished_template(template: TemplateNode) -> TemplateNode:
    """Chalice's template less what it says of itself: its own outputs, which no one reads, and its tags; and many pages of
    it through one door.
    """
    for resource in template["Resources"].values():
        tags = resource.get("Properties", {}).get("Tags")
        if isinstance(tags, dict):
            tags.pop("aws-chalice", None)
            tags["lianban:stage"] = {"Ref": "Stage"}
    for name in ("APIHandlerArn", "APIHandlerName", "RestAPIId"):
        template["Outputs"].pop(name, None)
    # A file comes as bytes to whoever asks: a browser accepts text/html first, and the gateway looks no further.
    for resource in template["Resources"].values():
        body = resource.get("Properties", {}).get("DefinitionBody", {})
        if BINARY_TYPES in body:
            body[BINARY_TYPES] = ["*/*"]
            body["paths"] = api.gathered_paths(body["paths"])
    return template


def _read(path: Path) -> TemplateNode:
    found: TemplateNode = json.loads(path.read_text("utf-8"))
    return found
