"""我的办件."""

import json

from functions.usecases.intake.submit import submit
from schemas.form.application import Application
from tests.support.api_deps import house
from tests.support.draft_pages import CLERK, SOLDIER, STRANGER, TWO, begun, begun_at_window, soldier
from tests.support.pages import Site
from tests.support.pages_case import ask_correction, case_site
from tests.support.samples import sample


def test_who_has_nothing_is_told_what_comes_here_and_where_to_begin() -> None:
    page = soldier(house()).get("/my")

    assert "还没有提交过申请。" in page.words
    assert "没有正在填写的草稿。" in page.words
    assert page.link("开始新的申请") == "/guide"


def test_a_draft_is_shown_with_its_items_its_end_and_what_can_be_done_with_it() -> None:
    site = soldier(house())
    address = begun(site.deps, TWO)

    page = site.get("/my")

    assert "退役报到等 2 个事项 退役报到、自主就业一次性经济补助金的给付" in page.words
    assert "保留到2027年1月23日 09:00" in page.words
    assert (page.link("继续填写"), page.link("删除")) == (address, f"{address}/deletion")


def test_a_case_is_shown_with_its_number_its_items_and_what_happens_next() -> None:
    site = soldier(house())
    form = Application.model_validate_json(json.dumps(sample()))
    made = submit(form, by=SOLDIER, key="key-00001", deps=site.deps)

    page = site.get("/my")

    assert made.reference in page.words
    assert "共 12 个事项" in page.words
    assert page.link(made.reference) == f"/cases/{made.case_id}"


def test_nobody_sees_what_is_another_persons() -> None:
    site = soldier(house())
    begun(site.deps)

    assert "继续填写" not in site.signed_in(STRANGER).get("/my").words


def test_a_clerk_sees_the_drafts_that_they_began_and_for_whom() -> None:
    site = Site(house()).signed_in(CLERK)
    address = begun_at_window(site.deps, person={"name": "测试甲"})

    page = site.get("/my")

    assert page.heading == "我代办的草稿"
    assert "测试甲：退役报到等 2 个事项" in page.words
    assert page.link("继续填写") == address
    assert "已提交的办件" not in page.words


def test_until_when_something_is_to_be_done_is_said_once() -> None:
    site, deps = case_site()
    ask_correction(deps, "household_registration", {"name": "户口簿", "reason": "缺首页"})

    words = site.get("/my").words

    assert words.count("12月8日") == 1
    assert "最晚2026年12月8日（含当天）。" in words
