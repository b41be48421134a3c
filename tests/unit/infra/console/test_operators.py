"""What operators type, against the interface with a case in trouble."""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Timer
from typing import get_args

import pytest

from functions.domain.operator.reason import Act
from functions.usecases.operator.batch_work import work
from functions.usecases.upkeep.states import close
from infra.console.commands.cases import typed_act
from tests.support.api_incident import GRANTED, Room
from tests.support.command import COMMANDS, Terminal, interface
from tests.support.each import each
from tests.support.fakes.executions import SilentEngine
from tests.support.figures import FIGURES_TOML
from tests.support.incidents import REPORT
from tests.support.over_http import over_http

REASON = ("--reason", "已与部门核实情况")


@dataclass(frozen=True, kw_only=True)
class Desk(Terminal):
    """A terminal, and the world behind the interface that it reaches."""

    room: Room
    reference: str

    def direct(self, path: str) -> bytes:
        address = self.environment["LIANBAN_SERVER"]
        return over_http("GET", f"{address}{path}", headers={"Authorization": "Bearer operator"}).data


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    room = Room()
    with interface(room.api.within) as address:
        environment = {"LIANBAN_SERVER": address, "LIANBAN_TOKEN": "operator"}
        yield Desk(tmp_path, environment, room=room, reference=room.world.ledger(room.case_id).case.reference)


READING = {
    ("status",): "/v1/operator/summary",
    ("cases", "--limit", "1"): "/v1/operator/cases?limit=1",
    ("case", "{reference}"): "/v1/operator/cases/{case_id}",
    ("case", "{reference}", "--events"): "/v1/cases/{case_id}/events?limit=100",
    ("why", "{reference}"): "/v1/operator/cases/{case_id}/why",
    ("incidents",): "/v1/operator/incidents?limit=20",
    ("incidents", "--groups"): "/v1/operator/incidents/groups",
    ("batch", "list"): "/v1/operator/batches?limit=20",
    ("routes", "show", "mobilization"): "/v1/operator/routes?department=mobilization",
    ("rollout", "show", "440100"): "/v1/operator/rollout?city=440100",
    ("figures", "show", "440106"): "/v1/operator/figures?place=440106",
    ("figures", "waiting"): "/v1/operator/figures/waiting?limit=100",
    ("figures", "items", "440106"): "/v1/operator/figures/items?place=440106",
}


@pytest.mark.slow
@each("words, path", READING.items(), ids=[" ".join(words) for words in READING])
def test_json_is_what_the_interface_says_to_the_byte_and_nothing_else(
    desk: Desk, words: tuple[str, ...], path: str
) -> None:
    known = {"reference": desk.reference, "case_id": desk.room.case_id}

    said = desk.type(*(word.format(**known) for word in words), "--json")

    assert said.code == 0, said.words
    assert said.out.encode() == desk.direct(path.format(**known)) + b"\n"
    assert said.words == ""


@pytest.mark.slow
@each("words", READING, ids=[" ".join(words) for words in READING])
def test_every_reading_says_something_in_words_too(desk: Desk, words: tuple[str, ...]) -> None:
    said = desk.type(*(word.format(reference=desk.reference) for word in words))

    assert (said.code, said.words) == (0, "")
    assert said.out.strip()


def test_an_incident_is_listed_by_the_reference_of_its_case(desk: Desk) -> None:
    said = desk.type("incidents")

    assert desk.reference in said.out
    assert REPORT in said.out
    assert desk.room.case_id not in said.out


def test_why_says_since_when_for_whom_and_what_to_do(desk: Desk) -> None:
    said = desk.type("why", desk.reference)

    assert all(word in said.out for word in ("自 since", "等 for", "怎么办 do", "可办 act"))


def test_each_act_that_may_help_is_told_as_the_command_that_does_it() -> None:
    """Only what sets a case aside is done on its page."""
    acts = [
        {"action": name, "method": "POST", "path": "/runs" if name == "continue" else "/resolution"}
        for name in get_args(Act)
        if name != "set_aside"
    ]

    typed = [typed_act(act, "TY1", REPORT) for act in acts]

    assert [words for words in typed if not words.startswith("lianban ")] == []
    assert {" ".join(words.split(" ")[1:2]) for words in typed} <= {name.split()[0] for name in COMMANDS}
    assert all(words.endswith("--reason …") for words in typed)


