"""The template as a guarded stage with every option gets it: checkov does not look behind Fn::If."""

import re
from typing import Any

_NOTHING = object()


def guarded(template: dict[str, Any]) -> dict[str, Any]:
    """Every condition taken as true, and what is not there left out."""
    resolved: dict[str, Any] = _resolved(template)
    return resolved


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
