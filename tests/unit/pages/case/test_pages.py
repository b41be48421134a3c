"""A case under way as its applicant and the window see it: what is to do, every item, what has happened."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from functions.domain.case.case import Change
from functions.domain.case.parts import ClockWord, Limit
from functions.pages.case.done import DONE_NOTES
from functions.pages.signed_in import SESSION_COOKIE
from schemas.catalogue.figures import Unit
from schemas.codes import AnswerType, CaseStatus, ItemStatus, Outcome
from tests.support.each import each
from tests.support.fakes.clock import START
from tests.support.fakes.notices import FakeNotices
from tests.support.pages import Site
from tests.support.pages_case import ADDRESS, CASE, as_, case_site, change_item

HOUSEHOLD, CARD = "household_registration", "identity_card"


def test_the_case_says_where_every_item_stands_and_what_is_not_known() -> None:
    site, deps = case_site()
    change_item(deps, "service_check", status=ItemStatus.DONE, outcome=Outcome.GRANTED)

    opened = site.get(ADDRESS)

    assert (opened.status, opened.heading) == (200, "办件进度")
    assert len(opened.soup.select("ul.tasks li")) == 13
    assert "预计送 公安（测试）" in opened.words
    assert "写“待核定”的，可拨打12345" in opened.words
    assert "办理期限待核定" in opened.words
    assert not opened.soup.select(".tag.act")


def test_what_the_applicant_must_do_stands_on_top_and_leads_to_its_page() -> None:
    site, deps = case_site()
    change_item(deps, HOUSEHOLD, status=ItemStatus.DONE, outcome=Outcome.REFUSED, since=START)

    opened = site.get(ADDRESS)

    first = opened.soup.select("main section")[0]
    assert first.select("h2")[0].get_text() == "待您办理"
    assert opened.link("查看决定和理由") == f"{ADDRESS}/todos/{HOUSEHOLD}/contest"


def test_a_blocked_item_says_why_and_what_to_do_instead() -> None:
    site, deps = case_site()
    change_item(deps, HOUSEHOLD, status=ItemStatus.DONE, outcome=Outcome.REFUSED, reason="材料不实")
    change_item(deps, CARD, status=ItemStatus.DONE, outcome=Outcome.BLOCKED)

    opened = site.get(f"{ADDRESS}/items/{CARD}")

    assert "前置的“户口登记（退役军人恢复户口）”结果为不予办理，理由：材料不实" in opened.words
    assert "可以重新提交申请" in opened.words


def test_nothing_is_sent_of_what_the_page_shows_already() -> None:
    site, deps = case_site()
    fragment = site.get(ADDRESS).soup.select_one("#progress")
    address = str(fragment["hx-get"]) if fragment else ""

    same = site.get(address)
    change_item(deps, "service_check", status=ItemStatus.DONE, outcome=Outcome.GRANTED)
    changed = site.get(address)

    assert (same.status, same.html) == (204, "")
    assert changed.status == 200
    assert "核查通过" in changed.html
    assert "<html" not in changed.html


def test_a_case_that_is_closed_asks_for_nothing_any_more() -> None:
    site, deps = case_site()
    ledger = deps.store.ledger(CASE)
    deps.store.commit(Change(case=replace(ledger.case, status=CaseStatus.CLOSED, closed_at=START)))

    assert "hx-get" not in site.get(ADDRESS).html


def test_a_page_that_refreshes_itself_keeps_no_session_alive() -> None:
    site, deps = case_site()
    later = Site(replace(deps, clock=lambda: START + timedelta(minutes=20)))
    later.cookies = dict(site.cookies)

    later.get(f"{ADDRESS}/progress")
    kept = dict(later.cookies)
    later.get(ADDRESS)

    assert kept == site.cookies
    assert later.cookies[SESSION_COOKIE] != kept[SESSION_COOKIE]


def test_who_is_signed_out_meanwhile_has_the_page_loaded_anew() -> None:
    _, deps = case_site()

    status, headers, html = Site(deps)._once("GET", f"{ADDRESS}/progress", b"", {})

    assert (status, headers["hx-refresh"], html) == (200, "true", "")


@each(
    "who, path",
    product(["stranger", "far-clerk", "operator", "staff"], ["", "/progress", "/history", f"/items/{CARD}"]),
)
def test_somebody_elses_case_does_not_exist(who: str, path: str) -> None:
    _, deps = case_site()

    assert as_(who, deps).get(ADDRESS + path).status == 404


def test_an_item_that_the_case_has_not_does_not_exist() -> None:
    site, _ = case_site()

    assert site.get(f"{ADDRESS}/items/fishing_licence").status == 404


def test_a_clerk_is_told_that_it_is_for_somebody_else() -> None:
    _, deps = case_site()

    opened = as_("clerk", deps).get(ADDRESS)

    assert "代办：" in opened.words


def test_the_history_tells_what_has_happened_page_by_page() -> None:
    site, _ = case_site()

    opened = site.get(f"{ADDRESS}/history")
    wrong = site.get(f"{ADDRESS}/history?cursor=made-up")

    assert "已提交申请，正在核查入伍信息。" in opened.words
    assert wrong.status == 422


@each("who, heading", [("soldier", "给您的通知"), ("clerk", "给申请人的通知")])
def test_a_notice_that_is_still_to_be_sent_is_not_called_given(who: str, heading: str) -> None:
    _, deps = case_site()
    told = replace(deps, notices=FakeNotices())

    opened = as_(who, told).get(f"{ADDRESS}/history")

    assert f"{heading} 今天" in opened.words
    assert "待发送" in opened.words
    assert "已经通知" not in opened.words


def test_every_page_has_one_heading_and_names_nobody_in_its_title() -> None:
    site, _ = case_site()

    for path in ("", "/history", f"/items/{CARD}"):
        opened = site.get(ADDRESS + path)
        assert len(opened.soup.select("h1")) == 1
        assert "测试甲" not in opened.title


@pytest.mark.slow
@each("name", sorted(DONE_NOTES))
def test_an_address_alone_says_of_nothing_that_it_was_done(name: str) -> None:
    site, _ = case_site()

    opened = site.get(f"{ADDRESS}?done={name}")

    assert DONE_NOTES[name][0] not in opened.words
    assert not opened.soup.select(".notice.done")


@pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}/items/{HOUSEHOLD}", f"{ADDRESS}/materials"])
def test_at_a_window_what_is_said_to_the_applicant_is_said_of_them(address: str) -> None:
    """Whoever is told 待您办理 there would look for a heading that says 待申请人办理."""
    site, deps = case_site()
    change_item(deps, HOUSEHOLD, status=ItemStatus.CORRECTING, since=START)

    own, opened = site.get(address), as_("clerk", deps).get(address)

    assert "您" in own.words
    assert "申请人" in opened.words
    assert [one for one in opened.words.replace("您是窗口人员", "").split("。") if "您" in one] == []


def test_of_a_clock_that_stands_still_the_day_is_told_with_what_becomes_of_it() -> None:
    site, deps = case_site()
    limit, later = Limit(60, Unit.NATURAL_DAY), START + timedelta(days=20)
    change_item(deps, CARD, status=ItemStatus.SUSPENDED, since=START, due_at=later, limit=limit)

    opened = site.get(f"{ADDRESS}/items/{CARD}")

    assert "，特别程序结束后顺延。" in opened.words


def test_so_it_is_while_an_operator_has_to_look_at_it_besides() -> None:
    site, deps = case_site()
    limit, later = Limit(60, Unit.NATURAL_DAY), START + timedelta(days=20)
    stop = ClockWord(AnswerType.SUSPENDED, START)
    change_item(deps, CARD, status=ItemStatus.INCIDENT, due_at=later, limit=limit, clock_words=(stop,))

    opened = site.get(f"{ADDRESS}/items/{CARD}")

    assert "，特别程序结束后顺延。" in opened.words
    assert "特别程序告知书" in opened.words


def test_whoever_has_to_correct_something_is_told_of_no_day_that_is_counted_anew_once_they_have() -> None:
    site, deps = case_site()
    limit, due = Limit(60, Unit.NATURAL_DAY), START + timedelta(days=20)
    change_item(deps, CARD, status=ItemStatus.CORRECTING, since=START, due_at=due, limit=limit)

    for address in (ADDRESS, f"{ADDRESS}/items/{CARD}"):
        opened = site.get(address)
        assert "补正以后，办理期限重新计算。" in opened.words
        assert "法定期限到" not in opened.words


def test_of_a_clock_that_was_stopped_after_its_day_nothing_moves_though_nobody_has_noted_yet_that_it_was_late() -> (
    None
):
    site, deps = case_site()
    limit, before = Limit(60, Unit.NATURAL_DAY), START - timedelta(days=1)
    change_item(deps, CARD, status=ItemStatus.SUSPENDED, since=START, due_at=before, limit=limit)

    opened = site.get(f"{ADDRESS}/items/{CARD}")

    assert "期限到" in opened.words
    assert "顺延" not in opened.words
