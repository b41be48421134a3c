"""What an operator types where one case cannot be read."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from functions.adapters.offices import load_offices
from functions.adapters.offices_set import SetOffices
from functions.domain.guide.rollout import ROLLOUT_KIND
from functions.usecases.settings import put_setting
from infra.console.failure import Exit
from tests.support.api_deps import Badges
from tests.support.api_incident import Room
from tests.support.client import Api
from tests.support.command import Terminal, interface
from tests.support.fakes.damaged_places import damaged_world
from tests.support.incidents import OPERATOR, REPORT, stuck_case


@dataclass(frozen=True, kw_only=True)
class Desk(Terminal):
    """`case_id`, `reference`: of the case that cannot be read."""

    case_id: str
    reference: str


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Of two cases in trouble one cannot be read, nor can a third, of which not even the item is listed."""
    world, store = damaged_world()
    room = Room(world=world)
    reference = world.ledger(room.case_id).case.reference
    stuck_case(world)
    store.damaged_ledger, store.damaged_attention = room.case_id, ("case-3",)
    with interface(room.api.within) as address:
        environment = {"LIANBAN_SERVER": address, "LIANBAN_TOKEN": "operator"}
        yield Desk(tmp_path, environment, case_id=room.case_id, reference=reference)


def test_a_case_that_cannot_be_read_keeps_no_other_out_of_the_list_of_incidents(desk: Desk) -> None:
    said = desk.type("incidents")

    assert said.code == Exit.FINE
    assert said.out.count(REPORT) == 2
    assert desk.case_id in said.out
    assert "读不出的 unreadable: case-3" in said.out


def test_a_case_that_cannot_be_read_is_not_said_to_be_none(desk: Desk) -> None:
    said = desk.type("why", desk.reference)

    assert said.code == Exit.UNREACHABLE
    assert f"办件 {desk.reference}（{desk.case_id}）的数据读不出来" in said.words
    assert "单机用 lianban repair" in said.words


def test_a_fault_of_the_system_is_told_with_the_number_that_its_log_has(desk: Desk) -> None:
    said = desk.type("why", desk.case_id)

    assert said.code == Exit.UNREACHABLE
    assert " 编号 request " in said.words
    assert said.words.endswith("[record-unreadable]\n")


def test_a_record_that_cannot_be_read_is_told_where_what_needs_somebody_is(desk: Desk) -> None:
    said = desk.type("status")

    assert "读不出的记录 unreadable: route/public_security-445300" in said.out


def test_a_route_that_cannot_be_read_is_not_said_to_come_from_the_file(tmp_path: Path) -> None:
    world, store = damaged_world()
    offices = SetOffices(load_offices(""), store, clock=world.clock, guarded=True)
    api = Api(replace(world.deps, offices=offices, tokens=Badges()))

    with interface(api.within) as address:
        environment = {"LIANBAN_SERVER": address, "LIANBAN_TOKEN": "operator"}
        said = Terminal(tmp_path, environment).type("routes", "show", "public_security")

    assert "读不出 unreadable" in said.out
    assert "文件 file" not in said.out


def test_a_version_of_a_setting_that_cannot_be_read_is_named_beside_the_others(tmp_path: Path) -> None:
    world, _ = damaged_world()
    for version in range(3):
        put_setting(
            ROLLOUT_KIND,
            "440100",
            {"entries": []},
            expected=version,
            reason="试点",
            by=OPERATOR,
            deps=world.deps,
        )
    api = Api(replace(world.deps, tokens=Badges()))

    with interface(api.within) as address:
        environment = {"LIANBAN_SERVER": address, "LIANBAN_TOKEN": "operator"}
        said = Terminal(tmp_path, environment).type("rollout", "show", "440100")

    assert said.code == Exit.FINE
    assert "试点" in said.out
    assert "读不出的版本 unreadable versions: 1" in said.out
