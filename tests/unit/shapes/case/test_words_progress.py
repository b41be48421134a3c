import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from functions.domain.applicant.progress import Todo
from functions.domain.case.case import ApplicantTerm
from functions.domain.case.item import SERVICE_CHECK
from functions.shapes.case.progress import notice_view
from functions.shapes.case.words_check import check_step
from functions.shapes.case.words_progress import (
    case_next_step,
    item_next_step,
    item_next_steps,
    todo_text,
)
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes import CaseStatus, Department, ItemStatus, Outcome
from schemas.codes_citizen import NoticeStatus, TodoKind
from tests.support.each import each
from tests.support.grounds import GROUNDS
from tests.support.make import NOW, answer, done, item, ledger, sent, service_check

EDITION = load_edition(CURRENT)


def step(code: str = "social_insurance", **changes: Any) -> str:
    one = sent(code, **changes)
    return item_next_step(one, ledger(one), EDITION)


@each("status", [one for one in ItemStatus if one is not ItemStatus.DONE])
def test_every_state_says_whose_turn_it_is(status: ItemStatus) -> None:
    text = step(status=status)

    assert text.endswith("。")
    assert status.value not in text


@each("outcome", Outcome)
def test_every_outcome_says_what_follows(outcome: Outcome) -> None:
    one = done("social_insurance", outcome)

    text = item_next_step(one, ledger(one), EDITION)

    assert text.endswith("。")
    assert outcome.value not in text


def test_an_item_that_waits_names_what_it_waits_for() -> None:
    report, waiting = sent(), item("economic_subsidy", after=("discharge_report",))

    text = item_next_step(waiting, ledger(report, waiting), EDITION)

    assert text == "等待“退役报到”办结后自动开始，无需您操作。"


@pytest.mark.parametrize("status", [ItemStatus.ACCEPTED, ItemStatus.CORRECTING])
def test_an_item_behind_one_that_was_asked_back_says_that_it_may_not_begin(status: ItemStatus) -> None:
    report = sent(status=status, withdrawal_at=NOW)
    near = item("household_registration", after=("discharge_report",))
    far = item("identity_card", after=("household_registration",))

    texts = [item_next_step(one, ledger(report, near, far), EDITION) for one in (near, far)]

    for text in texts:
        assert "“退役报到”已申请撤回；部门同意撤回的，这个事项也不再办理。" in text
        assert "待您办理" not in text
        assert "自动开始" not in text


def test_a_correction_names_its_last_day_in_our_own_time_zone() -> None:
    text = step(status=ItemStatus.CORRECTING, correct_by=NOW + timedelta(hours=15))

    assert text.startswith("请在2026年11月25日前（含当天）按清单补正")


def test_a_pending_withdrawal_says_who_confirms() -> None:
    assert step(withdrawal_at=NOW) == "已申请撤回，等待退役军人事务部门确认。"


def test_the_offices_own_next_steps_come_before_the_editions() -> None:
    given = answer("granted", "social_insurance", result={"document": "回执", "next_steps": "请到网点激活。"})
    one = done("social_insurance", answer=given)

    assert item_next_step(one, ledger(one), EDITION) == "请到网点激活。"


def test_a_case_says_in_one_sentence_whether_anything_is_the_applicants() -> None:
    checking = ledger(item(), check=item("service_check"))
    under_way = ledger(sent(), item("economic_subsidy"))
    closed = ledger(done(), status=CaseStatus.CLOSED)

    assert case_next_step(checking, ()).endswith("通过后各事项自动开始，目前无需您操作。")
    assert case_next_step(under_way, ()).startswith("还有 2 个事项正在办理")
    assert case_next_step(closed, ()) == "所有事项都已有结果，无需您操作。"
    assert case_next_step(closed, ("one",)).startswith("有 1 件事需要您办理")


def test_of_a_check_that_nothing_waits_for_any_more_no_item_is_said_to_begin_after_it() -> None:
    withdrawn = ledger(done(outcome=Outcome.WITHDRAWN), check=item("service_check"))

    told = case_next_step(withdrawn, ())

    assert "自动开始" not in told
    assert told.endswith("现在没有事项等它的结果，目前无需您操作。")


@each("kind", TodoKind)
def test_everything_to_do_is_said_with_its_last_day(kind: TodoKind) -> None:
    refused = done("identity_card", Outcome.REFUSED)

    text = todo_text(Todo(kind, "identity_card", until=NOW), "居民身份证申领", refused)

    assert "居民身份证申领" in text
    assert text.endswith("最晚2026年11月24日（含当天）。")


def test_a_refusal_tells_the_remedy_that_was_told_and_names_its_letter() -> None:
    told = done("identity_card", Outcome.REFUSED, answer=answer("refused", "identity_card", **GROUNDS))

    for text in (
        todo_text(Todo(TodoKind.CONTEST, told.code, "条件不符"), "居民身份证申领", told),
        item_next_step(told, ledger(told), EDITION),
    ):
        assert "《不予办理决定书》" in text
        assert "60日内向广州市天河区人民政府申请行政复议" in text
        assert "6个月内向广州铁路运输法院提起行政诉讼" in text


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.NOT_ACCEPTED])
def test_a_refusal_that_told_no_remedy_is_not_said_to_have_told_one(outcome: Outcome) -> None:
    bare = done("identity_card", outcome, answer=answer(outcome.value, "identity_card"))

    for text in (
        todo_text(Todo(TodoKind.CONTEST, bare.code, "条件不符"), "居民身份证申领", bare),
        item_next_step(bare, ledger(bare), EDITION),
    ):
        assert "未载明救济途径和期限" in text
        assert "按决定告知" not in text


