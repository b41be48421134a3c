"""The port on moto's CloudFormation, S3 and Secrets Manager."""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from moto import mock_aws

from infra.deploy.__main__ import main
from infra.deploy.aws import AwsCloud, resource_change
from infra.deploy.change import Desk, change
from infra.deploy.checks import Account
from infra.deploy.cloud import Alarm, ResourceChange
from infra.package.functions import TABLE
from tests.support.aws import client as aws_client
from tests.unit.infra.test_deploy_stages import stage_of

pytestmark = pytest.mark.slow

REGION, NAME = "cn-north-1", "lianban-dev"
DESK = Desk(tell=lambda _: None, ask=lambda _: True, pause=lambda _: None)


def template(**tags: str) -> bytes:
    named = [{"Key": key, "Value": value} for key, value in tags.items()]
    queue = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "q", "Tags": named}}
    outputs = {"Name": {"Value": {"Fn::GetAtt": ["Queue", "QueueName"]}}}
    return json.dumps({"Resources": {"Queue": queue}, "Outputs": outputs}).encode()


client = partial(aws_client, region=REGION)


@pytest.fixture
def cloud() -> Iterator[AwsCloud]:
    serial = count(1)
    with mock_aws():
        yield AwsCloud(client, region=REGION, serial=lambda: str(next(serial)))


def test_a_stack_is_proposed_carried_out_and_found(cloud: AwsCloud) -> None:
    stack = change(NAME, template(), {}, cloud, DESK)

    assert stack.status == "CREATE_COMPLETE"
    assert any(event.resource == NAME for event in cloud.events(NAME))


def test_a_stacks_outputs_are_read(cloud: AwsCloud) -> None:
    """Moto tells them of stacks that were made without a change set only."""
    client("cloudformation").create_stack(StackName=NAME, TemplateBody=template().decode())

    stack = cloud.stack(NAME)

    assert stack is not None
    assert stack.outputs == {"Name": "q"}


def test_a_proposal_names_what_it_would_change(cloud: AwsCloud) -> None:
    proposal = cloud.propose(NAME, template(), {})

    assert [(one.action, one.resource, one.kind) for one in proposal.changes] == [
        ("Add", "Queue", "AWS::SQS::Queue")
    ]
    cloud.discard(NAME, proposal)


def test_what_stands_is_told_as_it_was_given(cloud: AwsCloud) -> None:
    change(NAME, template(office="a"), {}, cloud, DESK)

    assert cloud.template(NAME) == json.loads(template(office="a"))


def test_a_parameter_that_is_not_given_anew_stays_what_it_is(cloud: AwsCloud) -> None:
    made = json.loads(template()) | {"Parameters": {"Stage": {"Type": "String"}, "Rate": {"Type": "Number"}}}
    change(NAME, json.dumps(made).encode(), {"Stage": "dev", "Rate": "5"}, cloud, DESK)
    made["Resources"]["Queue"]["Properties"]["QueueName"] = {"Ref": "Stage"}

    change(NAME, json.dumps(made).encode(), {"Stage": None, "Rate": "6"}, cloud, DESK)

    stack = cloud.stack(NAME)
    assert stack is not None
    assert stack.parameters == {"Stage": "dev", "Rate": "6"}


def test_the_indexes_of_a_table_are_told_with_how_they_are(cloud: AwsCloud) -> None:
    described = json.loads(TABLE.read_text("utf-8"))
    client("dynamodb").create_table(TableName="ledger", **described)

    assert cloud.indexes("ledger") == {
        one["IndexName"]: "ACTIVE" for one in described["GlobalSecondaryIndexes"]
    }
    assert cloud.indexes("none") is None


def test_a_stack_that_is_gone_has_no_events(cloud: AwsCloud) -> None:
    assert list(cloud.events("lianban-none")) == []


def test_why_something_would_be_replaced_is_read_of_a_change_set() -> None:
    given = {
        "Action": "Modify",
        "LogicalResourceId": "Table",
        "ResourceType": "AWS::DynamoDB::Table",
        "Replacement": "Conditional",
        "Details": [
            {
                "Target": {
                    "Attribute": "Properties",
                    "Name": "KeySchema",
                    "RequiresRecreation": "Conditionally",
                }
            },
            {"Target": {"Attribute": "Properties", "Name": "Tags", "RequiresRecreation": "Never"}},
            {"Target": {"Attribute": "Tags"}},
        ],
    }

    assert resource_change(given) == ResourceChange(
        "Modify", "Table", "AWS::DynamoDB::Table", "Conditional", ("KeySchema",)
    )


def test_a_stack_that_is_deleted_is_gone(cloud: AwsCloud) -> None:
    change(NAME, template(), {}, cloud, DESK)

    cloud.delete(NAME)

    assert cloud.stack(NAME) is None


