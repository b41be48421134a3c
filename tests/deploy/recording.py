"""Every call that botocore would make, noted as IAM sees it: the action, and the resource in functions.toml's words."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from botocore.awsrequest import AWSResponse

from functions.domain.case.refusals import ExecutionNotFound
from functions.domain.errors import TaskGone
from infra.embedded.asl.runner import ExecutionAlreadyExists, Runner
from infra.package.template import machine_definition

# A transaction is allowed by its parts; DynamoDB's reference says so.
PARTS = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}
# A look at an object's head is allowed by the right to read it.
OF_OBJECTS = {"HeadObject": "GetObject"}
ON_EXECUTIONS = frozenset({"DescribeExecution", "GetExecutionHistory", "StopExecution"})


class Recorder:
    """`calls`: "action resource" by who made it; `who` names the Lambda at work, or nobody whose calls count."""

    def __init__(self, who: Callable[[], str]) -> None:
        self._who = who
        self.calls: defaultdict[str, set[str]] = defaultdict(set)

    def watch(self, client: Any) -> Any:
        service = client.meta.service_model.service_id.hyphenize()
        client.meta.events.register(f"provide-client-params.{service}", self._note)
        return client

    def _note(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        service = model.service_model.service_id.hyphenize()
        made = (
            {f"s3:{OF_OBJECTS.get(model.name, model.name)} materials"}
            if service == "s3"
            else set(_as_iam(model.name, params))
        )
        self.calls[self._who()] |= made


def _as_iam(operation: str, params: dict[str, Any]) -> Iterator[str]:
    if operation == "TransactWriteItems":
        for action in params["TransactItems"]:
            yield f"dynamodb:{PARTS[next(iter(action))]} table"
    elif operation == "GetSecretValue":
        # An office's own keys begin with its department's code and are allowed with it.
        name = params["SecretId"].rsplit("/", 1)[1].partition("-")[0]
        yield f"secretsmanager:GetSecretValue secret/{name}"
    elif operation in ("GetItem", "PutItem", "UpdateItem", "DeleteItem", "BatchGetItem", "Query", "Scan"):
        index = params.get("IndexName")
        yield f"dynamodb:{operation} table" + (f"/index/{index}" if index else "")
    else:
        yield f"states:{operation} " + ("execution" if operation in ON_EXECUTIONS else "machine")


def served(client: Any, runner: Callable[[], Runner]) -> Any:
    """A Step Functions client whose requests, checked and serialised by botocore, are answered by the runner."""

    def answer(model: Any, params: dict[str, Any], **_: Any) -> tuple[Any, dict[str, Any]]:
        given = json.loads(params["body"])
        try:
            return _response(200), _ANSWERS[model.name](runner(), given)
        except (ExecutionAlreadyExists, TaskGone, ExecutionNotFound) as error:
            code = _CODES[type(error)]
            return _response(400), {"Error": {"Code": code, "Message": ""}, "ResponseMetadata": {}}

    client.meta.events.register("before-call.sfn", answer)
    return client


_CODES: dict[type[Exception], str] = {
    ExecutionAlreadyExists: "ExecutionAlreadyExists",
    TaskGone: "TaskTimedOut",
    ExecutionNotFound: "ExecutionDoesNotExist",
}


def _response(status: int) -> Any:

    nothing: Any = {}
    return AWSResponse("https://states.example", status, nothing, nothing)


def _name(given: dict[str, Any]) -> str:
    return str(given["executionArn"].rsplit(":", 1)[1])


def _start(runner: Runner, given: dict[str, Any]) -> dict[str, Any]:
    runner.start(given["name"], json.loads(given["input"]))
    return {}


def _succeed(runner: Runner, given: dict[str, Any]) -> dict[str, Any]:
    runner.succeed(given["taskToken"], json.loads(given["output"]))
    return {}


def _fail(runner: Runner, given: dict[str, Any]) -> dict[str, Any]:
    runner.fail(given["taskToken"], given["error"], given["cause"])
    return {}


def _stop(runner: Runner, given: dict[str, Any]) -> dict[str, Any]:
    runner.stop(_name(given))
    return {}


def _describe(runner: Runner, given: dict[str, Any]) -> dict[str, Any]:
    found = runner.describe(_name(given))
    if found is None:
        raise ExecutionNotFound
    return {"status": found.status, "startDate": found.started_at, "stopDate": found.stopped_at}


def _history(runner: Runner, given: dict[str, Any]) -> dict[str, Any]:
    events = [
        {"id": event.id, "timestamp": event.at, "type": event.kind, "previousEventId": event.id - 1}
        for event in runner.history(_name(given))
    ]
    return {"events": events[::-1] if given.get("reverseOrder") else events}


_ANSWERS: dict[str, Callable[[Runner, dict[str, Any]], dict[str, Any]]] = {
    "StartExecution": _start,
    "SendTaskSuccess": _succeed,
    "SendTaskFailure": _fail,
    "StopExecution": _stop,
    "DescribeExecution": _describe,
    "GetExecutionHistory": _history,
    "DescribeStateMachine": lambda _runner, _given: {"definition": machine_definition()},
}
