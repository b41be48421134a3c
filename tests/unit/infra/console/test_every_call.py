"""What every command that calls the system does alike, one row a command."""

import inspect
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from infra.console.failure import Exit
from tests.support.api_incident import GRANTED, Room
from tests.support.command import ACTS, COMMANDS, Terminal, interface
from tests.support.each import each
from tests.support.figures import FIGURES_TOML
from tests.support.incidents import REPORT

REASON = ("--reason", "已与部门核实情况")
NOBODY_THERE = "http://127.0.0.1:1"
BATCH = "0" * 32
# What is typed beside the reason. {folder} has a decision and a rollout in it.
TYPED: Mapping[str, tuple[str, ...]] = {
    "status": (),
    "cases": (),
    "case": ("{reference}",),
    "why": ("{reference}",),
    "incidents": (),
    "unknown": (),
    "retry": ("{reference}", REPORT),
    "abandon": ("{reference}", REPORT),
    "told": ("{reference}", REPORT),
    "notify": ("{reference}", REPORT),
    "settle": ("{reference}", REPORT, "--decision", "{folder}/decision.json"),
    "override": ("{reference}", REPORT, "--decision", "{folder}/decision.json"),
    "reroute": ("{reference}", REPORT, "worklist"),
    "continue": ("{reference}",),
    "deliveries": ("mobilization", "mobilization-440106"),
    "resend": (
        "mobilization",
        "mobilization-440106",
        "--reference",
        "{reference}",
        "--item",
        "service_check",
    ),
    "keys": ("mobilization",),
    "export": ("--out", "{folder}/out"),
    "batch list": (),
    "batch show": (BATCH,),
    "batch make": ("--attention", "incident", "--action", "retry"),
    "batch start": (BATCH,),
    "batch stop": (BATCH,),
    "batch resume": (BATCH,),
    "routes show": ("mobilization",),
    "routes set": ("mobilization", "440106", "--name", "天河区人武部", "--mode", "worklist"),
    "rollout show": ("440100",),
    "rollout set": ("440100", "--entries", "{folder}/rollout.json"),
    "figures show": ("440106",),
    "figures waiting": (),
    "figures export": ("440106",),
    "figures items": ("440106",),
    "figures compare": ("440106", "0", "0"),
    "figures propose": ("{folder}/figures.toml",),
    "figures confirm": ("440106", "--proposal", "0f1e2d3c4b5a"),
    "figures refuse": ("440106", "--proposal", "0f1e2d3c4b5a"),
}
# These sign their own messages, or are what signs in.
OTHERWISE = {"listen", "send", "answer", "hand-in", "sign-in", "profile"}


@dataclass(frozen=True)
class Desk:
    terminal: Terminal
    room: Room

    def words(self, name: str) -> list[str]:
        ledger = self.room.world.ledger(self.room.case_id)
        known = {"reference": ledger.case.reference, "folder": str(self.terminal.home)}
        return [*name.split(), *(word.format(**known) for word in TYPED[name])]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    room, home = Room(), tmp_path_factory.mktemp("home")
    (home / "decision.json").write_text(json.dumps(GRANTED))
    (home / "rollout.json").write_text(json.dumps({"entries": []}))
    (home / "figures.toml").write_text(FIGURES_TOML, encoding="utf-8")
    with interface(room.api.within) as address:
        yield Desk(Terminal(home, {"LIANBAN_SERVER": address, "LIANBAN_TOKEN": "operator"}), room)


def _reason(name: str) -> tuple[str, ...]:
    return REASON if name in ACTS else ()


def test_every_command_that_calls_the_system_has_its_row() -> None:
    calling = {
        name for name, one in COMMANDS.items() if "identity" in inspect.signature(one.callback).parameters
    }

    assert calling - OTHERWISE == set(TYPED)


@pytest.mark.slow
@each("name", TYPED)
def test_nobody_is_let_do_anything(name: str, desk: Desk) -> None:
    nobody = Terminal(desk.terminal.home, {"LIANBAN_SERVER": desk.terminal.environment["LIANBAN_SERVER"]})

    said = nobody.type(*desk.words(name), *_reason(name))

    assert (said.code, said.out) == (Exit.NOT_ALLOWED, "")


@each("name", TYPED)
def test_a_system_that_does_not_answer_is_told_apart(name: str, desk: Desk) -> None:
    away = Terminal(desk.terminal.home, {"LIANBAN_SERVER": NOBODY_THERE, "LIANBAN_TOKEN": "operator"})

    said = away.type(*desk.words(name), *_reason(name))

    assert said.code == Exit.UNREACHABLE
    assert said.words.strip()


@each("name", sorted(ACTS))
def test_without_a_reason_nothing_is_asked_of_the_system(name: str, desk: Desk) -> None:
    assert desk.terminal.type(*desk.words(name)).code == Exit.USAGE


@pytest.mark.slow
@each("name", sorted(ACTS))
def test_a_dry_run_shows_the_order_and_changes_nothing(name: str, desk: Desk) -> None:
    before = _all_of(desk)

    said = desk.terminal.type(*desk.words(name), *REASON, "--dry-run", "--json")

    assert said.json["body"]["reason"] == REASON[1]
    assert "没有发出" in said.words
    assert _all_of(desk) == before


@pytest.mark.slow
@each("name", sorted(set(TYPED) - ACTS - {"batch show"}))
def test_a_reading_is_json_and_nothing_else(name: str, desk: Desk, tmp_path: Path) -> None:
    said = desk.terminal.type(*desk.words(name), "--json")

    assert said.code == Exit.FINE
    assert isinstance(said.json, dict)


def _all_of(desk: Desk) -> Any:
    """The ledger, and whatever records an order would leave."""
    world = desk.room.world
    kinds = ("batch", "export_audit", "route", "rollout")
    return world.ledger(desk.room.case_id), [world.store.records(kind, limit=9).entries for kind in kinds]
