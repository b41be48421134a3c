"""A window says that a result, or a decision, was handed over, sent, or signed for."""

from typing import Any

from functions.domain.case.access import Principal
from functions.domain.case.todos import handed_over_on, parcel_of
from schemas.codes import Role
from tests.support.grounds import GROUNDS
from tests.support.handovers import BY_MOTHER, BY_THEMSELVES
from tests.support.office_desk import Desk
from tests.support.offices_without_systems import HOUSEHOLD
from tests.support.opened import standing
from tests.support.world import APPLICANT

CLERK = Principal("clerk-1", Role.CLERK, "440106")
SENT = {"carrier": "示例快递", "number": "EX123456789CN"}


def decided(kind: str, **fields: Any) -> tuple[Desk, str]:
    desk = Desk()
    desk.world.answered(desk.case_id, HOUSEHOLD, kind, **fields)
    return desk, f"/cases/{desk.case_id}/items/{HOUSEHOLD}"


def test_a_parcel_is_said_and_signed_for_at_the_window() -> None:
    desk, item = decided("granted", result={"document": "居民户口簿", "delivery": "post"})
    clerk = desk.site(CLERK)
    page = clerk.get(clerk.get(item).link("交付登记：交给申请人、邮寄或者签收"))

    wrong = clerk.submit(page, {"carrier": "示例快递"}, action=f"{item}/delivery/parcels")
    shown = clerk.submit(page, SENT, action=f"{item}/delivery/parcels")
    again = clerk.get(f"{item}/delivery")
    after = clerk.submit(again, {"signed_for": "1"}, action=f"{item}/delivery")

    assert wrong.errors == ["请填写邮件号码：5 至 40 位的字母、数字或者短横。"]
    assert SENT["number"] in shown.words
    held = desk.world.item(desk.case_id, HOUSEHOLD)
    assert parcel_of(held) is not None
    assert handed_over_on(held) is not None
    assert "交付登记" not in after.words


def test_a_decision_is_handed_over_at_the_window_with_its_day_and_the_paper_shown() -> None:
    desk, item = decided("refused", reason="不符合", **GROUNDS)
    clerk = desk.site(CLERK)
    page = clerk.get(f"{item}/delivery")

    empty = clerk.submit(page, action=f"{item}/delivery")
    early = clerk.submit(
        page, {**BY_THEMSELVES, "on.year": "2026", "on.month": "1", "on.day": "1"}, action=f"{item}/delivery"
    )
    clerk.submit(page, BY_THEMSELVES, action=f"{item}/delivery")

    assert empty.errors == ["请选择由谁领取。", "请选择来人出示的证件。"]
    assert early.status == 422
    assert str(handed_over_on(desk.world.item(desk.case_id, HOUSEHOLD))) == "2026-11-24"
    assert "没有要交给申请人的结果" in clerk.get(f"{item}/delivery").words


def test_a_day_that_cannot_be_leaves_what_was_filled_in_where_a_window_hands_over() -> None:
    """On both pages where a window says so."""
    desk, item = decided("granted", result={"document": "居民户口簿", "delivery": "window"})
    clerk = desk.site(CLERK)
    todo = f"/cases/{desk.case_id}/todos/{HOUSEHOLD}/fetch"
    early = {**BY_MOTHER, "on.year": "2026", "on.month": "1", "on.day": "1"}

    for address in (f"{item}/delivery", todo):
        told = clerk.submit(clerk.get(address), early, action=address)
        form = dict(standing(told.form(address)))
        assert (told.status, "不能早于作出决定的日期" in told.words) == (422, True)
        assert {name: form.get(name) for name in early} == early


def test_nobody_but_a_clerk_has_such_a_page() -> None:
    desk, item = decided("granted", result={"document": "居民户口簿", "delivery": "post"})

    own = desk.site(APPLICANT)

    assert own.get(f"{item}/delivery").status == 404
    assert "交付登记" not in own.get(item).words
