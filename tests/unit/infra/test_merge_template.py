"""The sources of the template, and the small steps that join them."""

import json
import re
from typing import Any

import pytest

from functions.api.routes import ROUTES
from functions.pages.routes import PAGES
from infra.alarms import declared_alarms
from infra.package import alarms, api, dashboard, functions
from infra.package.template import (
    DefinedTwice,
    finished_template,
    joined_sources,
    machine_definition,
    merge_template,
)
from schemas.codes import Department

INDEXES = ("history", "due")
CLOSE = {"memory": 256, "timeout": 20, "may": ["dynamodb:Query table", "dynamodb:PutItem table"]}


def statements(role: dict[str, Any]) -> list[Any]:
    found: list[Any] = role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    return found


def test_two_sources_may_each_say_a_part_of_one_resource() -> None:
    one = {"Resources": {"Table": {"Type": "T", "Properties": {"A": 1}}}}
    other = {"Resources": {"Table": {"Properties": {"B": 2}}}}

    assert joined_sources([one, other]) == {
        "Resources": {"Table": {"Type": "T", "Properties": {"A": 1, "B": 2}}}
    }
    assert one == {"Resources": {"Table": {"Type": "T", "Properties": {"A": 1}}}}


def test_two_sources_may_not_say_the_same_thing() -> None:
    with pytest.raises(DefinedTwice, match=r"Resources\.Table\.Type"):
        joined_sources([{"Resources": {"Table": {"Type": "T"}}}, {"Resources": {"Table": {"Type": "T"}}}])


def test_a_function_gets_its_settings_its_role_and_its_log() -> None:
    made = functions.function_resources({"close_case": CLOSE}, INDEXES)

    assert set(made) == {"CloseCase", "CloseCaseRole", "CloseCaseLogs"}
    assert made["CloseCase"]["Properties"]["MemorySize"] == 256
    assert statements(made["CloseCaseRole"])[0] == {
        "Effect": "Allow",
        "Action": ["dynamodb:Query", "dynamodb:PutItem"],
        "Resource": [functions.arns("table", INDEXES)[0]],
    }


