from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.case.case import Change
from functions.domain.case.notices import SHOWN_AFTER, notice_needs_operator
from functions.domain.case.notices_owed import notices_of
from functions.domain.errors import NoticeRefused, NoticeUnavailable
from functions.usecases.applicant.notify import MOST_FAILURES
from functions.usecases.case.wait import Task
from functions.usecases.operator.operate import resolve
from functions.usecases.upkeep.states import await_correction, close
from functions.usecases.upkeep.sweep import sweep
from schemas.codes import CaseStatus
from schemas.codes_citizen import NoticeStatus
from tests.support.fakes.notices import FakeNotices
from tests.support.grounds import GROUNDS
from tests.support.incidents import GRANTED, OPERATOR, REFUSED, REPORT, SECOND, act
from tests.support.world import World

MISSING = [{"name": "户口簿", "reason": "缺首页"}]


def notified() -> tuple[World, FakeNotices]:
    world, notices = World(), FakeNotices()
    world.deps = replace(world.deps, notices=notices)
    return world, notices


def looked(world: World, minutes: int = 1) -> None:
    world.clock.advance(timedelta(minutes=minutes))
    sweep(world.deps)


def kept(world: World, case_id: str) -> list[tuple[str, NoticeStatus, int]]:
    return [(one.key, one.status, one.attempts) for one in notices_of(world.ledger(case_id))]


def finished(world: World) -> str:
    case_id = world.submitted("discharge_report")
    world.granted(case_id, "service_check", "discharge_report")
    return case_id


def asked_to_correct(world: World) -> str:
    case_id = world.submitted("discharge_report")
    world.granted(case_id, "service_check")
    world.dispatched(case_id, "discharge_report")
    world.answered(case_id, "discharge_report", "correction_requested", missing=MISSING)
    return case_id


def await_the_correction(world: World, case_id: str) -> None:
    await_correction(Task(case_id, "discharge_report", 1, "AwaitCorrection", "token-correction"), world.deps)


def test_the_look_that_writes_a_case_anyway_tells_its_applicant() -> None:
    world, notices = notified()
    case_id = world.submitted("discharge_report")

    looked(world)
    looked(world)
    world.granted(case_id, "service_check")
    looked(world, minutes=10)

    assert notices.templates == ["received", "in_progress"]
    assert notices.effects[f"{case_id}/notice/received"].recipient == "applicant-1"
    assert kept(world, case_id) == [
        ("received", NoticeStatus.SENT, 1),
        ("in_progress", NoticeStatus.SENT, 1),
    ]


def test_the_closing_and_its_notice_are_one_write() -> None:
    world, notices = notified()
    case_id = finished(world)
    before = world.ledger(case_id).case.version

    close(case_id, 1, world.deps)

    case = world.ledger(case_id).case
    assert notices.templates == ["done"]
    assert (case.status, case.version, case.check_at) == (CaseStatus.CLOSED, before + 1, None)
    assert kept(world, case_id) == [("done", NoticeStatus.SENT, 1)]


def test_a_closing_whose_notice_fails_closes_all_the_same_and_tells_later() -> None:
    world, notices = notified()
    notices.script([NoticeUnavailable()])
    case_id = finished(world)

    close(case_id, 1, world.deps)
    closed = world.ledger(case_id).case
    looked(world)

    assert closed.status is CaseStatus.CLOSED
    assert closed.check_at == closed.notices[0].at + timedelta(minutes=1)
    assert kept(world, case_id) == [("done", NoticeStatus.SENT, 2)]
    assert world.ledger(case_id).case.check_at is None


def test_the_wait_for_a_correction_and_its_notice_are_one_write() -> None:
    world, notices = notified()
    case_id = asked_to_correct(world)
    before = world.item(case_id, "discharge_report").version

    await_the_correction(world, case_id)
    await_the_correction(world, case_id)

    item = world.item(case_id, "discharge_report")
    assert notices.arrived == [f"{case_id}/notice/correction/discharge_report/1"]
    assert item.version == before + 2
    assert (item.check_at, [one.status for one in item.aftercare.notices]) == (None, [NoticeStatus.SENT])


