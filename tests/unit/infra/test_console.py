import io
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from infra.console.application import SAMPLE, read_application
from infra.console.children import child, choose_port
from infra.console.client import Client, in_one_line
from infra.console.failure import Failure
from infra.console.machine import greet
from infra.console.progress import progress
from infra.console.report import case_summary, show_record
from infra.console.stack import RunningStack, StackAsked, stack


def _item(code: str, **more: Any) -> dict[str, Any]:
    return {
        "code": code,
        "name": "居民身份证申领",
        "department": "public_security",
        "department_text": "公安",
        "status": "dispatched",
        "status_text": "已分发",
        "since": "2026-09-01T01:00:00Z",
        "decided_at": None,
        "outcome": None,
        "outcome_text": None,
        "trouble_since": None,
        **more,
    }


def _case(**more: Any) -> dict[str, Any]:
    return {
        "case_id": "c0ffee",
        "reference": "TY260901ABCDEFGH0",
        "status": "open",
        "status_text": "办理中",
        "service_check": _item("service_check", name="入伍信息核查", department="mobilization"),
        "items": [_item("identity_card", **more)],
    }


GRANTED = {
    "outcome": "granted",
    "outcome_text": "办结",
    "decided_at": "2026-09-01T02:00:00Z",
    "status": "done",
}


def _console(*, terminal: bool = False) -> Console:
    return Console(file=io.StringIO(), force_terminal=terminal, width=120, color_system=None)


def _written(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_without_a_terminal_every_change_is_one_line_and_no_news_is_none() -> None:
    console = _console()

    with progress(console) as show:
        for case in (_case(), _case(), _case(**GRANTED), _case(**GRANTED)):
            show([case])

    lines = [line for line in _written(console).splitlines() if "identity_card" in line]
    assert [line.rsplit("：", 1)[1] for line in lines] == ["已分发", "办结"]
    assert lines[0].startswith("09:00:00 TY260901ABCDEFGH0 公安")


def test_an_unreachable_department_is_told_with_the_time_since_when() -> None:
    console = _console()

    with progress(console) as show:
        show([_case(trouble_since="2026-09-01T01:30:00Z")])

    assert "部门系统不可用，自 09:30:00 起" in _written(console)


def test_on_a_terminal_the_case_is_a_tree_of_departments() -> None:
    console = _console(terminal=True)

    with progress(console) as show:
        show([_case(**GRANTED)])

    assert "└── 公安" in _written(console)
    assert "└── 居民身份证申领 办结 10:00:00" in _written(console)


def test_the_last_line_is_the_case_as_json() -> None:
    said = json.loads(case_summary(_case(**GRANTED), seconds=1.239))

    assert said == {
        "case": "c0ffee",
        "reference": "TY260901ABCDEFGH0",
        "status": "open",
        "items": {"identity_card": "granted"},
        "seconds": 1.24,
    }


def test_the_departments_record_tells_deliveries_and_effects_of_this_case_only() -> None:
    console = _console()
    ours, theirs = (
        {"reference": r, "item": "identity_card"} for r in ("TY260901ABCDEFGH0", "TY260901OTHER000")
    )

    show_record(console, {"deliveries": [ours, ours, theirs], "effects": [ours, theirs]}, _case())

    assert "居民身份证申领（identity_card）：收到 2 次，生效 1 次" in _written(console)


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


def test_a_named_port_that_is_taken_is_a_failure_in_two_languages(taken: int) -> None:
    with pytest.raises(Failure, match=rf"端口 {taken} 已被占用.*Port {taken} is in use"):
        choose_port("127.0.0.1", named=taken, default=1)


def test_without_a_name_the_next_free_port_is_taken(taken: int) -> None:
    chosen = choose_port("127.0.0.1", named=None, default=taken)

    assert taken < chosen < taken + 50


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_that_cannot_be_is_a_failure(port: int) -> None:
    with pytest.raises(Failure, match="1 至 65535"):
        choose_port("127.0.0.1", named=port, default=1)


def test_an_address_of_another_machine_is_a_failure() -> None:
    with pytest.raises(Failure, match="Cannot listen"):
        choose_port("192.0.2.1", named=8451, default=1)


def test_the_sample_application_can_be_submitted() -> None:
    assert read_application(SAMPLE) == SAMPLE.read_bytes()


def test_a_broken_application_is_told_by_field_and_never_by_value(tmp_path: Path) -> None:
    path = tmp_path / "application.json"
    path.write_bytes(SAMPLE.read_bytes().replace(b"440106200301010010", b"440106200301010011"))

    with pytest.raises(Failure, match="/person/id_number") as failure:
        read_application(path)

    assert "440106200301010011" not in str(failure.value)


def test_a_problem_is_one_line_with_its_first_field_and_how_many_more() -> None:
    wrong = [{"pointer": "/a", "detail": "请填写。"}, {"pointer": "/b", "detail": "请填写。"}]

    assert in_one_line({"detail": "内容有误。", "errors": wrong}) == "内容有误。 /a：请填写。（另有 1 处）"


@pytest.mark.slow
def test_a_program_that_ends_before_it_is_ready_gives_its_last_line_as_the_reason(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("of yesterday\n")

    with (
        pytest.raises(Failure, match="No module named"),
        child("infra.nowhere", [], log=log, ready=lambda: False),
    ):
        pytest.fail("it was never ready")


class People(Client):
    def identities(self) -> list[dict[str, Any]]:
        return [
            {"id": "applicant-1", "name": "申请人甲（演示）"},
            {"id": "clerk", "name": "窗口人员（演示）"},
        ]


def _greeting() -> list[str]:
    console = Console(file=io.StringIO(), width=200)
    server = "http://127.0.0.1:8451"
    greet(console, RunningStack(People(server), server, "http://127.0.0.1:8452", Path("/var/lianban")))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


def test_the_pages_address_stands_first_and_then_whom_to_sign_in_as() -> None:
    first, second, *rest = _greeting()

    assert first.endswith("http://127.0.0.1:8451/")
    assert "点“登录”，选一个演示身份" in second
    assert rest[0].split() == ["applicant-1", "申请人甲（演示）"]


def test_nobody_is_let_in_from_elsewhere_as_a_demo_identity(tmp_path: Path) -> None:
    asked = StackAsked(tmp_path / "var", None, None, "0.0.0.0", None, None, 1.0)

    with pytest.raises(Failure, match=r"Anybody signs in.*jwks"), stack(asked):
        pytest.fail("it was started")
    assert not (tmp_path / "var").exists()
