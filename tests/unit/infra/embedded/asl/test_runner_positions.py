"""A run that was lost goes on in the middle: where each of its items stands, the ledger knows."""

from datetime import timedelta
from itertools import chain

import pytest

from functions.domain.case.waits import RunPosition
from functions.domain.errors import TaskGone
from tests.support.embedded_case import House, whole_case
from tests.support.plans import TWELVE, given

SENT = RunPosition("Dispatch", "token-of-before", {"wait": {"seconds": 600}})
CHECKED = {"service_check": None}


def regained(**positions: RunPosition | None) -> House:
    house = House(whole_case(), escalate=lambda _payload: {"seconds": 600})
    house.runner.start("run", given(TWELVE), positions=positions)
    house.runner.run_until_idle()
    return house


def invoked(house: House, item: str) -> list[str]:
    return [function for function, payload in house.invoked if payload.get("item") == item]


def test_an_item_waits_on_under_the_token_that_the_ledger_knows_and_nobody_is_invoked() -> None:
    house = regained(identity_card=SENT, **CHECKED)

    before = invoked(house, "identity_card")
    house.succeed("token-of-before", item="identity_card", outcome="granted")

    assert before == []
    assert invoked(house, "identity_card") == []
    with pytest.raises(TaskGone):
        house.succeed("token-of-before")


def test_it_is_seen_to_wait_in_its_state() -> None:
    house = regained(identity_card=SENT, **CHECKED)

    events = [event for event in house.runner.history("run") if event.item == "identity_card"]

    kinds = [(event.kind, event.state) for event in events]
    assert kinds[0][0] == "MapIterationStarted"
    assert kinds[1:] == [
        (kind, "DispatchPublicSecurity") for kind in ("TaskStateEntered", "TaskScheduled", "TaskSubmitted")
    ]


def test_its_time_runs_out_as_it_would_have() -> None:
    house = regained(identity_card=SENT, **CHECKED)

    house.after(seconds=601)

    assert invoked(house, "identity_card") == ["escalate", "dispatch_public_security"]


def test_what_is_decided_is_not_entered_and_all_others_begin_at_their_beginning() -> None:
    house = regained(identity_card=None, **CHECKED)

    assert invoked(house, "identity_card") == []
    assert invoked(house, "service_check") == []
    assert invoked(house, "driving_licence") == ["await_prerequisites"]


def test_a_run_of_which_all_is_decided_closes() -> None:
    house = regained(**dict.fromkeys(chain(*TWELVE.values())), **CHECKED)

    assert [function for function, _ in house.invoked] == ["close_case"]
    assert house.status() == "SUCCEEDED"


def test_a_state_that_the_branch_has_not_is_come_to_from_the_beginning() -> None:
    house = regained(service_check=RunPosition("AwaitCorrection", "token-of-before", {}))

    assert invoked(house, "service_check") == ["verify_service"]


def test_after_months_of_waiting_on_it_is_as_if_nothing_had_been_lost() -> None:
    house = regained(identity_card=RunPosition("AwaitPrerequisites", "token-of-before", {}), **CHECKED)
    house.now += timedelta(days=60)

    house.succeed("token-of-before", seconds=86_400)

    assert invoked(house, "identity_card") == ["dispatch_public_security"]
