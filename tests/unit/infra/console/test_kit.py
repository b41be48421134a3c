"""What a department's developer types, against the interface with real signatures."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import urllib3

from functions.adapters.outward.signatures import StandardSignatures
from functions.usecases.office.which_office import id_of_round
from infra.console.kit.message import signed
from infra.console.kit.samples import MessageKind
from schemas.codes import AnswerType
from schemas.office.dispatches import MESSAGE
from tests.support.api_incident import Room
from tests.support.command import Terminal, interface
from tests.support.each import each
from tests.support.incidents import REPORT
from tests.support.machine import ROOT, free_port, until
from tests.support.over_http import over_http

KEY = "whsec_" + "A" * 43 + "="
REASON = "联调测试"
# Where a system elsewhere would reach the developer: by https.
HERE = "https://dev.example/items"


class Secrets:
    def keys(self, name: str) -> tuple[str, ...]:
        return (KEY,)


@dataclass(frozen=True, kw_only=True)
class Desk(Terminal):
    room: Room
    reference: str


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    room = Room()
    deps = replace(room.api.within, signatures=StandardSignatures(Secrets()), clock=lambda: datetime.now(UTC))
    with interface(deps) as address:
        environment = {"LIANBAN_SERVER": address, "LIANBAN_TOKEN": "operator", "LIANBAN_WEBHOOK_KEY": KEY}
        reference = room.world.ledger(room.case_id).case.reference
        yield Desk(tmp_path, environment, room=room, reference=reference)


@pytest.mark.slow
@each("kind", AnswerType)
def test_a_sample_of_every_answer_is_taken_as_signed_and_of_nobodys_case(desk: Desk, kind: str) -> None:
    said = desk.type("send", kind, "--json")

    assert said.code == 0, said.words
    assert said.json["code"] == "case-not-found"


def test_a_wrong_key_is_told_as_the_system_tells_it(desk: Desk) -> None:
    other = {**desk.environment, "LIANBAN_WEBHOOK_KEY": "whsec_" + "B" * 43 + "="}

    said = Terminal(desk.home, other).type("send", "accepted")

    assert said.code == 4
    assert "[bad-signature]" in said.words


@each("kind", MessageKind)
def test_a_sample_of_every_message_is_of_the_contract_and_holds(
    desk: Desk, kind: str, tmp_path: Path
) -> None:
    shown = desk.type("send", kind, "--dry-run", "--item", "driving_licence")
    file = tmp_path / "message.json"
    file.write_text(shown.out)

    assert MESSAGE.validate_json(shown.json["body"]).type == kind
    assert desk.type("verify", str(file)).code == 0


def test_a_message_to_a_department_needs_its_address(desk: Desk) -> None:
    assert desk.type("send", "item.dispatched").code == 2


@each(
    "words",
    [("send", "maybe"), ("send", "accepted", "--item", "passport"), ("answer", "x", "passport", "granted")],
)
def test_what_the_contract_does_not_know_is_a_usage_error(desk: Desk, words: tuple[str, ...]) -> None:
    assert desk.type(*words).code == 2


def test_an_item_is_answered_by_the_reference_of_its_case(desk: Desk) -> None:
    said = desk.type("answer", desk.reference, REPORT, "granted")

    assert said.code == 0, said.words
    assert desk.room.world.item(desk.room.case_id, REPORT).outcome == "granted"


def test_the_log_of_calls_is_read_with_the_key_alone(desk: Desk) -> None:
    office = id_of_round(desk.room.world.item(desk.room.case_id, REPORT), desk.room.world.deps)
    signed_out = {name: value for name, value in desk.environment.items() if name != "LIANBAN_TOKEN"}
    words = ("deliveries", "veterans_affairs", office, "--signed", "--json")

    said = Terminal(desk.home, signed_out).type(*words)
    wrong = Terminal(desk.home, {**signed_out, "LIANBAN_WEBHOOK_KEY": "whsec_" + "B" * 43 + "="}).type(*words)

    assert said.code == 0, said.words
    assert [one["reference"] for one in said.json["entries"]] == [desk.reference]
    assert (wrong.code, "[bad-signature]" in wrong.words) == (4, True)


def test_own_fields_go_over_the_samples(desk: Desk) -> None:
    own = json.dumps({"receipt": "粤公-0007"})

    said = desk.type("answer", desk.reference, REPORT, "accepted", "--body", "-", stdin=own)

    assert said.code == 0, said.words
    assert desk.room.world.item(desk.room.case_id, REPORT).dispatch.receipt == "粤公-0007"


def test_a_dry_run_of_an_answer_sends_nothing(desk: Desk) -> None:
    before = desk.room.world.ledger(desk.room.case_id)

    said = desk.type("answer", desk.reference, REPORT, "granted", "--dry-run")

    assert said.json["headers"]["webhook-signature"].startswith("v1,")
    assert desk.room.world.ledger(desk.room.case_id) == before


def test_an_answer_out_of_turn_is_refused_with_its_code(desk: Desk) -> None:
    desk.type("answer", desk.reference, REPORT, "granted")

    said = desk.type("answer", desk.reference, REPORT, "refused")

    assert said.code == 1
    assert "[outcome-already-recorded]" in said.words


def test_a_stored_message_is_verified_in_json_and_by_exit_code(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, {"LIANBAN_WEBHOOK_KEY": KEY})
    file = tmp_path / "old.json"
    file.write_text(signed("{}", key=KEY, webhook_id="m/1", at=datetime(2026, 1, 1, tzinfo=UTC)).written())

    now, then, at = (
        terminal.type("verify", str(file), "--json"),
        terminal.type("verify", str(file), "--at", "sent"),
        terminal.type("verify", str(file), "--at", "2026-01-01T08:01:00+08:00"),
    )

    assert (now.code, then.code, at.code) == (6, 0, 0)
    assert [one["part"] for one in now.json["findings"] if not one["ok"]] == ["time"]


@each(
    "words",
    [
        ("listen", "--forward-to", "notaurl", "--department", "mobilization"),
        ("send", "item.dispatched", "--to", "notaurl"),
    ],
)
def test_what_is_no_address_of_a_program_is_said_before_anything_is_sent(
    words: tuple[str, ...], desk: Desk
) -> None:
    said = desk.type(*words)

    assert (said.code, said.out) == (2, "")
    assert "notaurl 不是地址" in said.words


def test_a_route_is_changed_for_listening_with_a_reason_only(desk: Desk) -> None:
    words = (
        "listen",
        "--forward-to",
        "http://127.0.0.1:1/",
        "--department",
        "mobilization",
        "--region",
        "440106",
    )

    assert desk.type(*words).code == 2


@pytest.mark.slow
def test_listening_takes_a_regions_items_meanwhile_and_gives_them_back(desk: Desk) -> None:
    port = free_port()
    words = (
        "listen",
        "--forward-to",
        "http://127.0.0.1:1/",
        "--department",
        "mobilization",
        "--port",
        str(port),
    )
    routed = ("--region", "440106", "--reason", REASON, "--reachable-at", HERE)
    environment = {**os.environ, **desk.environment, "XDG_CONFIG_HOME": str(desk.home)}
    process = subprocess.Popen(
        [sys.executable, "-m", "infra.console", *words, *routed, "--json"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    until(lambda: _route(desk) == HERE, seconds=60)
    message = signed("{}", key=KEY, webhook_id="m/1", at=datetime.now(UTC))
    until(lambda: _answered(port, message.headers, message.body) == 502, seconds=30)

    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=30)

    assert process.returncode == 0
    assert json.loads(out.splitlines()[-1])["valid"] is True
    assert _route(desk) is None


def _route(desk: Desk) -> str | None:
    shown = desk.type("routes", "show", "mobilization", "--region", "440106", "--json").json
    (ours,) = (one["set"] for one in shown["entries"] if one["region"] == "440106")
    return str(ours["endpoint"]) if ours else None


def _answered(port: int, headers: Mapping[str, str], body: bytes) -> int | None:
    try:
        return over_http(
            "POST", f"http://127.0.0.1:{port}/", body=body, headers=dict(headers), retries=False
        ).status
    except urllib3.exceptions.HTTPError:
        return None


def test_the_test_vectors_are_verified_and_one_that_is_not_as_expected_is_told(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, {})
    vectors = ROOT / "docs" / "kit" / "vectors.json"
    told = json.loads(vectors.read_text("utf-8"))
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps({"vectors": [{**told["vectors"][0], "wrong": "key"}]}))

    right, other = terminal.type("verify", str(vectors), "--json"), terminal.type("verify", str(wrong))

    assert right.code == 0
    assert all(one["right"] for one in right.json["vectors"])
    assert len(right.json["vectors"]) == len(told["vectors"])
    assert other.code == 6