@pytest.mark.parametrize("error", [NoticeUnavailable(), NoticeRefused()])
def test_a_correction_that_could_not_be_told_is_told_by_the_sweep(
    error: NoticeUnavailable | NoticeRefused,
) -> None:
    world, notices = notified()
    notices.script([error])
    case_id = asked_to_correct(world)

    await_the_correction(world, case_id)
    looked(world)

    assert f"{case_id}/notice/correction/discharge_report/1" in notices.effects
    assert world.item(case_id, "discharge_report").check_at is None


def test_a_correction_answered_before_anybody_was_told_owes_no_notice() -> None:
    world, notices = notified()
    case_id = finished(world)

    await_the_correction(world, case_id)

    assert notices.arrived == []


def test_a_failing_gateway_is_asked_later_and_later_until_operators_see_it() -> None:
    world, notices = notified()
    notices.otherwise = NoticeUnavailable()
    case_id = world.submitted("discharge_report")

    for minutes in (1, 1, 2, 4):
        looked(world, minutes)
    (notice,) = notices_of(world.ledger(case_id))

    assert (notice.attempts, notice.error) == (SHOWN_AFTER, "NoticeUnavailable")
    assert notice_needs_operator(notice)


def test_one_look_gives_a_gateway_that_is_down_some_peace() -> None:
    world, notices = notified()
    notices.otherwise = NoticeUnavailable()
    cases = [world.submitted("discharge_report") for _ in range(MOST_FAILURES + 2)]

    looked(world)

    tried = [case_id for case_id in cases if notices_of(world.ledger(case_id))]
    soon = {world.ledger(case_id).case.check_at for case_id in cases}
    assert len(tried) == MOST_FAILURES
    assert soon == {world.clock() + timedelta(minutes=1)}


def test_without_a_gateway_nobody_is_owed_anything() -> None:
    world = World()
    case_id = finished(world)

    close(case_id, 1, world.deps)

    case = world.ledger(case_id).case
    assert (case.status, case.notices, case.check_at) == (CaseStatus.CLOSED, (), None)


def test_a_notice_sent_twice_after_a_lost_write_reaches_a_person_once() -> None:
    world, notices = notified()
    case_id = world.submitted("discharge_report")
    looked(world)
    forgotten = replace(world.ledger(case_id).case, notices=())
    world.store.commit(Change(case=forgotten))

    looked(world, minutes=10)

    assert len(notices.arrived) == 2
    assert len(notices.effects) == 1
    assert [one.key for one in world.ledger(case_id).case.notices] == ["received"]


def corrected(world: World, case_id: str, decision: dict[str, Any], key: str) -> None:
    """By two operators, a minute later."""
    world.clock.advance(timedelta(minutes=1))
    order = act("override", decision=decision)
    for by in (OPERATOR, SECOND):
        resolve(case_id, REPORT, order, by=by, key=f"{key}-{by.subject}", deps=world.deps)


@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
def test_an_outcome_in_the_place_of_another_is_told_whatever_was_told_before(closed: bool) -> None:
    world, notices = notified()
    case_id = world.submitted(REPORT, "social_insurance")
    world.granted(case_id, "service_check", *(["social_insurance"] if closed else []))
    world.dispatched(case_id, REPORT)
    world.answered(case_id, REPORT, "refused", **GROUNDS)
    looked(world)
    if closed:
        close(case_id, 1, world.deps)
    looked(world)

    corrected(world, case_id, GRANTED, "first")
    looked(world)
    looked(world)
    corrected(world, case_id, REFUSED, "second")
    looked(world)
    looked(world)

    told = [key.removeprefix(f"{case_id}/notice/") for key in notices.arrived]
    expected = [f"result/{REPORT}/granted/1", f"result/{REPORT}/refused/2"]
    assert [key for key in told if key.endswith(("/1", "/2"))] == expected


def test_by_phone_it_says_that_it_was_corrected() -> None:
    world, notices = notified()
    case_id = finished(world)
    case = world.ledger(case_id).case
    world.store.commit(Change(case=replace(case, applicant="window/440106")))
    close(case_id, 1, world.deps)
    looked(world)

    corrected(world, case_id, REFUSED, "first")
    looked(world)
    corrected(world, case_id, GRANTED, "second")
    looked(world)

    first, second = (
        notices.effects[f"{case_id}/notice/result/{REPORT}/{end}"].text or ""
        for end in ("refused/1", "granted/2")
    )
    assert "（办理结果已更正）没有办成" in first
    assert "（办理结果已更正）已办结，可到" in second
