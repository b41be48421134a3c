"""Environments of functions are forked (tests/support/emulator.py), and are what MiniStack would have begun itself."""

import io
import json
from importlib import import_module
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from tests.support.ministack import ACCOUNT, ON_MINISTACK, MiniStack

pytestmark = [*ON_MINISTACK]
# AWS's library imports it, and the interpreter has one of its own: what is in the zip goes first.
LIBRARY = Path(import_module("jmespath").__path__[0])
HANDLER = """
import os, sys
import jmespath
calls = 0

def handler(event, context):
    global calls
    calls += 1
    if event == "end":
        os._exit(1)
    if event == "fail":
        raise ValueError("what it said")
    print("said on the way")
    return {
        "calls": calls, "mine": os.environ["MINE"], "name": os.environ["AWS_LAMBDA_FUNCTION_NAME"],
        "here": os.path.samefile(os.getcwd(), os.path.dirname(__file__)), "shipped": jmespath.shipped,
    }
"""


def zipped() -> bytes:
    content = io.BytesIO()
    with ZipFile(content, "w") as made:
        made.writestr("forked.py", HANDLER)
        for module in LIBRARY.glob("*.py"):
            made.writestr(f"jmespath/{module.name}", f"{module.read_text('utf-8')}\nshipped = True\n")
    return content.getvalue()


def made(client: Any, name: str) -> None:
    client.create_function(
        FunctionName=name,
        Runtime="python3.11",
        Role=f"arn:aws-cn:iam::{ACCOUNT}:role/{name}",
        Handler="forked.handler",
        Code={"ZipFile": zipped()},
        Environment={"Variables": {"MINE": f"of {name}"}},
        Timeout=60,
    )


def called(client: Any, name: str, event: object = None) -> Any:
    answer = client.invoke(FunctionName=name, Payload=json.dumps(event).encode())
    return json.loads(answer["Payload"].read())


def test_functions_of_one_zip_share_neither_what_they_know_nor_what_they_are_told(
    ministack: MiniStack,
) -> None:
    client = ministack.client("lambda")
    made(client, "forked-one")
    made(client, "forked-two")

    one, again, two = (called(client, f"forked-{name}") for name in ("one", "one", "two"))

    usual = {"here": True, "shipped": True}
    assert one == {"calls": 1, "mine": "of forked-one", "name": "forked-one", **usual}
    assert again == {**one, "calls": 2}
    assert two == {"calls": 1, "mine": "of forked-two", "name": "forked-two", **usual}


def test_one_that_fails_is_heard_and_one_that_ended_is_begun_anew(ministack: MiniStack) -> None:
    client = ministack.client("lambda")
    made(client, "forked-three")
    failed = called(client, "forked-three", "fail")
    ended = client.invoke(FunctionName="forked-three", Payload=b'"end"')

    assert failed["errorMessage"] == "what it said"
    assert ended["FunctionError"]
    assert called(client, "forked-three")["calls"] == 1
