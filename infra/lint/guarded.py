"""The template as a guarded stage with every option gets it: checkov does not look behind Fn::If."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_NOTHING = object()


def guarded(template: dict[str, Any]) -> dict[str, Any]:
    """Every condition taken as true, and what is not there left out."""
    resolved: dict[str, Any] = _resolved(template)
    return resolved


def one_path_of_a_kind(template: dict[str, Any]) -> dict[str, Any]:
    """Of the API's paths those with an operation that differs from all before in more than its parameters: checkov and
    cfn-lint, which know a path by what it allows and calls, take seven times and half as long again over all of them. How
    large the whole is allowed to be is the build's to say (infra/package/build.py).
    """
    resources = {name: _thinned(resource) for name, resource in template["Resources"].items()}
    return {**template, "Resources": resources}


def _thinned(resource: dict[str, Any]) -> dict[str, Any]:
    body = resource.get("Properties", {}).get("DefinitionBody")
    if not body:
        return resource
    thinned = {**body, "paths": dict(_first_of_each(body["paths"]))}
    return {**resource, "Properties": {**resource["Properties"], "DefinitionBody": thinned}}


def _first_of_each(paths: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    seen: set[str] = set()
    for path, operations in paths.items():
        kinds = {json.dumps([method, _kind(operation)]) for method, operation in operations.items()}
        if kinds - seen:
            seen |= kinds
            yield path, operations


def _kind(operation: Any) -> Any:
    if not isinstance(operation, dict):
        return operation
    return sorted((key, value) for key, value in operation.items() if key != "parameters")


def machine(template: dict[str, Any]) -> str:
    """The packaged state machine's definition, with its references filled in by ARNs of nowhere."""
    text: str = template["Resources"]["StateMachine"]["Properties"]["DefinitionString"]["Fn::Sub"]
    filled = text.replace("${AWS::Partition}", "aws-cn")
    return re.sub(r"\$\{(\w+)\.Arn\}", r"arn:aws-cn:lambda:cn-north-1:123456789012:function:\1", filled)


def _resolved(node: Any) -> Any:
    if isinstance(node, list):
        return [value for value in map(_resolved, node) if value is not _NOTHING]
    if not isinstance(node, dict):
        return node
    if set(node) == {"Fn::If"}:
        return _resolved(node["Fn::If"][1])
    if node == {"Ref": "AWS::NoValue"}:
        return _NOTHING
    return {key: value for key, entry in node.items() if (value := _resolved(entry)) is not _NOTHING}
