"""The template names what it needs, once, for any stage, region and partition."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from functions.lambda_names import OF_THE_MACHINE
from infra.package.build import Package
from infra.package.functions import TABLE, declared, logical_id

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.together("package")]

Node = dict[str, Any]


@pytest.fixture(scope="module")
def template(package: Package) -> Node:
    found: Node = json.loads(Path(package.template).read_text("utf-8"))
    return found


def of_type(template: Node, kind: str) -> Node:
    return {name: one for name, one in template["Resources"].items() if one["Type"] == kind}


def strings(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(node, str):
        yield path, node
    elif isinstance(node, list):
        for entry in node:
            yield from strings(entry, path)
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from strings(value, (*path, key))


def test_every_lambda_named_by_the_state_machine_exists(template: Node) -> None:
    definition = template["Resources"]["StateMachine"]["Properties"]["DefinitionString"]["Fn::Sub"]

    named = set(re.findall(r"\$\{(\w+)\.Arn\}", definition))

    assert named == {logical_id(name) for name in OF_THE_MACHINE}
    assert named <= set(of_type(template, "AWS::Serverless::Function"))
    assert set(re.findall(r"\$\{([^}]+)\}", definition)) - {f"{name}.Arn" for name in named} == {
        "AWS::Partition"
    }


def test_files_come_as_bytes_whatever_is_accepted(template: Node) -> None:
    body = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]

    assert body["x-amazon-apigateway-binary-media-types"] == ["*/*"]


def test_every_function_of_the_app_is_declared_and_the_other_way_round(template: Node) -> None:
    made = of_type(template, "AWS::Serverless::Function")

    assert set(made) == {logical_id(name) for name in declared()}


def test_every_function_has_a_role_and_a_log_of_its_own(template: Node) -> None:
    functions = of_type(template, "AWS::Serverless::Function")

    roles = {name: one["Properties"]["Role"]["Fn::GetAtt"][0] for name, one in functions.items()}

    assert roles == {name: f"{name}Role" for name in functions}
    assert set(roles.values()) <= set(of_type(template, "AWS::IAM::Role"))
    assert {f"{name}Logs" for name in functions} <= set(of_type(template, "AWS::Logs::LogGroup"))


def test_logs_are_kept_for_six_months_and_longer(template: Node) -> None:
    assert {
        one["Properties"]["RetentionInDays"] for one in of_type(template, "AWS::Logs::LogGroup").values()
    } == {365}


def test_nothing_names_a_partition_or_its_domain(template: Node) -> None:
    """Save service principals, which are the same words in both partitions (IAM's reference says so)."""
    for path, text in strings(template):
        assert "arn:aws:" not in text, path
        assert "arn:aws-cn:" not in text, path
        if "amazonaws.com" in text:
            assert path[-1] in ("Service", "Principal"), path
            assert re.fullmatch(r"[a-z]+\.amazonaws\.com", text), text


def test_no_statement_allows_every_action(template: Node) -> None:
    for name, role in of_type(template, "AWS::IAM::Role").items():
        for path, text in strings(role):
            assert path[-1] != "Action" or "*" not in text, name


def test_a_department_reads_its_own_secrets_and_no_other_departments(template: Node) -> None:
    for name, given in declared().items():
        if "department" in given:
            role = json.dumps(template["Resources"][f"{logical_id(name)}Role"])
            assert set(re.findall(r"secret:lianban/\$\{Stage\}/(\w+)-\*", role)) == {given["department"]}
            assert set(re.findall(r'"Ref": "(Secret\w+)"', role)) == {"SecretForm"}


def test_the_table_is_the_one_that_the_store_is_tested_with(template: Node) -> None:
    tested = json.loads(TABLE.read_text("utf-8"))

    properties = template["Resources"]["Table"]["Properties"]

    assert {name: properties[name] for name in tested} == tested
