"""Step Functions over the wire, on a local AWS that runs each task's Lambda as a program of its own."""

import io
import json
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from zipfile import ZipFile

import pytest

from functions.adapters.executions import StepFunctionsExecutions
from tests.contract.engines import DEFINITION, ENGINES, Stage, ended, until
from tests.support.ministack import ACCOUNT, ON_MINISTACK, MiniStack

# Its history tells no output of a task, so the Lambda itself tells its token.
LAMBDA = """
import os
def handler(event, context):
    draft = os.path.join(os.environ["TOKENS"], event["token"])
    with open(draft, "w") as file:
        file.write(event["token"])
    os.replace(draft, os.path.join(os.environ["TOKENS"], event["item"]))
"""


@contextmanager
def over_the_wire(ministack: MiniStack) -> Iterator[Stage]:
    client, functions = ministack.client("stepfunctions"), ministack.client("lambda")
    role, name = f"arn:aws:iam::{ACCOUNT}:role/r", str(uuid.uuid4())
    folder = ministack.folder / name
    folder.mkdir()
    functions.create_function(
        FunctionName=name,
        Runtime="python3.11",
        Handler="app.handler",
        Role=role,
        Code={"ZipFile": _zipped(LAMBDA)},
        Environment={"Variables": {"TOKENS": str(folder)}},
    )
    # Lambdas stay warm: a name used again would meet the environment of the one before.
    text = json.dumps(DEFINITION).replace('"dispatch"', f'"{name}"')
    machine = client.create_state_machine(name=name, definition=text, roleArn=role)
    executions = StepFunctionsExecutions(client, machine["stateMachineArn"])
    yield Stage(
        executions,
        lambda _, item: _told(folder / item),
        lambda run: until(lambda: ended(executions, run)),
        definition=json.loads(text),
    )


def _zipped(module: str) -> bytes:
    packed = io.BytesIO()
    with ZipFile(packed, "w") as opened:
        opened.writestr("app.py", module)
    return packed.getvalue()


def _told(file: Path) -> str:
    until(file.exists)
    return file.read_text()


OVER_THE_WIRE = pytest.param("ministack", marks=[*ON_MINISTACK, pytest.mark.timeout(400)])
EVERY_ENGINE = (*ENGINES, OVER_THE_WIRE)


def stage_of(request: pytest.FixtureRequest) -> AbstractContextManager[Stage]:
    """The stage that a fixture's parameter names; the local AWS is started for those only who ask for it."""
    if request.param == "ministack":
        return over_the_wire(request.getfixturevalue("ministack"))
    return ENGINES[request.param]()