def test_causes_are_told_with_the_departments_that_have_them(desk: Desk) -> None:
    said = desk.type("incidents", "--groups")

    assert {"异常待处理", "退役军人事务"} <= set(said.out.split())


def test_while_the_engine_does_not_answer_a_case_is_shown_and_its_runs_are_said_to_be_unread(
    tmp_path: Path,
) -> None:
    room = Room()
    reference = room.world.ledger(room.case_id).case.reference
    with interface(replace(room.api.within, executions=SilentEngine())) as address:
        desk = Terminal(tmp_path, {"LIANBAN_SERVER": address, "LIANBAN_TOKEN": "operator"})

        said = desk.type("case", reference)

    assert said.code == 0
    assert reference in said.out
    assert "状态机现在不应答" in said.out


def test_a_case_is_found_by_its_id_too(desk: Desk) -> None:
    said = desk.type("case", desk.room.case_id.upper(), "--json")

    assert said.json["reference"] == desk.reference


def _ended(room: Room) -> None:
    for item in room.world.ledger(room.case_id).items:
        if item.outcome is None:
            path = f"/v1/operator/incidents/{room.case_id}.{item.code}/resolution"
            room.post(path, {"action": "abandon", "reason": REASON[1]}, key=f"key-{item.code}")
    close(room.case_id, 1, room.world.deps)


@pytest.mark.slow
def test_watching_tells_each_change_as_a_line_of_json_and_ends_with_the_case(tmp_path: Path) -> None:
    room = Room(REPORT)
    with interface(room.api.within) as address:
        reference = room.world.ledger(room.case_id).case.reference
        terminal = Terminal(tmp_path, {"LIANBAN_SERVER": address, "LIANBAN_TOKEN": "operator"})
        later = Timer(0.5, _ended, (room,))
        later.start()
        said = terminal.type("case", reference, "--watch", "--json")
        later.join()

    told = [json.loads(line) for line in said.out.splitlines()]
    assert said.code == 0
    assert told[-1]["status"] == "closed"
    assert len({line["version"] for line in told}) == len(told)


def test_a_retry_is_recorded_with_its_reason(desk: Desk) -> None:
    said = desk.type("retry", desk.reference, REPORT, *REASON)

    assert said.code == 0, said.words
    assert "已记录 recorded" in said.out
    assert desk.room.get(desk.room.incident).json["acts"][-1]["reason"] == REASON[1]


def test_the_same_key_does_it_once(desk: Desk) -> None:
    words = ("retry", desk.reference, REPORT, *REASON, "--key", "key-0007")

    codes = [desk.type(*words).code, desk.type(*words).code]

    assert codes == [0, 0]
    assert len(desk.room.get(desk.room.incident).json["acts"]) == 1


def test_settling_takes_the_decision_from_what_comes_in(desk: Desk) -> None:
    said = desk.type(
        "settle", desk.reference, REPORT, "--decision", "-", *REASON, "--json", stdin=json.dumps(GRANTED)
    )

    assert said.json["outcome"] == "granted"


@pytest.mark.slow
def test_a_batch_is_watched_until_it_is_done(desk: Desk) -> None:
    made = desk.type(
        "batch", "make", "--attention", "incident", "--action", "abandon", *REASON, "--json"
    ).json
    desk.type("batch", "start", made["id"], *REASON)
    Timer(1.0, lambda: work(desk.room.api.within)).start()

    said = desk.type("batch", "show", made["id"], "--watch", "--json")

    assert [json.loads(one)["state"] for one in said.out.splitlines()] == ["running", "finished"]


def test_cases_are_narrowed_as_the_interface_narrows_them(desk: Desk) -> None:
    found = desk.type("cases", "--stuck", "incident", "--item", REPORT, "--channel", "online", "--json").json
    none = desk.type("cases", "--department", "public_security", "--stuck", "incident", "--json").json

    assert [one["reference"] for one in found["entries"]] == [desk.reference]
    assert none["entries"] == []


def test_a_batch_is_made_as_a_dry_run_and_then_started_and_stopped(desk: Desk) -> None:
    made = desk.type("batch", "make", "--attention", "incident", "--action", "retry", *REASON, "--json").json
    started = desk.type("batch", "start", made["id"], *REASON, "--json").json
    shown = desk.type("batch", "show", made["id"])

    assert (made["state"], made["total"]) == ("dry_run", 1)
    assert started["state"] in {"running", "finished"}
    assert made["id"] in shown.out
    assert "重新分发 retry　共 total 1" in shown.out


