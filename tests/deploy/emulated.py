"""The template as MiniStack needs it: what differs from what AWS is given is made here, and told in docs/deploy-check.md."""

from collections.abc import Iterator, Mapping
from typing import Any

Node = dict[str, Any]
RESUME = ["states:SendTaskSuccess", "states:SendTaskFailure"]


def for_ministack(template: Node) -> Node:
    resources = {name: _adapted(resource) for name, resource in template["Resources"].items()}
    return {**template, "Resources": resources}


def _adapted(resource: Node) -> Node:
    if resource["Type"] == "AWS::IAM::Role":
        return {**resource, "Properties": _with_adapted_policies(resource["Properties"])}
    return resource


def _with_adapted_policies(role: Node) -> Node:
    policies = [
        {**policy, "PolicyDocument": _with_adapted_statements(policy["PolicyDocument"])}
        for policy in role.get("Policies", [])
    ]
    return {**role, "Policies": policies}


def _with_adapted_statements(document: Node) -> Node:
    return {
        **document,
        "Statement": [new for given in document["Statement"] for new in _statements(given)],
    }


def _statements(given: Node) -> Iterator[Node]:
    """A secret's Ref is its name there, and a task's token belongs to no state machine."""
    resources = given.get("Resource")
    if isinstance(resources, list):
        given = {**given, "Resource": [_secret_by_arn(resource) for resource in resources]}
    yield given
    if resume := [action for action in RESUME if action in given.get("Action", ())]:
        yield {"Effect": "Allow", "Action": resume, "Resource": "*"}


def _secret_by_arn(resource: Any) -> Any:
    if isinstance(resource, Mapping) and str(resource.get("Ref", "")).startswith("Secret"):
        return {"Fn::GetAtt": [resource["Ref"], "Id"]}
    return resource
