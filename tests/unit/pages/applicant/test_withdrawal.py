"""Withdrawal through the pages: nothing is done before what follows was told."""

from datetime import datetime, timedelta

from functions.domain.case.appointments import booked
from functions.domain.case.case import Change
from functions.ports.deps import Deps
from schemas.codes import ItemStatus, Outcome
from tests.support.each import each
from tests.support.fakes.clock import START
from tests.support.pages_case import ADDRESS, CASE, as_, case_site, change_item

HOUSEHOLD, CARD, CHECK = "household_registration", "identity_card", "service_check"
PAGE = f"{ADDRESS}/withdrawal"


def test_what_follows_is_told_before_anything_is_done() -> None:
    site, deps = case_site()
    change_item(deps, HOUSEHOLD, status=ItemStatus.DISPATCHED, round=1, sent_round=1, sent_at=START)
    before = deps.store.ledger(CASE)

    told = site.submit(site.get(PAGE), {"items": HOUSEHOLD, "reason": "另有安排"}, action=PAGE)

    assert (told.status, told.heading) == (200, "撤回后的影响")
    assert "部门同意了才算撤回" in told.words
    assert (
        "居民身份证申领 要等“户口登记（退役军人恢复户口）”办好才能办；部门同意撤回后，它也不再办理。"
        in told.words
    )
    assert deps.store.ledger(CASE) == before


def _booked(deps: Deps, at: datetime) -> None:
    change_item(
        deps, CARD, status=ItemStatus.ACCEPTED, round=1, sent_round=1, sent_at=START, accepted_at=START
    )
    item = deps.store.ledger(CASE).item(CARD)
    when = booked(item, "office", at, 30, now=START, calendar=deps.calendar, hour=9)
    deps.store.commit(Change(items=(when,)))


@each(
    "later, told_of_it",
    [(timedelta(days=3), True), (timedelta(hours=-1), False)],
    ids=["still to come", "over"],
)
def test_whoever_has_booked_a_time_to_come_is_told_that_it_goes_to_others(
    later: timedelta, told_of_it: bool
) -> None:
    site, deps = case_site()
    _booked(deps, deps.clock() + later)

    told = site.submit(site.get(PAGE), {"items": CARD, "reason": "另有安排"}, action=PAGE)

    assert "已经送部门。确认后通知部门" in told.words
    assert ("已经预约的到场时间随即让出，不用再去。" in told.words) is told_of_it


def test_a_confirmed_withdrawal_is_done_once_and_told() -> None:
    site, deps = case_site()
    told = site.submit(site.get(PAGE), {"items": CARD, "reason": "另有安排"}, action=PAGE)

    done, again = site.submit(told, action=PAGE), site.submit(told, action=PAGE)

    assert done.heading == again.heading == "办件进度"
    assert "已撤回。如仍需办理，可重新提交申请。" in done.words
    assert deps.store.ledger(CASE).item(CARD).outcome is Outcome.WITHDRAWN


def test_whoever_takes_everything_back_is_told_of_no_others_and_that_the_check_goes_on() -> None:
    site, deps = case_site()
    change_item(deps, CHECK, status=ItemStatus.DISPATCHED, outcome=None, round=1, sent_round=1, sent_at=START)
    page = site.get(PAGE)
    every = tuple(one["value"] for one in page.soup.select("input[name=items]"))

    whole = site.submit(page, {"items": every, "reason": "另有安排"}, action=PAGE)
    one = site.submit(page, {"items": CARD, "reason": "另有安排"}, action=PAGE)

    assert "其他事项不受影响" not in whole.words
    assert "入伍信息核查已经送部门，不随着撤回停下" in whole.words
    assert "不随着撤回停下" not in one.words


def test_what_was_forgotten_is_told_at_its_field() -> None:
    site, _ = case_site()

    wrong = site.submit(site.get(PAGE), {"reason": ""}, action=PAGE)

    assert wrong.status == 422
    assert wrong.title.startswith("错误：")
    assert wrong.errors[0] == "请至少选择一个要撤回的事项。"
    assert len(wrong.errors) == 2


def test_an_item_is_chosen_beforehand_where_one_comes_from_it() -> None:
    site, _ = case_site()

    page = site.get(f"{PAGE}?item={CARD}")

    assert [one["value"] for one in page.soup.select("input[checked]")] == [CARD]


def test_an_item_that_has_ended_meanwhile_is_told_in_words() -> None:
    site, deps = case_site()
    told = site.submit(site.get(PAGE), {"items": CARD, "reason": "另有安排"}, action=PAGE)
    change_item(deps, CARD, status=ItemStatus.DONE, outcome=Outcome.GRANTED)

    late = site.submit(told, action=PAGE)

    assert late.status == 409
    assert "没有办成" in late.words


def test_a_case_with_nothing_left_to_withdraw_says_so() -> None:
    site, deps = case_site()
    for item in deps.store.ledger(CASE).held:
        change_item(deps, item.code, status=ItemStatus.DONE, outcome=Outcome.GRANTED)

    assert "没有可以撤回的事项" in site.get(PAGE).words


@each("who", ["stranger", "far-clerk", "operator"])
def test_somebody_elses_case_does_not_exist(who: str) -> None:
    _, deps = case_site()

    assert as_(who, deps).get(PAGE).status == 404


def test_the_window_withdraws_for_its_applicant() -> None:
    _, deps = case_site()
    clerk = as_("clerk", deps)

    told = clerk.submit(clerk.get(PAGE), {"items": CARD, "reason": "本人要求"}, action=PAGE)
    clerk.submit(told, action=PAGE)

    assert deps.store.ledger(CASE).item(CARD).outcome is Outcome.WITHDRAWN