def test_a_route_is_set_and_taken_back(desk: Desk) -> None:
    words = ("routes", "set", "mobilization", "440106")
    office = ("--name", "天河区人武部", "--mode", "worklist", "--telephone", "020-00000000")
    set_ = desk.type(*words, *office, *REASON, "--json").json
    taken_back = desk.type(*words, "--clear", *REASON, "--json").json

    assert (set_["set"]["name"], set_["set"]["telephone"]) == ("天河区人武部", "020-00000000")
    assert taken_back["set"] is None


def test_a_rollout_is_replaced_as_a_whole(desk: Desk, tmp_path: Path) -> None:
    entry = {
        "items": ["identity_card"],
        "channels": ["window"],
        "stage": "off",
        "since": "2026-01-01",
        "way": "到派出所办理",
    }
    file = tmp_path / "rollout.json"
    file.write_text(json.dumps({"entries": [entry]}))

    said = desk.type("rollout", "set", "440100", "--entries", str(file), *REASON, "--json")

    assert said.code == 0, said.words
    assert said.json["entries"][0]["way"] == "到派出所办理"


def _codes(desk: Desk) -> dict[str, int]:
    here, stranger = desk.environment["LIANBAN_SERVER"], {**desk.environment, "LIANBAN_TOKEN": "soldier"}
    nobody = {"LIANBAN_SERVER": here}
    return {
        "fine": desk.type("status").code,
        "no such case to act on": desk.type("continue", "TY000101000000000", *REASON).code,
        "out of place": desk.type("notify", desk.reference, REPORT, *REASON).code,
        "usage": desk.type("retry", desk.reference, REPORT).code,
        "unreachable": desk.type("status", "--server", "http://127.0.0.1:1").code,
        "nobody": Terminal(desk.home, nobody).type("status").code,
        "wrong role": Terminal(desk.home, stranger).type("status").code,
        "wrong token": Terminal(desk.home, {**nobody, "LIANBAN_TOKEN": "x"}).type("status").code,
        "no such case": desk.type("case", "TY000101000000000").code,
    }


@pytest.mark.slow
def test_each_bad_end_has_its_own_exit_code(desk: Desk) -> None:
    assert _codes(desk) == {
        "fine": 0,
        "no such case to act on": 5,
        "out of place": 1,
        "usage": 2,
        "unreachable": 3,
        "nobody": 4,
        "wrong role": 4,
        "wrong token": 4,
        "no such case": 5,
    }


def test_a_refusal_is_one_line_with_its_code(desk: Desk) -> None:
    said = desk.type("reroute", desk.reference, REPORT, "no-such-office", *REASON, "--json")

    assert (said.code, said.out) == (1, "")
    assert said.words.endswith("[unknown-office]\n")
    assert len(said.words.splitlines()) == 1


@pytest.mark.slow
def test_figures_are_proposed_from_a_file_confirmed_by_a_second_and_taken_along_again(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "figures.toml"
    file.write_text(FIGURES_TOML, encoding="utf-8")
    second = replace(desk, environment={**desk.environment, "LIANBAN_TOKEN": "second-operator"})

    proposed = desk.type("figures", "propose", str(file), *REASON)
    own = desk.type("figures", "confirm", "440106", *REASON)
    done = second.type("figures", "confirm", "440106", *REASON)
    nothing = second.type("figures", "confirm", "440106", *REASON)
    taken = desk.type("figures", "export", "440106")
    compared = desk.type("figures", "compare", "440106", "0", "2")

    assert "等另一人核定" in proposed.out
    assert (own.code, nothing.code) == (1, 2)
    assert "second-operator" in done.out
    assert tomllib.loads(taken.out) == json.loads(json.dumps(tomllib.loads(FIGURES_TOML), default=str))
    assert "3 个工作日" in compared.out


def test_a_file_without_figures_is_told_before_anything_is_sent(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "figures.toml"
    file.write_text("value = 3", encoding="utf-8")

    assert desk.type("figures", "propose", str(file), *REASON).code == 2
    assert desk.type("figures", "propose", str(tmp_path / "no.toml"), *REASON).code == 2
