"""What an office's staff type: the calls to its system, sending again, keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from functions.usecases.office.which_office import id_of_round
from tests.support.api_incident import Room
from tests.support.command import Terminal, interface
from tests.support.each import each

CHECK = "service_check"


@pytest.fixture
def room() -> Room:
    return Room("discharge_report", "reserve_registration")


@pytest.fixture
def terminal(room: Room, tmp_path: Path) -> Iterator[Terminal]:
    with interface(room.api.within) as address:
        yield Terminal(tmp_path, {"LIANBAN_SERVER": address, "LIANBAN_TOKEN": "operator"})


@pytest.mark.slow
def test_what_was_not_answered_is_seen_listed_and_sent_again_once(room: Room, terminal: Terminal) -> None:
    case_id = room.world.submitted("discharge_report")
    room.world.dispatched(case_id, CHECK)
    office = id_of_round(room.world.item(case_id, CHECK), room.world.deps)
    reference = room.world.ledger(case_id).case.reference
    order = (
        "resend",
        "mobilization",
        office,
        "--reference",
        reference,
        "--item",
        CHECK,
        "--reason",
        "重新取",
    )

    seen = terminal.type("deliveries", "mobilization", office)
    listed = terminal.type(*order, "--look")
    sent = [terminal.type(*order, "--key", "key-00001") for _ in range(2)]

    assert reference in seen.out
    assert "已有结果的不在其中，用 --reference 查" in seen.out
    assert "可以重新发送" in listed.out
    assert [one.code for one in sent] == [0, 0]
    # An operator typed it.
    assert room.world.kinds(case_id).count("retried") == 1
    since = terminal.type(
        "resend", "mobilization", office, "--since", "2026-11-24T00:00:00+08:00", "--reason", "再取"
    )
    assert since.code == 0


@each("words", [(), ("--item", CHECK), ("--reference", "TY1", "--item", CHECK, "--since", "x")])
def test_either_an_item_or_a_time_is_named(terminal: Terminal, words: tuple[str, ...]) -> None:
    assert terminal.type("resend", "mobilization", "x-1", *words, "--reason", "重新取").code == 2


def test_keys_are_told_by_their_fingerprints(room: Room, terminal: Terminal) -> None:
    [mark] = room.world.deps.signatures.marks(["mobilization"])

    assert mark.fingerprint in terminal.type("keys", "mobilization").out
