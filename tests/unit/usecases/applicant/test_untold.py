"""Notices that do not arrive, as operators meet them."""

from datetime import timedelta

import pytest

from functions.domain.case.item import SERVICE_CHECK, attention
from functions.domain.case.notices_owed import notices_of
from functions.domain.conflicts import NothingToTell
from functions.domain.errors import NoticeRefused, NoticeUnavailable
from functions.usecases.operator.attention import Filter, incidents_of
from functions.usecases.operator.operate import resolve
from functions.usecases.operator.summary import summary_of
from functions.usecases.upkeep.states import close
from schemas.codes_citizen import NoticeStatus
from schemas.operator.acts import Notify, Resolution, Told
from tests.support.fakes.notices import FakeNotices
from tests.support.incidents import OPERATOR
from tests.support.world import World
from tests.unit.usecases.applicant.test_notify import finished, looked, notified

TOLD = Told(action="told", reason="已电话告知本人")
AGAIN = Notify(action="notify", reason="网关已恢复")


def refused() -> tuple[World, FakeNotices, str]:
    """A closed case of which the gateway cannot reach the applicant."""
    world, notices = notified()
    notices.otherwise = NoticeRefused()
    case_id = finished(world)
    close(case_id, 1, world.deps)
    return world, notices, case_id


def shown(world: World) -> list[tuple[str, str]]:
    page = incidents_of(Filter(attention="untold"), by=OPERATOR, limit=10, cursor=None, deps=world.deps)
    return [(found.item.code, found.stuck.error) for found in page.entries]


def act(world: World, case_id: str, order: Resolution, code: str = SERVICE_CHECK) -> None:
    resolve(case_id, code, order, by=OPERATOR, key=f"key-{order.action}", deps=world.deps)


def test_what_the_gateway_refuses_is_shown_with_the_closing_itself() -> None:
    world, _, case_id = refused()

    (tally,) = summary_of(OPERATOR, world.deps).tallies
    assert shown(world) == [(SERVICE_CHECK, "NoticeFailed")]
    assert (tally.attention, tally.count, tally.oldest) == ("untold", 1, world.ledger(case_id).case.closed_at)
    assert world.ledger(case_id).case.check_at is None


def test_what_failed_often_is_shown_and_disappears_when_it_arrives() -> None:
    world, notices = notified()
    notices.otherwise = NoticeUnavailable()
    case_id = world.submitted("discharge_report")

    for minutes in (1, 1, 2, 4):
        looked(world, minutes)
    before = shown(world)
    notices.otherwise = "delivered"
    looked(world, 60)

    assert before == [(SERVICE_CHECK, "NoticeFailed")]
    assert shown(world) == []
    assert [one.status for one in notices_of(world.ledger(case_id))] == [NoticeStatus.DELIVERED]


def test_an_operator_who_told_the_applicant_otherwise_says_so_and_it_is_history() -> None:
    world, notices, case_id = refused()

    act(world, case_id, TOLD)
    notices.otherwise = "sent"
    looked(world, 60)

    (notice,) = notices_of(world.ledger(case_id))
    assert (notice.status, shown(world), notices.arrived) == (NoticeStatus.TOLD, [], [])
    assert "told" in world.kinds(case_id)
    with pytest.raises(NothingToTell):
        act(world, case_id, AGAIN)


def test_an_operator_lets_it_be_sent_again() -> None:
    world, notices, case_id = refused()
    notices.otherwise = "sent"

    act(world, case_id, AGAIN)
    looked(world)

    assert notices.templates == ["done"]
    assert (shown(world), attention(world.item(case_id, SERVICE_CHECK))) == ([], None)


def test_a_notice_of_one_item_is_shown_at_that_item() -> None:
    world, notices = notified()
    case_id = world.submitted("discharge_report", "economic_subsidy", "social_insurance")
    world.granted(case_id, SERVICE_CHECK, "discharge_report")
    looked(world)
    notices.otherwise = NoticeRefused()
    world.dispatched(case_id, "economic_subsidy")
    world.answered(case_id, "economic_subsidy", "refused")

    world.clock.advance(timedelta(hours=7))
    looked(world)

    assert shown(world) == [("economic_subsidy", "NoticeFailed")]


def test_an_item_without_a_failed_notice_has_none_to_tell() -> None:
    world, _, case_id = refused()

    with pytest.raises(NothingToTell):
        act(world, case_id, TOLD, "discharge_report")
