"""The port on AWS (boto3)."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError, WaiterError

from infra.deploy.cloud import ACTIVE, Alarm, Proposal, ResourceChange, Stack, StackEvent

CAPABILITIES: Any = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
NOTHING_TO_DO = re.compile(r"didn't contain changes|No updates are to be performed", re.IGNORECASE)
_NOT_THERE = frozenset({"404", "NoSuchKey", "NoSuchBucket", "ResourceNotFoundException", "ValidationError"})


class AwsCloud:
    """`client` makes boto3's clients; `serial` names change sets, each its own."""

    def __init__(self, client: Callable[[str], Any], *, region: str, serial: Callable[[], str]) -> None:
        self._stacks, self._objects = client("cloudformation"), client("s3")
        self._secrets, self._serial = client("secretsmanager"), serial
        self._alarms, self._topics = client("cloudwatch"), client("sns")
        self._tables = client("dynamodb")
        self.region = region

    def stack(self, name: str) -> Stack | None:
        try:
            (found,) = self._stacks.describe_stacks(StackName=name)["Stacks"]
        except ClientError as error:
            if _code(error) == "ValidationError":
                return None
            raise
        outputs = {one["OutputKey"]: one["OutputValue"] for one in found.get("Outputs", [])}
        given = {one["ParameterKey"]: one["ParameterValue"] for one in found.get("Parameters", [])}
        return Stack(
            name, found["StackStatus"], outputs, given, bool(found.get("EnableTerminationProtection"))
        )

    def template(self, name: str) -> dict[str, Any]:
        told = self._stacks.get_template(StackName=name, TemplateStage="Original")["TemplateBody"]
        found: dict[str, Any] = json.loads(told) if isinstance(told, str) else told
        return found

    def propose(self, name: str, template: str | bytes, parameters: Mapping[str, str | None]) -> Proposal:
        body = (
            {"TemplateBody": template.decode()} if isinstance(template, bytes) else {"TemplateURL": template}
        )
        made = self._stacks.create_change_set(
            StackName=name,
            ChangeSetName=f"change-{self._serial()}",
            ChangeSetType="UPDATE" if self._exists(name) else "CREATE",
            Parameters=[_parameter(key, value) for key, value in parameters.items()],
            Capabilities=CAPABILITIES,
            **body,
        )
        try:
            self._stacks.get_waiter("change_set_create_complete").wait(
                ChangeSetName=made["Id"], StackName=name
            )
        except WaiterError as error:
            return self._refused(made["Id"], error)
        return Proposal(made["Id"], self._changes(name, made["Id"]))

    def _refused(self, change_set: str, error: WaiterError) -> Proposal:
        reason = str(error.last_response.get("StatusReason", error))
        return Proposal(change_set, (), None if NOTHING_TO_DO.search(reason) else reason)

    def _changes(self, name: str, change_set: str) -> tuple[ResourceChange, ...]:
        request: dict[str, Any] = {"StackName": name, "ChangeSetName": change_set}
        found: list[ResourceChange] = []
        while True:
            page = self._stacks.describe_change_set(**request)
            found += [resource_change(one["ResourceChange"]) for one in page.get("Changes", [])]
            if "NextToken" not in page:
                return tuple(found)
            request["NextToken"] = page["NextToken"]

    def _exists(self, name: str) -> bool:
        """A stack that only ever was a proposal is created, not updated."""
        found = self.stack(name)
        return found is not None and found.status != "REVIEW_IN_PROGRESS"

    def carry_out(self, name: str, proposal: Proposal) -> None:
        self._stacks.execute_change_set(StackName=name, ChangeSetName=proposal.id)

    def discard(self, name: str, proposal: Proposal) -> None:
        self._stacks.delete_change_set(StackName=name, ChangeSetName=proposal.id)
        found = self.stack(name)
        if found is not None and found.status == "REVIEW_IN_PROGRESS":
            self._stacks.delete_stack(StackName=name)

    def events(self, name: str) -> Iterator[StackEvent]:
        pages = self._stacks.get_paginator("describe_stack_events").paginate(StackName=name)
        try:
            yield from (_event(one) for page in pages for one in page["StackEvents"])
        except ClientError as error:
            # A stack that is being deleted is there when it is looked at, and gone when its events are read.
            if _code(error) != "ValidationError":
                raise

    def indexes(self, table: str) -> dict[str, str] | None:
        try:
            found = self._tables.describe_table(TableName=table)["Table"]
        except ClientError as error:
            if _code(error) in _NOT_THERE:
                return None
            raise
        # A local AWS tells no status of an index: there it can be read at once.
        return {
            one["IndexName"]: one.get("IndexStatus", ACTIVE)
            for one in found.get("GlobalSecondaryIndexes", [])
        }

    def delete(self, name: str) -> None:
        self._stacks.delete_stack(StackName=name)

    def protect(self, name: str, *, protected: bool) -> None:
        self._stacks.update_termination_protection(StackName=name, EnableTerminationProtection=protected)

    def put(self, bucket: str, key: str, content: bytes) -> str:
        if self.get(bucket, key) != content:
            self._objects.put_object(Bucket=bucket, Key=key, Body=content)
        return f"{self._objects.meta.endpoint_url}/{bucket}/{key}"

    def get(self, bucket: str, key: str) -> bytes | None:
        try:
            content: bytes = self._objects.get_object(Bucket=bucket, Key=key)["Body"].read()
        except ClientError as error:
            if _code(error) in _NOT_THERE:
                return None
            raise
        return content

    def keys(self, bucket: str, prefix: str) -> list[str]:
        pages = self._objects.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        return sorted(one["Key"] for page in pages for one in page.get("Contents", []))

    def empty(self, bucket: str) -> None:
        pages = self._objects.get_paginator("list_object_versions").paginate(Bucket=bucket)
        for page in pages:
            found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
            named = [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in found]
            if named:
                self._objects.delete_objects(Bucket=bucket, Delete={"Objects": named, "Quiet": True})

    def secret(self, name: str) -> str | None:
        try:
            return str(self._secrets.get_secret_value(SecretId=name)["SecretString"])
        except ClientError as error:
            if _code(error) in _NOT_THERE:
                return None
            raise

    def put_secret(self, name: str, text: str) -> None:
        self._secrets.put_secret_value(SecretId=name, SecretString=text)

    def alarms(self, prefix: str) -> list[Alarm]:
        pages = self._alarms.get_paginator("describe_alarms").paginate(AlarmNamePrefix=prefix)
        return [_alarm(one) for page in pages for one in page.get("MetricAlarms", [])]

    def listeners(self, topic: str) -> int:
        pages = self._topics.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
        found = [one["SubscriptionArn"] for page in pages for one in page["Subscriptions"]]
        return sum(one.startswith("arn:") for one in found)


def _code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])


def _alarm(given: dict[str, Any]) -> Alarm:
    return Alarm(given["AlarmName"], bool(given.get("ActionsEnabled")), tuple(given.get("AlarmActions", ())))


def _parameter(key: str, value: str | None) -> dict[str, Any]:
    of_it = {"UsePreviousValue": True} if value is None else {"ParameterValue": value}
    return {"ParameterKey": key, **of_it}


def resource_change(given: dict[str, Any]) -> ResourceChange:
    targets = (one.get("Target", {}) for one in given.get("Details", ()))
    return ResourceChange(
        given["Action"],
        given["LogicalResourceId"],
        given["ResourceType"],
        given.get("Replacement", ""),
        tuple(one.get("Name", "") for one in targets if one.get("RequiresRecreation", "Never") != "Never"),
    )


def _event(given: dict[str, Any]) -> StackEvent:
    return StackEvent(
        id=given["EventId"],
        at=given["Timestamp"],
        resource=given["LogicalResourceId"],
        kind=given["ResourceType"],
        status=given["ResourceStatus"],
        reason=given.get("ResourceStatusReason", ""),
        physical=given.get("PhysicalResourceId", ""),
    )
