"""infra/functions.toml as CloudFormation: for each Lambda its settings, its role, its log group."""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from functions.adapters.outward.secrets import ELECTRONIC_SEAL
from functions.domain.national.owed_messages import ToldPlatform
from functions.lambda_names import OF_REQUESTS
from infra.package.shipped import ROOT
from schemas.codes import Department

_DECLARED = ROOT / "infra" / "functions.toml"
TABLE = ROOT / "infra" / "table.json"
SECRETS = (*Department, "form", "notices", "shared_data")
# Of the province's platforms: a stage has those of which it has the address (infra/resources/province.json).
SECRETS_BY_ADDRESS = {
    "ElectronicSealUrl": ELECTRONIC_SEAL,
    "AcceptanceUrl": ToldPlatform.ACCEPTANCE.value,
    "RatingsUrl": ToldPlatform.RATINGS.value,
}
_MACHINE = "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:lianban-${Stage}"
EXECUTION = "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:lianban-${Stage}:*"
SECRET = "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret"
_RESTORED = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${RestoredTable}"
# 网络安全法 asks for six months, which are up to 184 days; CloudWatch knows 180, then 365.
LOG_DAYS = 365

_Node = dict[str, Any]


class UnknownResource(Exception):
    """functions.toml names a resource that the template does not have."""


def declared() -> dict[str, _Node]:
    found: dict[str, _Node] = tomllib.loads(_DECLARED.read_text("utf-8"))
    return found


def logical_id(name: str) -> str:
    """As Chalice names a function in its template."""
    return "APIHandler" if name == OF_REQUESTS else "".join(part.capitalize() for part in name.split("_"))


def secret_id(name: str) -> str:
    return "Secret" + logical_id(name)


def function_resources(functions: Mapping[str, _Node], indexes: tuple[str, ...]) -> dict[str, _Node]:
    made: dict[str, _Node] = {}
    for name, given in functions.items():
        own = logical_id(name)
        made[own] = _function(name, given)
        made[f"{own}Role"] = _role(name, given, indexes)
        made[f"{own}Logs"] = _logs(name)
    return made


def _function(name: str, given: _Node) -> _Node:
    own = logical_id(name)
    settings: _Node = {
        "FunctionName": {"Fn::Sub": f"lianban-${{Stage}}-{name}"},
        # Not app.py, which imports the whole interface.
        "Handler": "functions.entrance.handler" if name == OF_REQUESTS else f"functions.handlers.{name}",
        "MemorySize": given["memory"],
        "Timeout": given["timeout"],
        "Role": {"Fn::GetAtt": [f"{own}Role", "Arn"]},
    }
    if given.get("department"):
        settings["ReservedConcurrentExecutions"] = _if("HasBulkheads", {"Ref": "DepartmentConcurrency"})
    if given.get("one_at_a_time"):
        settings["ReservedConcurrentExecutions"] = _if("HasBulkheads", 1)
    return {"DependsOn": [f"{own}Logs"], "Properties": settings}


def _logs(name: str) -> _Node:
    properties = {
        "LogGroupName": {"Fn::Sub": f"/aws/lambda/lianban-${{Stage}}-{name}"},
        "RetentionInDays": LOG_DAYS,
    }
    return {"Type": "AWS::Logs::LogGroup", "Properties": properties}


def _role(name: str, given: _Node, indexes: tuple[str, ...]) -> _Node:
    statements = [_allow(action, found) for action, found in _grants(given["may"], indexes)]
    assumed = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Service": "lambda.amazonaws.com"},
    }
    policy = {"Version": "2012-10-17", "Statement": [*statements, *_platform(name, given)]}
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [assumed]},
            "Policies": [{"PolicyName": "own", "PolicyDocument": policy}],
        },
    }


def _grants(may: list[str], indexes: tuple[str, ...]) -> Iterator[tuple[list[str], list[Any]]]:
    """One statement a resource, with every action on it."""
    by_resource: dict[str, list[str]] = {}
    for line in may:
        action, _, resource = line.partition(" ")
        by_resource.setdefault(resource, []).append(action)
    for resource, actions in by_resource.items():
        yield actions, arns(resource, indexes)


def arns(resource: str, indexes: tuple[str, ...]) -> list[Any]:
    """Raises UnknownResource."""
    kind, _, which = resource.partition("/")
    if resource == "table":
        return [_table()]
    if kind == "table":
        return [_index(which.removeprefix("index/"), indexes)]
    if kind == "secret":
        names = tuple(Department) if which == "departments" else (which,)
        return [_secret(name) for name in names if _known(name, SECRETS)]
    if resource == "machine":
        return [{"Fn::Sub": _MACHINE}, {"Fn::Sub": f"{_MACHINE}:live"}]
    if resource == "execution":
        return [{"Fn::Sub": EXECUTION}]
    if resource == "materials":
        return [{"Fn::Sub": "${Materials.Arn}/*"}]
    if resource == "materials_bucket":
        return [{"Fn::GetAtt": ["Materials", "Arn"]}]
    raise UnknownResource(resource)


def _table() -> _Node:
    """The stack's own, or the one that was restored to take its place."""
    return {"Fn::If": ["HasRestoredTable", {"Fn::Sub": _RESTORED}, {"Fn::GetAtt": ["Table", "Arn"]}]}


def _index(name: str, indexes: tuple[str, ...]) -> _Node:
    _known(name, indexes)
    return {"Fn::Sub": [f"${{Ledger}}/index/{name}", {"Ledger": _table()}]}


def _secret(name: str) -> _Node:
    """A department's own, and those that its offices' routes name, which begin with its code (schemas/office/routes.py)."""
    if name in set(Department):
        return {"Fn::Sub": f"{SECRET}:lianban/${{Stage}}/{name}-*"}
    return {"Ref": secret_id(name)}


def _known(name: str, names: tuple[str, ...]) -> bool:
    if name not in names:
        raise UnknownResource(name)
    return True


# DynamoDB, S3 and Secrets Manager ask the key in the name of whoever calls them. AWS's CDK grants these to whoever reads and
# writes a table under a key of its account; that reading and writing takes less of it has no source.
_ON_THE_KEY = (
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
)


def _platform(name: str, given: _Node) -> list[Any]:
    """What Lambda itself does on the function's behalf, and no line of ours calls."""
    log = "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/lianban-${Stage}"
    queue = given.get("dead_letters")
    return [
        *([_allow(["sqs:SendMessage"], [{"Fn::GetAtt": [queue, "Arn"]}])] if queue else []),
        _allow(["logs:CreateLogStream", "logs:PutLogEvents"], [{"Fn::Sub": f"{log}-{name}:*"}]),
        # X-Ray knows no resources.
        _allow(["xray:PutTelemetryRecords", "xray:PutTraceSegments"], "*"),
        _if("IsGuarded", _allow(list(_ON_THE_KEY), [{"Fn::GetAtt": ["Key", "Arn"]}])),
    ]


def _allow(actions: list[str], resource: Any) -> _Node:
    return {"Effect": "Allow", "Action": actions, "Resource": resource}


def _if(condition: str, value: Any) -> _Node:
    return {"Fn::If": [condition, value, {"Ref": "AWS::NoValue"}]}