def test_what_was_put_is_there_until_it_is_emptied(cloud: AwsCloud) -> None:
    s3 = client("s3")
    s3.create_bucket(Bucket="artifacts", CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_bucket_versioning(Bucket="artifacts", VersioningConfiguration={"Status": "Enabled"})

    url = cloud.put("artifacts", "k", b"1")
    cloud.put("artifacts", "k", b"2")

    assert url.endswith("/artifacts/k")
    assert (cloud.get("artifacts", "k"), cloud.get("artifacts", "other"), cloud.keys("artifacts", "k")) == (
        b"2",
        None,
        ["k"],
    )
    cloud.empty("artifacts")
    assert s3.list_object_versions(Bucket="artifacts").get("Versions", []) == []


def test_a_secret_without_a_value_is_none(cloud: AwsCloud) -> None:
    client("secretsmanager").create_secret(Name="lianban/dev/form")

    assert cloud.secret("lianban/dev/form") is None
    assert cloud.secret("lianban/dev/none") is None
    cloud.put_secret("lianban/dev/form", "{}")
    assert cloud.secret("lianban/dev/form") == "{}"


def account(**environment: str) -> Account:
    return Account(
        environment,
        frozenset({REGION, "us-east-1"}),
        None,
        lambda service, region: aws_client(service, region=region),
    )


def test_the_command_says_all_that_is_wrong_before_it_builds(
    capsys: pytest.CaptureFixture[str], cloud: AwsCloud, tmp_path: Path
) -> None:
    built = tmp_path / "package"

    assert main(["deploy", "--stage", "nowhere", "--package", str(built)], account=account()) == 1
    here = account(AWS_REGION="us-west-9")
    assert main(["deploy", "--stage", "dev", "--package", str(built)], account=here) == 1

    _, first, second = capsys.readouterr().err.split("nothing was built or changed\n")
    assert "there is no stage 'nowhere'" in first
    assert "which region? set AWS_REGION" in first
    assert "Issuer is still an example" in second
    assert "AWS has no region 'us-west-9'" in second
    assert not built.exists()


class Refusing:
    def __init__(self, error: BaseException) -> None:
        self._error = error

    def describe_stacks(self, **_: str) -> None:
        raise self._error


MAY_NOT = ClientError(
    {"Error": {"Code": "AccessDenied", "Message": "User is not\nauthorized"}}, "DescribeStacks"
)

EXPIRED = ClientError(
    {"Error": {"Code": "ExpiredToken", "Message": "The token is expired"}}, "DescribeStacks"
)


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (MAY_NOT, 1, "User is not authorized\n      → the identity that deploys may not do this"),
        (
            EndpointConnectionError(endpoint_url="https://x.test"),
            1,
            "→ the network was lost: the same command",
        ),
        (
            EXPIRED,
            1,
            "→ sign in again, then the same command: what CloudFormation has begun goes on by itself",
        ),
        (KeyboardInterrupt(), 130, "what CloudFormation has begun goes on by itself"),
    ],
    ids=["may not", "unreachable", "expired", "stopped"],
)
def test_what_ends_a_command_is_told_in_words(
    error: BaseException,
    status: int,
    told: str,
    capsys: pytest.CaptureFixture[str],
    cloud: AwsCloud,
    tmp_path: Path,
) -> None:
    stage_of(tmp_path)
    whose = account(AWS_REGION=REGION)

    def refused(service: str, region: str) -> object:
        return Refusing(error) if service == "cloudformation" else whose.client(service, region)

    ended = main(["destroy", "--stage", "dev"], account=replace(whose, client=refused), folder=tmp_path)

    assert ended == status
    assert told in capsys.readouterr().err


def test_alarms_and_those_who_hear_them_are_found(cloud: AwsCloud) -> None:
    topic = client("sns").create_topic(Name="lianban-dev-alerts")["TopicArn"]
    for name, acts in (("lianban-dev-silent_loss", True), ("lianban-dev-overdue", False), ("other", True)):
        client("cloudwatch").put_metric_alarm(
            AlarmName=name, ActionsEnabled=acts, AlarmActions=[topic], Namespace="n", MetricName="m", Statistic="Sum",
            Period=60, EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanThreshold",
        )  # fmt: skip

    found = {alarm.name: alarm for alarm in cloud.alarms("lianban-dev-")}

    assert found == {
        "lianban-dev-silent_loss": Alarm("lianban-dev-silent_loss", True, (topic,)),
        "lianban-dev-overdue": Alarm("lianban-dev-overdue", False, (topic,)),
    }
    assert cloud.listeners(topic) == 0
    client("sns").subscribe(TopicArn=topic, Protocol="email", Endpoint="somebody@operator.test")
    assert cloud.listeners(topic) == 1


def test_a_stage_that_does_not_stand_here_has_nothing_to_be_tried(
    capsys: pytest.CaptureFixture[str], cloud: AwsCloud
) -> None:
    assert main(["smoke", "--stage", "dev"], account=account(AWS_REGION=REGION), environment={}) == 1

    told = capsys.readouterr()
    assert told.out.startswith(f"dev: {REGION}, account ")
    assert "there is no stack lianban-dev here: deploy it first" in told.err
