"""A draft's list of tasks, and what is done with it as a whole."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from functions.ports.deps import Deps
from functions.usecases.intake.kept_drafts import draft_of
from functions.usecases.intake.submit_draft import submit_draft
from tests.support.api_deps import house
from tests.support.draft_pages import (
    CLERK,
    SOLDIER,
    STRANGER,
    TWO,
    begun,
    begun_at_window,
    soldier,
    whole,
)
from tests.support.each import each
from tests.support.fakes.shared_data import FakeSharedData
from tests.support.limits import exhaust
from tests.support.opened import Opened
from tests.support.pages import Site
from tests.support.sources import people


def sourced() -> Deps:
    return replace(house(), shared_data=FakeSharedData(people()))


def task(page: Opened, title: str) -> str:
    for one in page.soup.select(".tasks li"):
        if title in one.get_text(" ", strip=True):
            return one.get_text(" ", strip=True)
    raise LookupError(title)


def test_each_section_says_how_it_stands() -> None:
    site = soldier(house())
    address = begun(site.deps, TWO, person={"name": "测试甲"}, bank={"holder": "测试甲"})

    page = site.get(address)

    assert task(page, "基本信息").endswith("需要您处理")
    assert task(page, "服役情况").endswith("未填")
    assert "核对并提交" in page.words


def test_what_is_whole_says_so() -> None:
    site = soldier(house())

    page = site.get(whole(site.deps))

    assert task(page, "基本信息").endswith("已填")
    assert "已填写完整。请核对后提交。" in page.words


def test_shared_data_are_called_and_the_page_says_what_came_from_where_and_what_did_not() -> None:
    site = soldier(sourced())
    address = begun(site.deps)
    before = site.get(address)

    page = site.submit(before, action=f"{address}/prefill")

    assert "先自动填写" in before.words
    assert "公安人口库 ：还没有取" in before.words
    assert "已经自动填写" in page.words
    assert "社会保险 ：需要您单独同意后才能调用" in page.words
    assert draft_of(address.split("/")[2], by=SOLDIER, deps=site.deps).draft.form["person"]["sex"] == "male"


def test_where_no_source_knew_anything_nothing_is_said_to_have_been_filled_in() -> None:
    site = soldier(replace(house(), shared_data=FakeSharedData({})))
    address = begun(site.deps)

    page = site.submit(site.get(address), action=f"{address}/prefill")

    assert "已经查过，没有可以填入的" in page.words
    assert "公安人口库 ：没有查到您的信息，请自行填写" in page.words
    assert "已经自动填写" not in page.words
    assert not page.soup.select("#sources.done")


def test_where_nothing_is_connected_nothing_is_promised() -> None:
    site = soldier(house())
    address = begun(site.deps)
    before = site.get(address)

    page = site.submit(before, action=f"{address}/prefill")

    assert "这些来源都还没有接通" in before.words
    assert "自动填写" not in page.words
    assert draft_of(address.split("/")[2], by=SOLDIER, deps=site.deps).draft.form == {
        "person": {"name": "测试甲", "id_number": "440106200301010010"}
    }


def test_at_the_window_the_name_and_number_come_first() -> None:
    site = Site(sourced()).signed_in(CLERK)
    address = begun_at_window(site.deps)

    page = site.submit(site.get(address), action=f"{address}/prefill")

    assert page.address == f"{address}/sections/person?first=1"
    assert "自动填写要先有姓名和公民身份号码" in page.words


def test_at_the_window_it_is_the_applicant_who_has_to_consent() -> None:
    site = Site(sourced()).signed_in(CLERK)

    page = site.get(begun_at_window(site.deps))

    assert "社会保险 ：需要申请人单独同意后才能调用" in page.words


def test_a_section_that_other_answers_may_ask_for_is_not_called_optional() -> None:
    site = soldier(house())

    assert task(site.get(begun(site.deps)), "领取方式").endswith("暂时不用填")


def test_it_is_deleted_after_a_question_and_only_as_it_was_seen() -> None:
    site = soldier(house())
    address = begun(site.deps, TWO)
    old = site.get(f"{address}/deletion")
    site.submit(site.get(f"{address}/sections/person"), {"person.name": "测试甲"}, action=address)

    refused = site.submit(old, action=address)
    gone = site.submit(refused, action=address)

    assert "不能恢复" in old.words
    assert (refused.status, gone.address) == (409, "/my")
    assert site.get(address).status == 404


def test_items_are_changed_and_one_at_least_stays() -> None:
    site = soldier(house())
    address = begun(site.deps, TWO)
    page = site.get(f"{address}/items")

    none = site.submit(page, {"items": ()}, action=address)
    one = site.submit(page, {"items": ("discharge_report",)}, action=address)

    assert (none.status, none.errors) == (422, ["请至少选择一个事项。"])
    assert one.address == address
    assert "申请的事项（1 个）" in one.words


def test_items_that_were_changed_in_another_tab_are_not_overwritten_unseen() -> None:
    site = soldier(house())
    address = begun(site.deps, TWO)
    here, there = (site.get(f"{address}/items") for _ in range(2))
    site.submit(there, {"items": ("identity_card",)}, action=address)

    told = site.submit(here, {"items": ("discharge_report",)}, action=address)
    again = site.submit(told, action=address)

    assert told.status == 422
    assert "在别处改过" in told.errors[0]
    assert "退役报到" in again.words


def test_an_item_applied_for_already_is_told_and_can_be_taken_out() -> None:
    site = soldier(house(by_person=True))
    first = whole(site.deps)
    submit_draft(first.split("/")[2], by=SOLDIER, key="key-1", deps=site.deps)
    second = begun(site.deps, TWO, key="key-00002")

    page = site.get(second)

    assert "已在办件" in task(page, "申请的事项")
    assert task(page, "申请的事项").endswith("需要您处理")
    assert "有的事项已经申请过" in site.get(f"{second}/items").words


def test_a_submitted_draft_leads_to_its_receipt() -> None:
    site = soldier(house())
    address = whole(site.deps)
    made = submit_draft(address.split("/")[2], by=SOLDIER, key="key-1", deps=site.deps)

    status, headers, _ = site._once("GET", address, b"", {})

    assert (status, headers["location"]) == (303, f"/cases/{made.case_id}/receipt")
    assert site.signed_in(STRANGER).get(address).status == 404


def test_another_persons_draft_is_none() -> None:
    site = soldier(house())
    address = begun(site.deps)
    site.signed_in(STRANGER)

    for place in ("", "/items", "/deletion", "/code"):
        assert site.get(address + place).status == 404


@pytest.mark.slow
@each(
    "page, act, form, typed",
    [
        ("items", "draft", "items", {"items": ("identity_card",)}),
        ("deletion", "draft", "deletion", {}),
        ("consents", "draft", "consents/social_insurance", {}),
        ("", "prefill", "prefill", {}),
    ],
    ids=["items", "deletion", "consents", "prefill"],
)
def test_whoever_does_too_much_is_told_on_their_page_when_to_come_back(
    page: str, act: str, form: str, typed: Mapping[str, tuple[str, ...]]
) -> None:
    site = soldier(sourced())
    address = begun(site.deps)
    shown = site.get(f"{address}/{page}" if page else address)
    exhaust(act, SOLDIER, site.deps)

    told = site.submit(shown, typed, action=f"{address}/{form}")

    assert told.status == 429
    assert int(told.headers["retry-after"]) > 0
    assert "分钟后再试" in told.words
    assert told.form(f"{address}/{form}")
    for name, values in typed.items():
        assert {one["value"] for one in told.soup.select(f"input[name={name}][checked]")} == set(values)


def test_a_draft_that_was_deleted_by_two_clicks_leads_both_times_to_the_same_page() -> None:
    site = soldier(house())
    address = begun(site.deps, TWO)
    page = site.get(f"{address}/deletion")

    once, again = site.submit(page, action=address), site.submit(page, action=address)

    assert (once.status, once.address) == (again.status, again.address) == (200, "/my")


@pytest.mark.slow
def test_what_is_sent_to_a_draft_that_was_submitted_meanwhile_is_told_to_be_too_late() -> None:
    site = soldier(house())
    address = whole(site.deps)
    places = ("deletion", "sections/person", "items")
    open_pages = [site.get(f"{address}/{place}") for place in places]
    case_id = submit_draft(address.split("/")[2], by=SOLDIER, key="key-00002", deps=site.deps).case_id

    opened = [site.get(f"{address}/{place}").address for place in places]
    sent = [site.submit(page, {"person.ethnicity": "壮族"}, action=address) for page in open_pages]

    assert opened == [f"/cases/{case_id}/receipt"] * 3
    assert [(one.status, one.heading) for one in sent] == [(409, "收件回执")] * 3
    assert all("刚才的操作没有保存，部门收到的是提交时的内容" in one.words for one in sent)
