from datetime import timedelta

import pytest

from functions.domain.case.answered import answered
from functions.domain.case.legal_time import check_time, known_from, legal_time
from functions.domain.case.parts import Incident
from functions.domain.case.refusals import AnswerTimeOutOfRange
from functions.domain.case.transitions import round_sent, send_failed, stopped
from schemas.codes import ItemStatus
from tests.support import make
from tests.support.make import NOW, answer

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LATER = NOW + HOUR


@pytest.mark.parametrize(
    "kind", ["received", "accepted", "suspended", "resumed", "granted", "refused", "problem"]
)
@pytest.mark.parametrize("at", ["2000-01-01T00:00:00Z", "2026-12-24T02:00:00Z"])
def test_no_answer_is_of_a_time_before_its_round_or_ahead_of_now(kind: str, at: str) -> None:
    with pytest.raises(AnswerTimeOutOfRange) as refused:
        answered(make.sent(), answer(kind, at=at), LATER)

    (problem,) = refused.value.problems
    assert (problem.pointer, problem.detail[:8]) == ("/at", "办理时间（at）")


def test_two_clocks_may_differ_by_five_minutes() -> None:
    check_time(make.sent(), NOW - 5 * MINUTE, NOW)
    check_time(make.sent(), NOW + 5 * MINUTE, NOW)


def test_a_slow_clock_decides_nothing_before_it_was_asked() -> None:
    assert legal_time(make.sent(), NOW - 2 * MINUTE) == NOW
    assert legal_time(make.sent(), NOW + 2 * MINUTE) == NOW + 2 * MINUTE


def test_an_office_may_have_had_the_round_all_the_while_that_calling_it_failed() -> None:
    owed = make.sent(status=ItemStatus.READY, sent_round=0, sent_at=None)
    tried = send_failed(owed, "DepartmentUnavailable", None, NOW + MINUTE)

    sent = round_sent(tried, 1, LATER)

    assert (sent.dispatch.sent_at, known_from(sent)) == (LATER, NOW)
    assert answered(sent, answer("accepted"), LATER).clock.accepted_at == NOW


def test_a_round_that_was_sent_at_once_costs_no_field_of_its_own() -> None:
    owed = make.sent(status=ItemStatus.READY, sent_round=0, sent_at=None)

    assert round_sent(owed, 1, NOW + MINUTE).dispatch.begun_at is None


def test_an_incident_on_the_way_keeps_since_when_the_office_may_know() -> None:
    owed = make.sent(status=ItemStatus.READY, sent_round=0, sent_at=None)

    stuck = stopped(owed, Incident("Dispatch", "DepartmentRefusedPayload", "拒收", LATER))

    assert known_from(stuck) == NOW