def test_under_a_key_of_the_account_a_function_may_do_on_it_what_reading_and_writing_a_table_take() -> None:
    made = functions.function_resources({"close_case": CLOSE}, INDEXES)

    on_the_key = set(re.findall(r"kms:\w+", json.dumps(statements(made["CloseCaseRole"]))))

    assert on_the_key >= {"kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"}
    assert on_the_key >= {"kms:ReEncryptFrom", "kms:ReEncryptTo"}
    assert not on_the_key & {"kms:CreateGrant", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"}


def test_a_departments_function_has_a_bulkhead() -> None:
    made = functions.function_resources({"dispatch_x": CLOSE | {"department": "x"}}, INDEXES)

    assert "HasBulkheads" in made["DispatchX"]["Properties"]["ReservedConcurrentExecutions"]["Fn::If"]


@pytest.mark.parametrize("resource", ["bucket", "table/index/none", "secret/none"])
def test_a_permission_on_what_is_not_there_is_refused(resource: str) -> None:
    with pytest.raises(functions.UnknownResource):
        functions.arns(resource, INDEXES)


def test_the_departments_secrets_are_named_one_by_one() -> None:
    assert len(functions.arns("secret/departments", INDEXES)) == len(Department)


def test_a_restored_table_takes_the_ledgers_place_in_every_role() -> None:
    [table], [index] = functions.arns("table", INDEXES), functions.arns("table/index/due", INDEXES)

    assert table["Fn::If"][0] == "HasRestoredTable"
    assert table["Fn::If"][2] == {"Fn::GetAtt": ["Table", "Arn"]}
    assert index["Fn::Sub"] == ["${Ledger}/index/due", {"Ledger": table}]


def test_every_alarm_tells_somebody_and_names_its_place_in_the_runbook() -> None:
    made = alarms.resources(declared_alarms(), tuple(functions.declared()))

    for alarm in made.values():
        assert alarm["Properties"]["AlarmActions"] == [{"Ref": "Alerts"}]
        assert "docs/runbook.md#" in alarm["Properties"]["AlarmDescription"]


def test_alarms_of_functions_come_for_each() -> None:
    made = alarms.resources(declared_alarms(), ("sweep", "close_case"))

    assert {"AlarmFunctionThrottledSweep", "AlarmFunctionThrottledCloseCase"} <= set(made)


def test_each_list_of_the_table_has_an_alarm_for_aws_counts_it_apart() -> None:
    table = json.loads(functions.TABLE.read_text("utf-8"))
    watched = [
        {one["Name"]: one["Value"] for one in found["Properties"]["Dimensions"]}
        for found in merge_template()["Resources"].values()
        if found.get("Type") == "AWS::CloudWatch::Alarm"
        and found["Properties"]["MetricName"] == "WriteThrottleEvents"
    ]

    lists = {one["IndexName"] for one in table["GlobalSecondaryIndexes"]}
    assert {one.get("GlobalSecondaryIndexName") for one in watched} == lists | {None}
    assert all("TableName" in one for one in watched)


def test_runs_that_may_not_begin_are_counted_by_the_call_that_begins_them() -> None:
    made = alarms.resources(declared_alarms(), ())["AlarmRunsThrottled"]["Properties"]

    assert (made["MetricName"], made["Dimensions"]) == (
        "ThrottledEvents", [{"Name": "APIName", "Value": "StartExecution"}]
    )  # fmt: skip


def test_a_run_that_ended_badly_is_told_of_whichever_arn_its_event_names() -> None:
    """A guarded stage begins its runs by an alias. AWS's documents do not show whether the event of such a run names the
    machine, as that of any other, or what it was begun by.
    """
    rule = merge_template()["Resources"]["RunEnded"]["Properties"]["Events"]["RunEndedEvent"]["Properties"]
    named = _substituted(rule["Pattern"]["detail"]["stateMachineArn"])
    machine = "arn:aws-cn:states:cn-north-1:123456789012:stateMachine:lianban-prod"

    told = [
        any(arn == one if isinstance(one, str) else arn.startswith(one["prefix"]) for one in named)
        for arn in (machine, f"{machine}:live", f"{machine}:7", f"{machine}-2", f"{machine}-2:live")
    ]

    assert told == [True, True, True, False, False]


def test_an_api_has_one_stage_which_is_throttled_and_logged() -> None:
    """Without a version SAM makes another, `Stage`, with neither; and numbers of each method cost apart."""
    given = merge_template()["Resources"]["RestAPI"]["Properties"]

    assert given["OpenApiVersion"] == "2.0"
    assert [one["MetricsEnabled"] for one in given["MethodSettings"]] == [False]


def test_neither_a_callers_address_nor_a_whole_url_is_kept_of_a_request() -> None:
    """X-Ray keeps both of an API's stage (`client_ip`, `url`), whatever the access log leaves out."""
    given = merge_template()["Resources"]["RestAPI"]["Properties"]
    logged = given["AccessLogSetting"]["Format"]

    assert given["TracingEnabled"] is False
    assert not re.search(r"identity|\$context\.path\b|queryString|requestOverride", logged)
    assert {one["DataTraceEnabled"] for one in given["MethodSettings"]} == {False}


def test_pages_below_one_door_are_one_resource_and_a_first_api_may_have_all() -> None:
    one = {"get": {"consumes": [], "parameters": [{"name": "case_id"}]}}
    every = dict.fromkeys({*(route.path for route in ROUTES), *(page.path for page in PAGES)}, one)

    made = api.gathered_paths(every)

    assert len(api.resources_of(every)) > api.MOST_RESOURCES
    assert len(api.resources_of(made)) <= api.MOST_RESOURCES - 50
    assert made["/console"] == one
    assert made["/console/{proxy+}"] == {"get": {"consumes": [], "parameters": [api.REST]}}


def test_a_shared_door_takes_the_methods_of_all_pages_behind_it() -> None:
    made = api.gathered_paths(
        {"/cases/{case_id}": {"get": {}}, "/cases/{case_id}/contest": {"get": {}, "post": {}}}
    )

    assert set(made["/cases/{proxy+}"]) == {"get", "post"}


def test_more_addresses_than_a_first_api_may_have_are_refused() -> None:
    paths: dict[str, Any] = {f"/v1/{number}": {} for number in range(api.MOST_RESOURCES)}

    with pytest.raises(api.TooManyResources, match="302 parts of addresses"):
        api.gathered_paths(paths)


def test_hearing_nothing_of_the_sweep_is_bad() -> None:
    made = alarms.resources(declared_alarms(), ())

    assert made["AlarmSweepNotRun"]["Properties"]["TreatMissingData"] == "breaching"
    assert made["AlarmIncidents"]["Properties"]["TreatMissingData"] == "notBreaching"


def test_whatever_the_gateway_refuses_by_itself_is_told_in_our_words() -> None:
    refusals = api.definition_body()["x-amazon-apigateway-gateway-responses"]
    told = {
        kind: (
            one["statusCode"],
            json.loads(one["responseTemplates"]["application/json"])["status"],
            json.loads(one["responseTemplates"]["application/json"])["code"],
        )
        for kind, one in refusals.items()
    }

    assert all(outside == str(inside) for outside, inside, _ in told.values())
    # A token of ours is no signature of AWS's, for which it takes it where it knows no route.
    assert (
        told["INVALID_SIGNATURE"] == told["MISSING_AUTHENTICATION_TOKEN"] == ("404", 404, "route-not-found")
    )
    assert told["DEFAULT_4XX"] == ("400", 400, "malformed-request")


def test_the_gateway_refuses_as_our_problems_do() -> None:
    throttled = api.definition_body()["x-amazon-apigateway-gateway-responses"]["THROTTLED"]

    problem = json.loads(throttled["responseTemplates"]["application/json"])

    assert (problem["status"], problem["code"]) == (429, "too-many-requests")
    assert (
        throttled["responseParameters"]["gatewayresponse.header.Content-Type"] == "'application/problem+json'"
    )
    assert throttled["responseParameters"]["gatewayresponse.header.Retry-After"] == "'5'"


def test_only_routes_that_take_a_body_are_asked_for_one() -> None:
    paths = api.definition_body()["paths"]

    assert paths["/v1/cases"]["post"]["x-amazon-apigateway-request-validator"] == "body"
    assert "get" not in paths["/v1/cases"]
    [case_id, body] = paths["/v1/cases/{case_id}/corrections"]["post"]["parameters"]
    assert (case_id["in"], body["in"]) == ("path", "body")


def test_the_dashboard_fits_side_by_side() -> None:
    body = json.loads(dashboard.resource(("sweep",))["Properties"]["DashboardBody"]["Fn::Sub"])

    places = {(widget["x"], widget["y"]) for widget in body["widgets"]}

    assert len(places) == len(body["widgets"])
    assert all(widget["x"] + widget["width"] <= 24 for widget in body["widgets"])


def test_the_definition_is_small_enough_for_step_functions_and_for_cloudformation() -> None:
    template = merge_template()

    assert len(machine_definition()) < 1_000_000
    assert len(json.dumps(template)) < 1_000_000
    assert len(template["Resources"]) < 500


def test_chalices_own_tags_and_outputs_do_not_stay() -> None:
    template = {
        "Resources": {"Sweep": {"Properties": {"Tags": {"aws-chalice": "version=1"}}}, "Logs": {}},
        "Outputs": {"APIHandlerArn": {}, "EndpointURL": {"Value": 1}},
    }

    assert finished_template(template) == {
        "Resources": {"Sweep": {"Properties": {"Tags": {"lianban:stage": {"Ref": "Stage"}}}}, "Logs": {}},
        "Outputs": {"EndpointURL": {"Value": 1}},
    }


def _substituted(node: Any) -> Any:
    """As CloudFormation fills it in for the stage `prod` in China."""
    if isinstance(node, list):
        return [_substituted(one) for one in node]
    if not isinstance(node, dict):
        return node
    if "Fn::Sub" not in node:
        return {key: _substituted(value) for key, value in node.items()}
    known = {
        "AWS::Partition": "aws-cn",
        "AWS::Region": "cn-north-1",
        "AWS::AccountId": "123456789012",
        "Stage": "prod",
    }
    return re.sub(r"\$\{([^}]+)\}", lambda found: known[found[1]], node["Fn::Sub"])
