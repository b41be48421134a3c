import json
from pathlib import Path

import pytest

from infra.lint.guarded import guarded, machine, one_path_of_a_kind
from infra.lint.judges import (
    JudgeFailed,
    LintFinding,
    asl_validator,
    cfn_lint,
    checkov,
    exceptions,
    unexcused,
)

OPEN = LintFinding("CKV_AWS_1", "AWS::S3::Bucket.Materials", "is open")


def judge(folder: Path, answer: str, *, code: int = 0) -> Path:
    program = folder / "judge"
    program.write_text(f"#!/bin/sh\ncat <<'END'\n{answer}\nEND\nexit {code}\n")
    program.chmod(0o755)
    return program


def test_what_has_a_reason_is_accepted() -> None:
    assert list(unexcused([OPEN], {"CKV_AWS_1": "because"})) == []


def test_what_has_no_reason_is_not() -> None:
    assert list(unexcused([OPEN], {})) == [OPEN]


def test_a_reason_for_nothing_is_told() -> None:
    [stale] = unexcused([], {"CKV_AWS_1": "because"})

    assert (stale.check, stale.place) == ("CKV_AWS_1", "exceptions.toml")


def test_every_exception_has_a_reason() -> None:
    assert all(len(reason) > 40 for reason in exceptions().values())


def test_a_guarded_stage_is_judged_by_what_it_gets() -> None:
    template = {
        "Table": {"Fn::If": ["IsGuarded", {"Recovery": True}, {"Ref": "AWS::NoValue"}]},
        "Rules": [{"Fn::If": ["IsGuarded", {"Ref": "AWS::NoValue"}, 1]}, 2],
        "Name": {"Ref": "AWS::NoValue"},
    }

    assert guarded(template) == {"Table": {"Recovery": True}, "Rules": [2]}


def test_the_packaged_machine_is_judged_with_its_references_filled_in() -> None:
    text = {"Fn::Sub": '{"Resource":"arn:${AWS::Partition}:states:::x","F":"${CloseCase.Arn}"}'}
    template = {"Resources": {"StateMachine": {"Properties": {"DefinitionString": text}}}}

    assert json.loads(machine(template)) == {
        "Resource": "arn:aws-cn:states:::x",
        "F": "arn:aws-cn:lambda:cn-north-1:123456789012:function:CloseCase",
    }


def test_cfn_lints_verdict_is_read(tmp_path: Path) -> None:
    said = [
        {"Rule": {"Id": "E3002"}, "Location": {"Path": ["Resources", "Table", 0]}, "Message": "no such thing"}
    ]

    found = cfn_lint(judge(tmp_path, json.dumps(said), code=2), tmp_path)

    assert found == [LintFinding("E3002", "Resources.Table.0", "no such thing")]


def test_checkovs_verdict_is_read(tmp_path: Path) -> None:
    said = {"passed": 1, "failed": [[OPEN.check, OPEN.place, OPEN.says]]}

    found = checkov(judge(tmp_path, json.dumps(said)), tmp_path)

    assert found == [OPEN]


def test_checkov_without_anything_to_judge_is_no_pass(tmp_path: Path) -> None:
    with pytest.raises(JudgeFailed, match="nothing to judge"):
        checkov(judge(tmp_path, json.dumps({"passed": 0, "failed": []})), tmp_path)


def test_a_machine_that_is_not_valid_is_a_finding(tmp_path: Path) -> None:
    assert asl_validator(judge(tmp_path, "Next: Nowhere", code=1), tmp_path)[0].says.startswith(
        "Next: Nowhere"
    )
    assert asl_validator(judge(tmp_path, "valid"), tmp_path) == []


def test_a_judge_without_a_verdict_is_no_pass(tmp_path: Path) -> None:
    with pytest.raises(JudgeFailed, match="out of order"):
        cfn_lint(judge(tmp_path, "out of order", code=3), tmp_path)


def test_of_paths_that_allow_and_call_the_same_one_is_judged_and_none_that_differs_is_left_out() -> None:
    asked = {"security": [{"jwt": []}], "parameters": [{"name": "case_id"}]}
    paths = {
        "/cases/{case_id}": {"get": asked},
        "/drafts/{draft_id}": {"get": {**asked, "parameters": [{"name": "draft_id"}]}},
        "/open": {"get": {"parameters": []}},
        "/both": {"get": asked, "post": asked},
    }
    api = {"Type": "AWS::Serverless::Api", "Properties": {"DefinitionBody": {"paths": paths, "info": {}}}}
    table = {"Type": "AWS::DynamoDB::Table", "Properties": {}}

    thinned = one_path_of_a_kind({"Resources": {"Api": api, "Table": table}})["Resources"]

    assert thinned["Table"] == table
    assert thinned["Api"]["Properties"]["DefinitionBody"] == {
        "paths": {name: paths[name] for name in ("/cases/{case_id}", "/open", "/both")},
        "info": {},
    }
