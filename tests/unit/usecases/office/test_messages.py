"""Whatever is noted after a call on the wire is noted of the office that was called, and of no other."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.case.access import Principal
from functions.domain.case.case import Change
from functions.domain.case.item import with_clock, with_dispatch
from functions.domain.case.transitions import round_owed
from functions.domain.deadlines.due import due_after
from functions.domain.errors import DepartmentRefusedPayload, DepartmentUnavailable, DispatchError
from functions.usecases.applicant.withdraw import withdraw
from functions.usecases.case.incident import stop_item
from functions.usecases.office.dispatch import send_owed_round
from functions.usecases.office.messages import remind
from functions.usecases.operator.operate import resolve
from functions.usecases.upkeep.sweep import sweep
from schemas.applicant.acts import WithdrawalOrder
from schemas.codes import ItemStatus, Role
from schemas.codes_citizen import DueBasis
from schemas.office.dispatches import Dispatch, Message, Reminder, WithdrawalRequest
from schemas.operator.acts import Reroute
from tests.support.each import each
from tests.support.world import APPLICANT, World

ITEM = "discharge_report"
OTHER = "veterans_affairs-440300"
OPERATOR = Principal("operator-1", Role.OPERATOR, region="440000")
UNAVAILABLE = DepartmentUnavailable(retry_after_seconds=3600)


def with_office(world: World) -> str:
    case_id = world.submitted(ITEM)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, ITEM)
    return case_id


def reroute(world: World, case_id: str) -> None:
    order = Reroute(action="reroute", office=OTHER, reason="该机构暂不能办理")
    resolve(case_id, ITEM, order, by=OPERATOR, key="key-0001", deps=world.deps)


def told(world: World, message: type[Message]) -> list[str]:
    """The offices that such a message arrived at."""
    return [sent.office.id for sent in world.gateway.sent if isinstance(sent.message, message)]


def owe_reminder(world: World, case_id: str) -> None:
    owed = replace(with_clock(world.item(case_id, ITEM), reminder_owed=True), check_at=world.clock())
    world.store.commit(Change(items=(owed,)))


def ask(world: World, case_id: str) -> None:
    order = WithdrawalOrder.model_validate_json(json.dumps({"items": [ITEM], "reason": "改在外省安置"}))
    withdraw(case_id, order, by=APPLICANT, key="key-0002", deps=world.deps)


@each("failure", [None, UNAVAILABLE, DepartmentRefusedPayload()])
def test_an_office_is_asked_for_a_withdrawal_although_the_one_before_it_was_being_asked(
    failure: DispatchError | None,
) -> None:
    world = World()
    case_id = with_office(world)
    world.gateway.script(ITEM, [failure])
    world.gateway.meanwhile(ITEM, lambda: reroute(world, case_id))
    ask(world, case_id)
    sweep(world.deps)
    world.clock.advance(timedelta(minutes=20))

    sweep(world.deps)

    assert told(world, WithdrawalRequest)[-1:] == [OTHER]
    assert world.item(case_id, ITEM).status is ItemStatus.DISPATCHED


@each("failure", [None, UNAVAILABLE, DepartmentRefusedPayload()])
def test_a_reminder_of_the_office_before_is_none_of_the_next_one(failure: DispatchError | None) -> None:
    world = World()
    case_id = with_office(world)
    owe_reminder(world, case_id)
    world.gateway.script(ITEM, [failure])

    def late_again() -> None:
        reroute(world, case_id)
        owe_reminder(world, case_id)

    world.gateway.meanwhile(ITEM, late_again)
    with suppress(DepartmentUnavailable):
        remind(world.ledger(case_id), ITEM, world.deps)

    sweep(world.deps, everything=True)

    assert told(world, Reminder)[-1:] == [OTHER]


def test_the_next_office_is_not_kept_waiting_by_what_the_one_before_it_wished() -> None:
    world = World()
    case_id = with_office(world)
    now, item = world.clock(), world.item(case_id, ITEM)
    fresh = replace(with_dispatch(item, round=0, sent_round=0, office=None), status=ItemStatus.READY)
    owed = round_owed(fresh, due_after(item, now, world.deps.calendar), now)
    world.store.commit(Change(items=(owed,)))
    world.gateway.script(ITEM, [UNAVAILABLE, DepartmentUnavailable()])
    world.gateway.meanwhile(ITEM, lambda: reroute(world, case_id))
    ledger = world.ledger(case_id)

    with pytest.raises(DepartmentUnavailable):
        send_owed_round(ledger, ledger.item(ITEM), world.deps)

    trouble = world.item(case_id, ITEM).dispatch.trouble
    assert trouble is None or trouble.not_before is None


def test_the_next_office_is_not_stopped_by_what_the_one_before_it_refused() -> None:
    world = World()
    case_id = with_office(world)
    before = world.item(case_id, ITEM)
    reroute(world, case_id)

    stop_item(before, "DepartmentRefusedPayload", world.deps)

    assert world.item(case_id, ITEM).status is ItemStatus.READY


def test_a_dispatch_and_a_reminder_say_what_their_due_time_stands_on() -> None:
    world = World()
    case_id = with_office(world)
    owe_reminder(world, case_id)
    remind(world.ledger(case_id), ITEM, world.deps)

    said = [sent.message for sent in world.gateway.sent if isinstance(sent.message, Dispatch | Reminder)]

    assert {type(one) for one in said} == {Dispatch, Reminder}
    assert {(one.due_basis, one.due_basis_text) for one in said} == {
        (DueBasis.WATCH, "本系统关注期限，非法定；办结时限待核定")
    }
