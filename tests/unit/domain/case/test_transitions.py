from dataclasses import replace
from datetime import timedelta

from functions.domain.case import transitions
from functions.domain.case.answered import answered
from functions.domain.case.parts import Incident, Trouble
from functions.domain.case.waits import FIRST_CHECK
from functions.domain.clock import Deadline
from schemas.codes import ItemStatus, Outcome
from tests.support import make
from tests.support.make import NOW, answer

LATER = NOW + timedelta(hours=1)
DUE = Deadline(NOW + timedelta(days=30), provisional=True)


def test_a_round_is_owed_once() -> None:
    owed = transitions.round_owed(make.item(), DUE, NOW)

    assert (owed.dispatch.round, owed.status, owed.clock.due_at) == (1, ItemStatus.READY, DUE.at)
    assert transitions.round_owed(owed, replace(DUE, provisional=False), LATER) == owed


def test_a_sent_round_does_not_hide_an_answer_that_came_first() -> None:
    answered_first = make.sent(status=ItemStatus.ACCEPTED, sent_round=0)

    sent = transitions.round_sent(answered_first, 1, LATER)

    assert (sent.status, sent.dispatch.sent_round) == (ItemStatus.ACCEPTED, 1)


def test_failures_to_send_are_counted_from_the_first_one() -> None:
    once = transitions.send_failed(make.item(round=1), "DepartmentUnavailable", None, NOW)
    twice = transitions.send_failed(once, "DepartmentUnavailable", LATER, LATER)

    assert twice.dispatch.trouble is not None
    assert (
        twice.dispatch.trouble.since,
        twice.dispatch.trouble.attempts,
        twice.dispatch.trouble.not_before,
    ) == (NOW, 2, LATER)


def test_the_first_incident_stands() -> None:
    first = answered(make.sent(), answer("problem"), NOW)
    incident = first.desk.incident
    assert incident is not None

    assert transitions.stopped(first, replace(incident, error="Other", at=LATER)) == first


def test_nothing_of_what_was_out_of_order_is_left_of_an_item_that_is_decided() -> None:
    trouble, incident = Trouble("DepartmentUnavailable", NOW, 3), Incident("Dispatch", "Error", "原因", NOW)
    item = make.sent(trouble=trouble, incident=incident, follow_up_at=NOW)

    ended = transitions.decided(item, Outcome.GRANTED, LATER)

    assert (ended.dispatch.trouble, ended.desk.incident, ended.follow_up_at) == (None, None, None)
    assert ended.news_at == LATER + FIRST_CHECK
