"""A package deployed by CloudFormation to the local AWS: a change set, looked at and executed, as to the real one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from infra.embedded.secrets import FileSecrets
from infra.package.build import Package
from infra.package.functions import SECRETS
from tests.deploy.emulated import for_ministack
from tests.deploy.ministack import ACCOUNT, REGION, MiniStack
from tests.e2e.machine import until

STAGE = "boot"
STACK = f"lianban-{STAGE}"
BUCKET = "artifacts"
SECONDS = 60
# What EventBridge sends of a schedule.
TICK = {
    "version": "0",
    "id": "00000000-0000-4000-8000-000000000001",
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "account": ACCOUNT,
    "time": "2026-11-24T02:00:00Z",
    "region": REGION,
    "resources": [],
    "detail": {},
}


class NotDeployed(Exception):
    """The stack did not come up; what failed first follows."""


@dataclass(frozen=True, slots=True)
class Stack:
    """`made` counts the change set's resources by type."""

    ministack: MiniStack
    outputs: Mapping[str, str]
    made: Mapping[str, int]

    @property
    def api(self) -> str:
        """The emulator serves every API under its own address: the endpoint's host tells which."""
        api_id = str(urlsplit(self.outputs["EndpointURL"]).hostname).partition(".")[0]
        return f"{self.ministack.endpoint}/_aws/execute-api/{api_id}/api"

    def sweep(self) -> Any:
        """As the schedule does it. Raises NotDeployed if it fails."""
        client = self.ministack.client("lambda")
        answer = client.invoke(FunctionName=f"{STACK}-sweep", Payload=json.dumps(TICK).encode())
        said = json.loads(answer["Payload"].read())
        if answer.get("FunctionError"):
            raise NotDeployed(f"sweep: {said}")
        return said

    def logs(self) -> str:
        """Every line that every function wrote."""
        client = self.ministack.client("logs")
        groups = client.describe_log_groups(logGroupNamePrefix=f"/aws/lambda/{STACK}")["logGroups"]
        pages = client.get_paginator("filter_log_events")
        return "\n".join(
            event["message"]
            for group in groups
            for page in pages.paginate(logGroupName=group["logGroupName"])
            for event in page["events"]
        )


def deploy(package: Package, ministack: MiniStack, parameters: Mapping[str, str]) -> Stack:
    """Raises NotDeployed."""
    template = _uploaded(package, ministack)
    client = ministack.client("cloudformation")
    client.create_change_set(
        StackName=STACK,
        ChangeSetName="first",
        ChangeSetType="CREATE",
        TemplateURL=template,
        Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()],
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
    )
    changes = _ready(client)
    client.execute_change_set(StackName=STACK, ChangeSetName="first")
    until(lambda: not _status(client).endswith("IN_PROGRESS"), seconds=SECONDS)
    if _status(client) != "CREATE_COMPLETE":
        raise NotDeployed(_first_failure(client))
    outputs = client.describe_stacks(StackName=STACK)["Stacks"][0]["Outputs"]
    return Stack(ministack, {each["OutputKey"]: each["OutputValue"] for each in outputs}, changes)


def hand_over_keys(stack: Stack, keys: FileSecrets) -> None:
    """What an operator does after the first deployment: the stack makes secrets, and knows none."""
    client = stack.ministack.client("secretsmanager")
    for name in SECRETS:
        value = json.dumps({"keys": list(keys.keys(name))})
        client.put_secret_value(SecretId=f"lianban/{STAGE}/{name}", SecretString=value)


def _uploaded(package: Package, ministack: MiniStack) -> str:
    client = ministack.client("s3")
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    client.upload_file(package.zip, BUCKET, "deployment.zip")
    template = json.loads(Path(package.template).read_text("utf-8"))
    adapted = for_ministack(template, code=f"s3://{BUCKET}/deployment.zip")
    client.put_object(Bucket=BUCKET, Key="template.json", Body=json.dumps(adapted).encode())
    return f"{ministack.endpoint}/{BUCKET}/template.json"


def _ready(client: Any) -> Mapping[str, int]:
    """The change set's additions by type, once it is worked out."""

    def described() -> Any:
        return client.describe_change_set(StackName=STACK, ChangeSetName="first")

    until(lambda: not described()["Status"].endswith(("PENDING", "IN_PROGRESS")), seconds=SECONDS)
    told = described()
    if told["Status"] != "CREATE_COMPLETE":
        raise NotDeployed(told.get("StatusReason", told["Status"]))
    made: dict[str, int] = {}
    for change in told["Changes"]:
        kind = change["ResourceChange"]["ResourceType"]
        made[kind] = made.get(kind, 0) + 1
    return made


def _status(client: Any) -> str:
    return str(client.describe_stacks(StackName=STACK)["Stacks"][0]["StackStatus"])


def _first_failure(client: Any) -> str:
    events = client.describe_stack_events(StackName=STACK)["StackEvents"]
    failed = [event for event in reversed(events) if event["ResourceStatus"].endswith("FAILED")]
    if not failed:
        return _status(client)
    return f"{failed[0]['LogicalResourceId']}: {failed[0].get('ResourceStatusReason', '')}"
