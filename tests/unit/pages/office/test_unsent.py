"""What was typed of an answer is not lost, whatever became of the item while it was typed."""

import pytest

from tests.support.office_desk import Desk
from tests.support.offices_without_systems import BELLA, FAR_AWAY, HOUSEHOLD
from tests.support.opened import Opened
from tests.unit.pages.office.test_pages_answer import GRANTED, LISTED, REFUSED
from tests.unit.pages.office.test_pages_transfer import WHY
from tests.unit.pages.office.test_pages_transfer import desk as that_may_hand_on

WHY_TAKEN = "同事休假"
KEPT = "您填写的内容在下面，没有丢失"


def taken_over(desk: Desk) -> Desk:
    opened = desk.open(BELLA)
    desk.site(BELLA).submit(opened, {"reason": WHY_TAKEN}, action=f"{desk.address}/claim")
    return desk


def given_back(desk: Desk) -> Desk:
    desk.site().submit(desk.open(), action=f"{desk.address}/release")
    return desk


def has_all(page: Opened, values: dict[str, str]) -> bool:
    return all(value in page.html for value in values.values())


def refusing(desk: Desk, form: Opened) -> Opened:
    return desk.site().submit(form, REFUSED, action=f"{desk.address}/answers/refused")


def test_whoever_lost_the_item_while_they_typed_reads_who_has_it_and_finds_what_they_typed() -> None:
    desk = Desk().claimed()
    form = desk.form("refused")
    taken_over(desk)

    shown = refusing(desk, form)

    assert (shown.status, shown.heading) == (409, "不予办理")
    assert "同事（账号 bella）于今天" in shown.words
    assert KEPT in shown.words
    assert has_all(shown, REFUSED)
    assert desk.world.item(desk.case_id, HOUSEHOLD).outcome is None


def test_they_take_it_over_there_and_their_answer_goes_on_as_it_was_typed() -> None:
    desk = Desk().claimed()
    form = desk.form("refused")
    shown = refusing(taken_over(desk), form)
    action = f"{desk.address}/answers/refused"

    unsaid = desk.site().submit(shown, action=action)
    checked = desk.site().submit(unsaid, {"claim_reason": "申请人在等"}, action=action)
    sent = desk.site().submit(checked, action=f"{action}/send")

    assert (unsaid.status, unsaid.errors) == (
        422,
        ["请写明接手的理由，2 至 500 字，会留存在办理经过中。"],
    )
    assert has_all(unsaid, REFUSED)
    assert checked.heading == "核对后发送：不予办理"
    assert "申请人在等" not in checked.html
    assert "已登记不予办理。" in sent.words
    assert desk.world.item(desk.case_id, HOUSEHOLD).desk.claimed_by == "anne"


def test_what_nobody_has_any_more_is_claimed_there() -> None:
    desk = Desk().claimed()
    form = desk.form("correction_requested")
    action = f"{desk.address}/answers/correction_requested"
    given_back(desk)

    shown = desk.site().submit(form, LISTED, action=action)
    checked = desk.site().submit(shown, action=action)

    assert shown.status == 409
    assert "该事项现在没有人领取" in shown.words
    assert has_all(shown, {"why": LISTED["why.m.discharge_certificate"]})
    assert checked.heading == "核对后发送：要求补正"
    assert LISTED["why.m.discharge_certificate"] in checked.words


def test_what_is_lost_between_the_look_and_the_sending_is_kept_too() -> None:
    desk = Desk().claimed()
    checked = desk.checked("refused", REFUSED)
    taken_over(desk)

    late = desk.site().submit(checked, action=f"{desk.address}/answers/refused/send")

    assert (late.status, KEPT in late.words, has_all(late, REFUSED)) == (409, True, True)
    assert "answer_refused" not in desk.world.kinds(desk.case_id)


def test_what_cannot_be_said_any_more_is_told_with_what_was_typed() -> None:
    desk = Desk().claimed()
    form, checked = desk.form("granted"), desk.checked("granted", GRANTED)
    desk.sent("refused", REFUSED)

    sent = desk.site().submit(checked, action=f"{desk.address}/answers/granted/send")
    filled = desk.site().submit(form, GRANTED, action=f"{desk.address}/answers/granted")

    for late in (sent, filled):
        assert late.status == 409
        assert "您填写的、没有发送的内容" in late.words
        assert GRANTED["number"] in late.words


@pytest.mark.slow
def test_of_an_item_that_was_handed_on_what_was_typed_is_there_with_where_it_went() -> None:
    desk = that_may_hand_on()
    form = desk.form("refused")
    page = desk.site().get(f"{desk.address}/transfer")
    desk.site().submit(page, {"region": "440300", "reason": WHY})

    late = refusing(desk, form)

    assert (late.status, "该事项已经移送本部门其他机构办理" in late.words) == (409, True)
    assert all(REFUSED[name] in late.words for name in ("reason", "legal_basis"))


def test_a_stranger_learns_nothing_of_an_item_by_typing_an_answer() -> None:
    desk = Desk().claimed()
    form = desk.form("refused")
    far = desk.site(FAR_AWAY)
    token = far.get("/office").form("/sign-out").select_one("[name=token]")
    assert token is not None

    typed = far.submit(form, {**REFUSED, "token": token["value"]}, action=f"{desk.address}/answers/refused")
    empty = far.submit(
        form, {"token": token["value"], "at.day": ""}, action=f"{desk.address}/answers/refused"
    )

    assert (typed.status, empty.status) == (404, 404)
    assert desk.reference not in typed.html + empty.html


def test_why_it_is_taken_over_stands_there_again_where_it_is_too_short() -> None:
    desk = Desk().claimed()

    wrong = desk.site(BELLA).submit(desk.open(BELLA), {"reason": "急"}, action=f"{desk.address}/claim")

    reason = wrong.soup.select_one("textarea[name=reason]")
    assert wrong.status == 422
    assert reason is not None
    assert reason.get_text() == "急"