def test_the_notice_term_is_law_of_the_licence_only() -> None:
    assert "依照《中华人民共和国行政许可法》第三十二条，应在" in step(
        "driving_licence", status=ItemStatus.RECEIVED
    )
    assert "不是法定期限" in step("identity_card", status=ItemStatus.RECEIVED)


def test_a_stop_and_an_extension_name_their_letters() -> None:
    assert "《特别程序告知书》" in step(status=ItemStatus.SUSPENDED)
    assert "《延长办理期限告知书》" in step(status=ItemStatus.ACCEPTED, extended=True)


def test_an_item_that_the_edition_has_lost_is_simply_done() -> None:
    one = done("old_item", answer=None)

    assert item_next_step(one, ledger(one), EDITION) == "已办结。"
    assert item_next_step(service_check(), ledger(one), EDITION).endswith("。")


def test_a_contested_check_of_which_the_office_is_silent_says_both_dates() -> None:
    check = sent(
        SERVICE_CHECK,
        department=Department.MOBILIZATION,
        sent_at=NOW,
        silent_since=NOW + timedelta(days=7),
        contested_at=NOW - timedelta(days=1),
    )

    text = check_step(check, ledger(sent(), check=check))

    assert text.startswith(
        "您已于2026年11月23日提出异议，军区动员（人民武装）部门自2026年11月24日起核查入伍信息、至今没有答复，运行管理员已能看到，"
    )


def test_whoever_has_a_term_to_report_in_is_told_the_day_of_submission() -> None:
    check = sent(SERVICE_CHECK, department=Department.MOBILIZATION)
    term = ApplicantTerm(item="discharge_report", place=0, start=NOW.date())

    text = check_step(check, ledger(sent(), check=check, terms=(term,)))

    assert "您的申请已于2026年11月24日提交，提交时间留有记录" in text


CODES = [one.code for one in EDITION.items]
NOT_DONE = [one for one in Outcome if one is not Outcome.GRANTED]


def test_what_comes_after_a_grant_is_told_of_nothing_else() -> None:
    wrong = {}
    for code, outcome in product(CODES, NOT_DONE):
        one = done(code, outcome)
        told = (item_next_step(one, ledger(one), EDITION), item_next_steps(one, ledger(one), EDITION))
        if told[0] != told[1] or EDITION.item(code).next_steps in told[0]:
            wrong[code, outcome] = told

    assert wrong == {}


def test_an_open_item_tells_what_comes_next_and_a_granted_one_what_is_true_then() -> None:
    told = {
        code: [item_next_steps(one, ledger(one), EDITION) for one in (sent(code), done(code))]
        for code in CODES
    }

    assert told == {
        one.code: [one.next_steps, one.after_grant or one.next_steps] for one in map(EDITION.item, CODES)
    }


def test_who_has_the_card_is_not_sent_to_have_fingers_taken_nor_to_examinations() -> None:
    for code in ("identity_card", "driving_licence"):
        granted = done(code)
        assert not re.search("指纹|考试", item_next_step(granted, ledger(granted), EDITION))


def test_nobody_is_sent_for_what_is_not_valid_any_more() -> None:
    result = {"document": "居民身份证", "delivery": "window", "valid_until": "2027-01-31"}
    card = done(
        "identity_card",
        department=Department.PUBLIC_SECURITY,
        answer=answer("granted", "identity_card", result=result),
    )

    on_time, late = (
        item_next_step(card, ledger(card), EDITION, date(2027, *day)) for day in ((1, 31), (2, 1))
    )

    assert on_time.startswith("请到公安部门的窗口领取“居民身份证”")
    assert late == (
        "“居民身份证”的有效期到2027年1月31日为止，已经过了，没有登记领取。仍需要的，请到公安部门的窗口询问。"
    )


def test_what_is_to_be_fetched_is_told_first_and_until_when() -> None:
    result = {"document": "居民身份证", "delivery": "window", "valid_until": "2027-01-31"}
    card = done(
        "identity_card",
        department=Department.PUBLIC_SECURITY,
        answer=answer("granted", "identity_card", result=result),
    )
    said = {**result, "next_steps": "请带旧证。"}
    told = done(
        "identity_card",
        department=Department.PUBLIC_SECURITY,
        answer=answer("granted", "identity_card", result=said),
    )

    asked = "请到公安部门的窗口领取“居民身份证”（有效期至 2027年1月31日）。"
    assert item_next_step(card, ledger(card), EDITION) == f"{asked}换领的，领新证时交回旧证。"
    assert item_next_steps(told, ledger(told), EDITION) == f"{asked}请带旧证。"


def test_a_case_of_which_something_came_to_nothing_is_not_told_as_done() -> None:
    told = notice_view("done", NoticeStatus.DELIVERED, NOW, EDITION)

    assert told.template_text == "全部有结果"


def test_a_check_that_did_not_pass_says_that_what_needs_none_goes_on() -> None:
    check = done(SERVICE_CHECK, Outcome.REFUSED, reason="查无入伍记录")
    card = replace(sent("identity_card"), unchecked=True)

    goes_on, ended = (
        item_next_step(check, ledger(one, check=check), EDITION)
        for one in (card, done("identity_card", Outcome.GRANTED))
    )

    assert "不需要核查的事项同时办理。" in goes_on
    assert "不需要核查的事项" not in ended


def test_what_somebody_wrote_without_a_stop_does_not_run_into_the_term() -> None:
    paper = todo_text(Todo(TodoKind.BRING, "x", "居民户口簿", until=NOW), "户口登记", done())

    assert "请在期限前补交：居民户口簿。最晚2026年11月24日（含当天）。" in paper
