"""A circular from the operator who issues it to the window that reads, asks and acknowledges it, and back."""

from functions.domain.case.access import Principal
from schemas.codes import Role
from tests.support.console import Console
from tests.support.opened import Opened
from tests.support.pages import Site

PROVINCIAL = Principal("operator-p", Role.OPERATOR, "440000")
CLERK = Principal("clerk-t", Role.CLERK, "440106")
GIVEN = {
    "region": "440000",
    "kind": "rule",
    "title": "恢复户口的办理口径",
    "text": "凭介绍信和退役证件办理。\n不再要求其他证明。",
    "effective_on.year": "2026",
    "effective_on.month": "12",
    "effective_on.day": "1",
}


def issued(desk: Console, **changed: str) -> tuple[Site, Opened]:
    site = desk.site(PROVINCIAL)
    return site, site.submit(site.get("/console/circulars/new"), {**GIVEN, **changed})


def test_it_is_issued_read_acknowledged_asked_about_and_answered() -> None:
    desk = Console()
    province, shown = issued(desk)
    window = desk.site(CLERK)
    read = window.get(window.get("/circulars").link("恢复户口的办理口径"))

    acknowledged = window.submit(read, action=f"{shown.address}/acknowledgement")
    asked = window.submit(acknowledged, {"text": "没有介绍信怎么办"}, action=f"{shown.address}/questions")
    told = province.get("/console")
    waiting = province.get(told.link("1 个口径和通知的问题待答复"))
    answered = province.submit(
        province.get(waiting.link("没有介绍信怎么办")),
        {"answer": "请先补开介绍信"},
        action="/console/circulars/",
    )

    assert "不再要求其他证明。" in read.words
    assert "您已于" in acknowledged.words
    assert "还没有答复" in asked.words
    assert "请先补开介绍信" in answered.words
    assert "请先补开介绍信" in window.get(shown.address).words
    assert "没有等您答复的问题" in province.get("/console/circulars").words
    assert "天河区" in province.get(shown.link("谁签收了")).words


def test_by_when_it_is_to_be_acknowledged_is_told_where_the_operator_says_so() -> None:
    desk, by = Console(), {"year": "2026", "month": "12", "day": "20"}
    _, asked = issued(desk, **{f"acknowledge_by.{part}": number for part, number in by.items()})
    _, free = issued(desk)

    assert "请在哪天前签收 2026年12月20日" in asked.words
    assert "请在哪天前签收" not in free.words


def test_what_is_missing_is_told_at_its_field_with_what_was_typed() -> None:
    site = Console().site(PROVINCIAL)

    shown = site.submit(site.get("/console/circulars/new"), {**GIVEN, "title": "短"})

    assert shown.status == 422
    assert len(shown.errors) == 1
    assert "不再要求其他证明。" in shown.words


def test_it_is_replaced_by_a_new_one_that_begins_with_its_words_and_withdrawn_with_a_reason() -> None:
    desk, today = Console(), {"effective_on.month": "11", "effective_on.day": "24"}
    site, shown = issued(desk, **today)
    form = site.get(shown.link("发新的一份代替它"))

    new = site.submit(form, {**GIVEN, **today, "title": "恢复户口的办理口径（修订）"})
    old = desk.site(CLERK).get(shown.address)
    withdrawal = f"/console{new.address}/withdrawal"
    empty = site.submit(new, {"reason": ""}, action=withdrawal)
    gone = site.submit(new, {"reason": "口径有误"}, action=withdrawal)

    assert "不再要求其他证明。" in form.words
    assert "已被代替" in old.words
    assert empty.status == 422
    assert "已撤回：口径有误" in gone.words
    assert "没有这样的口径" in desk.site(CLERK).get("/circulars").words


def test_until_the_new_ones_day_both_say_which_is_followed_and_a_narrower_one_is_told_at_its_field() -> None:
    desk = Console()
    site, shown = issued(desk, **{"effective_on.month": "11", "effective_on.day": "24"})
    form = site.get(shown.link("发新的一份代替它"))
    narrower = site.submit(form, {**GIVEN, "region": "440100"})
    new = site.submit(form, {**GIVEN, "title": "恢复户口的办理口径（修订）"})

    window = desk.site(CLERK)
    old, rows = window.get(shown.address), window.get("/circulars").words

    assert (narrower.status, len(narrower.errors)) == (422, 1)
    assert "从2026年12月1日起按代替它的一份办理，在那以前仍按这一份办理。" in old.words
    assert "不要再按这一份办理" not in old.words
    assert "从2026年12月1日起适用，现在还不适用。" in new.words
    assert "广东省 · 业务口径，2026年12月1日起适用" in rows


def test_a_city_may_not_withdraw_what_the_province_issued() -> None:
    desk = Console()
    _, shown = issued(desk)

    city = desk.site(Principal("operator-g", Role.OPERATOR, "440100")).get(shown.address)

    assert "撤回的理由" not in city.words
