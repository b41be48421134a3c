import json
from types import SimpleNamespace
from typing import Any

import pytest

from functions.domain.errors import DepartmentUnavailable
from functions.handlers import TaskBroke, handle

MARKER = "440106199001011234"
EVENT = {"case_id": "c-1", "item": "discharge_report", "run": 2, "token": "secret-token"}
CONTEXT = SimpleNamespace(aws_request_id="r-1")


def unavailable(_event: dict[str, Any]) -> dict[str, Any]:
    raise DepartmentUnavailable


def broken(_event: dict[str, Any]) -> dict[str, Any]:
    raise ValueError(MARKER)


def test_a_task_returns_what_it_did_and_writes_nothing_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    done = handle(lambda event: {"run": event["run"]}, "close_case", EVENT, CONTEXT)

    assert done == {"run": 2}
    assert capsys.readouterr().out == ""


def test_a_failure_of_ours_keeps_its_name_and_is_logged_with_its_ids(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(DepartmentUnavailable):
        handle(unavailable, "dispatch_mobilization", EVENT, CONTEXT)

    line = json.loads(capsys.readouterr().out)
    assert (line["case_id"], line["item"], line["run"], line["request_id"]) == (
        "c-1",
        "discharge_report",
        2,
        "r-1",
    )
    assert (line["task"], line["error"]) == ("dispatch_mobilization", "DepartmentUnavailable")
    assert "token" not in line


def test_what_an_unforeseen_failure_says_reaches_neither_the_log_nor_the_execution(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(TaskBroke) as raised:
        handle(broken, "dispatch_mobilization", EVENT, CONTEXT)

    written = capsys.readouterr().out
    assert MARKER not in written
    assert json.loads(written)["place"].split(" > ")[-1].startswith("broken:")
    assert MARKER not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__
