"""What may be said of an item at a desk."""

from typing import Any

import pytest

from functions.domain.case.answer_rules import EXHAUSTED
from functions.domain.case.item import with_withdrawal
from functions.domain.case.parts import Incident
from functions.domain.conflicts import Conflict
from functions.domain.office.saying import ALLOWED, sayable
from schemas.codes import AnswerType, ItemStatus
from tests.support import make
from tests.support.each import each
from tests.support.fakes.clock import START
from tests.support.make import NOW, answer
from tests.support.offices_without_systems import HOUSEHOLD, at_the_police, without_systems


def test_a_list_is_asked_for_once_a_round_and_meanwhile_only_what_was_brought_is_granted() -> None:
    world = without_systems()
    case_id, _ = at_the_police(world)
    missing = [{"name": "退役证", "reason": "看不清"}]

    before = sayable(world.item(case_id, HOUSEHOLD))
    world.answered(case_id, HOUSEHOLD, "correction_requested", missing=missing)

    assert AnswerType.CORRECTION_REQUESTED in before
    assert sayable(world.item(case_id, HOUSEHOLD)) == (AnswerType.GRANTED,)


def test_a_withdrawal_is_let_go_only_where_it_was_asked_for() -> None:
    world = without_systems()
    case_id, _ = at_the_police(world)
    item = world.item(case_id, HOUSEHOLD)

    assert AnswerType.WITHDRAWN not in sayable(item)
    assert sayable(with_withdrawal(item, at=START))[0] is AnswerType.WITHDRAWN


def test_nothing_is_said_of_what_has_not_come_or_is_over() -> None:
    world = without_systems()
    case_id, _ = at_the_police(world)
    before = world.item(case_id, "identity_card")
    world.answered(case_id, HOUSEHOLD, "granted")

    assert sayable(before) == ()
    assert sayable(world.item(case_id, HOUSEHOLD)) == ()


@each("kind", ALLOWED[ItemStatus.DISPATCHED])
def test_what_may_be_said_first_is_taken(kind: AnswerType) -> None:
    world = without_systems()
    case_id, _ = at_the_police(world)
    missing = [{"name": "退役证", "reason": "看不清"}]
    more: dict[str, Any] = {"missing": missing} if kind is AnswerType.CORRECTION_REQUESTED else {}

    try:
        world.answered(case_id, HOUSEHOLD, kind.value, **more)
    except Conflict as error:
        pytest.fail(error.code)


def test_a_list_of_the_round_before_is_none_of_this_one_and_after_the_last_there_is_none() -> None:
    listed = make.sent(round=2, sent_round=2, answer=answer("correction_requested"))
    told = Incident("Dispatch", EXHAUSTED, "已补正 3 轮", NOW)

    assert AnswerType.CORRECTION_REQUESTED in sayable(listed)
    assert AnswerType.CORRECTION_REQUESTED not in sayable(
        make.sent(status=ItemStatus.INCIDENT, incident=told)
    )
