"""One page answers the lists of all departments: fields at their place, notes, some lists now and others later."""

from dataclasses import replace
from datetime import timedelta

from functions.domain.case.case import Change
from functions.domain.catalogue.standing import SourceChecked
from functions.ports.deps import Deps
from schemas.catalogue.prefill import SourceCode
from tests.support.each import each
from tests.support.fakes.clock import START
from tests.support.opened import standing
from tests.support.pages import Site
from tests.support.pages_case import ADDRESS, CASE, as_, ask_correction, case_site, change_item

HOUSEHOLD, INSURANCE = "household_registration", "social_insurance"
PAGE = f"{ADDRESS}/corrections"
STATION = {"name": "落户派出所", "reason": "名称不全", "field": "/household/police_station"}
BOOK = {"name": "户口簿", "reason": "缺首页"}
LEFT = "清单里的“落户派出所”还没有补。请补上；补不了的，在这里写明原因。"
LEFT_NOTED = "清单里的“落户派出所”还没有补。已经在这里写明、就这样提交的，请再按一次“提交补正”。"


def two_lists() -> tuple[Site, Deps]:
    site, deps = case_site()
    ask_correction(deps, HOUSEHOLD, STATION, BOOK)
    ask_correction(deps, INSURANCE, {"name": "参保说明", "reason": "写明起始月份"})
    return site, deps


def test_every_departments_list_stands_on_the_page_in_its_own_words() -> None:
    site, _ = two_lists()

    page = site.get(site.get(ADDRESS).link("补正"))

    assert page.heading == "补正"
    assert "公安部门：户口登记" in page.words
    assert "人力资源社会保障部门：社会保险登记" in page.words
    assert "名称不全" in page.words
    assert "写明起始月份" in page.words
    assert "不是法律规定的期限" in page.words
    box = page.soup.select_one('input[name="household.police_station"]')
    assert box is not None
    assert box["value"] == "示例派出所"


def test_a_field_is_mended_and_all_lists_are_answered_at_once() -> None:
    site, deps = two_lists()

    done = site.submit(
        site.get(PAGE),
        {"household.police_station": "天河区示例派出所", f"note.{INSURANCE}": "从十二月起"},
        action=PAGE,
    )

    form, ledger = deps.store.application(CASE), deps.store.ledger(CASE)
    assert form.household is not None
    assert form.household.police_station == "天河区示例派出所"
    assert [ledger.item(code).dispatch.round for code in (HOUSEHOLD, INSURANCE)] == [2, 2]
    assert "已转交部门继续办理" in done.words


def test_some_lists_are_answered_now_and_the_others_stay() -> None:
    site, deps = two_lists()

    told = site.submit(
        site.get(PAGE), {f"note.{HOUSEHOLD}": "已补首页", f"answer.{INSURANCE}": ()}, action=PAGE
    )
    done = site.submit(told, action=PAGE)

    ledger = deps.store.ledger(CASE)
    assert [ledger.item(code).dispatch.round for code in (HOUSEHOLD, INSURANCE)] == [2, 1]
    assert "还有事项待补正" in done.words


def test_a_list_that_nothing_is_said_of_is_told_at_its_note_and_what_was_typed_stays() -> None:
    site, _ = two_lists()

    wrong = site.submit(site.get(PAGE), {f"note.{HOUSEHOLD}": "已补首页"}, action=PAGE)

    assert wrong.status == 422
    assert wrong.title.startswith("错误：")
    assert wrong.errors == [LEFT_NOTED, "请说明如何补正，或修改表单内容。"]
    assert wrong.soup.select_one(f"#summary a[href='#note-{INSURANCE}']")
    assert "已补首页" in wrong.html


@each("note", ["", "已补首页，注销证明下周能取"])
def test_what_nothing_has_come_of_is_told_before_it_is_sent_and_taken_with_a_note_of_whoever_knows_it(
    note: str,
) -> None:
    site, deps = case_site()
    proof = {"name": "注销证明", "reason": "没有交", "material": "cancellation_record"}
    ask_correction(deps, HOUSEHOLD, STATION, BOOK, proof)

    told = site.submit(site.get(PAGE), {f"note.{HOUSEHOLD}": note}, action=PAGE)
    before = deps.store.ledger(CASE).item(HOUSEHOLD).dispatch.round
    typed = {"household.police_station": "天河区示例派出所", f"note.{HOUSEHOLD}": "注销证明下周能取"}
    done = site.submit(told, typed, action=PAGE)

    assert (told.status, before) == (422, 1)
    assert "清单里的“落户派出所”、“注销证明”还没有补。" in told.errors[0]
    assert ("请再按一次“提交补正”" in told.errors[0]) is bool(note)
    assert "已转交部门继续办理" in done.words


def test_all_lists_of_which_something_is_left_are_told_at_once() -> None:
    site, deps = case_site()
    ask_correction(
        deps, HOUSEHOLD, STATION, {"name": "注销证明", "reason": "没有交", "material": "cancellation_record"}
    )
    ask_correction(deps, INSURANCE, {"name": "参保说明", "reason": "写明起始月份"})

    wrong = site.submit(site.get(PAGE), {"household.police_station": "天河区示例派出所"}, action=PAGE)

    assert wrong.errors == [
        "清单里的“注销证明”还没有补。请补上；补不了的，在这里写明原因。",
        "请说明如何补正，或修改表单内容。",
    ]


def test_a_list_is_not_answered_by_what_another_office_was_told() -> None:
    """Both are ticked; the police alone are given the station."""
    site, deps = two_lists()

    wrong = site.submit(site.get(PAGE), {"household.police_station": "天河区示例派出所"}, action=PAGE)

    assert (wrong.status, wrong.errors) == (422, ["请说明如何补正，或修改表单内容。"])
    assert wrong.soup.select_one(f"#summary a[href='#note-{INSURANCE}']")
    assert [deps.store.ledger(CASE).item(code).dispatch.round for code in (HOUSEHOLD, INSURANCE)] == [1, 1]


def test_a_wrong_value_is_told_at_its_field() -> None:
    site, deps = two_lists()

    wrong = site.submit(site.get(PAGE), {"household.police_station": "字" * 300}, action=PAGE)

    assert wrong.status == 422
    assert wrong.soup.select_one("#summary a[href='#household-police_station']")
    assert deps.store.ledger(CASE).item(HOUSEHOLD).dispatch.round == 1


def test_of_one_list_nobody_is_asked_which_they_answer() -> None:
    site, deps = case_site()
    ask_correction(deps, INSURANCE, {"name": "参保说明", "reason": "写明起始月份"})
    page = site.get(PAGE)

    done = site.submit(page, {f"note.{INSURANCE}": "从明年1月起"}, action=PAGE)

    assert "其中几份" not in page.words
    assert "这次答复吗" not in page.words
    assert "已转交部门继续办理" in done.words


def test_no_list_chosen_is_told() -> None:
    site, _ = two_lists()

    wrong = site.submit(site.get(PAGE), {f"answer.{HOUSEHOLD}": (), f"answer.{INSURANCE}": ()}, action=PAGE)

    assert (wrong.status, wrong.errors) == (422, ["请至少勾选一份要答复的清单。"])


def test_another_part_of_the_form_is_shown_without_losing_what_was_typed() -> None:
    site, deps = two_lists()
    page = site.get(PAGE)

    shown = site.submit(
        page, {f"note.{HOUSEHOLD}": "已补首页", "section": "reserve", "more": "1"}, action=PAGE
    )
    told = site.submit(shown, {f"note.{INSURANCE}": "见表", "reserve.designated": "false"}, action=PAGE)
    site.submit(told, action=PAGE)

    assert "已补首页" in shown.html
    assert "要改的其他内容" in shown.words
    form = deps.store.application(CASE)
    assert form.reserve is not None
    assert form.reserve.designated is False
    assert deps.store.ledger(CASE).item(HOUSEHOLD).dispatch.note == "已补首页"


def test_another_part_that_was_shown_stays_shown_in_large_letters_with_what_was_typed_in_it() -> None:
    site, _ = two_lists()
    shown = site.submit(site.get(PAGE), {"section": "reserve", "more": "1"}, action=PAGE)

    large = site.switch(shown, {f"note.{HOUSEHOLD}": "已补首页", "reserve.designated": "false"})

    assert "large" in large.soup.get("class")
    sent = dict(standing(large.form(PAGE)))
    assert (sent[f"note.{HOUSEHOLD}"], sent["reserve.designated"]) == ("已补首页", "false")


def test_sent_twice_it_is_answered_once_and_told_as_done_both_times() -> None:
    site, deps = two_lists()
    page = site.get(PAGE)
    typed = {"household.police_station": "天河区示例派出所", f"note.{INSURANCE}": "从十二月起"}

    first, again = site.submit(page, typed, action=PAGE), site.submit(page, typed, action=PAGE)

    assert [one.address for one in (first, again)] == [f"{ADDRESS}?done=corrected"] * 2
    assert "已转交部门继续办理" in again.words
    assert deps.store.ledger(CASE).item(HOUSEHOLD).dispatch.round == 2


def test_whoever_answers_what_they_withdrew_in_another_tab_is_told_that() -> None:
    site, deps = case_site()
    ask_correction(deps, HOUSEHOLD, BOOK)
    page = site.get(PAGE)
    change_item(deps, HOUSEHOLD, withdrawal_at=START)

    stale = site.submit(page, {f"note.{HOUSEHOLD}": "已补首页"}, action=PAGE)

    assert stale.status == 409
    assert "该事项已申请撤回，正在等待部门确认，不能再补正。" in stale.words
    assert "至少" not in stale.words


def test_what_came_too_late_is_told_in_words() -> None:
    site, deps = two_lists()
    page = site.get(PAGE)
    change_item(deps, HOUSEHOLD, correct_by=START - timedelta(seconds=1))

    late = site.submit(page, {f"note.{HOUSEHOLD}": "已补", f"note.{INSURANCE}": "已补"}, action=PAGE)

    assert late.status == 409
    assert "补正期限已过" in late.words


def test_nothing_to_correct_says_what_will_come_here() -> None:
    site, _ = case_site()

    assert "现在没有要补正的" in site.get(PAGE).words


def test_the_person_cannot_be_made_another() -> None:
    site, deps = case_site()
    ask_correction(deps, HOUSEHOLD, {"name": "姓名", "reason": "与户口簿不同", "field": "/person/name"})

    page = site.get(PAGE)

    assert not page.soup.select_one('input[name="person.name"]')
    assert "不能在补正里改" in page.words


@each("who", ["stranger", "far-clerk", "operator", "staff"])
def test_somebody_elses_case_does_not_exist(who: str) -> None:
    _, deps = two_lists()

    assert as_(who, deps).get(PAGE).status == 404


def test_what_a_source_says_otherwise_asks_for_the_reason_and_is_taken_with_it() -> None:
    site, deps = case_site()
    case = deps.store.ledger(CASE).case
    told = SourceChecked(SourceCode.SERVICE_RECORD, START, agreed=("enlisted_on",))
    deps.store.commit(Change(case=replace(case, checked=(told,))))
    ask_correction(deps, HOUSEHOLD, {"name": "入伍日期", "reason": "请核对", "field": "/service/enlisted_on"})

    wrong = site.submit(site.get(PAGE), {"service.enlisted_on.day": "2"}, action=PAGE)
    done = site.submit(wrong, {"why.service.enlisted_on": "入伍批准书上是 2 日"}, action=PAGE)

    assert wrong.status == 422
    assert wrong.soup.select_one("#summary a[href='#why-service-enlisted_on']")
    assert "已转交部门继续办理" in done.words
    assert str(deps.store.application(CASE).service.enlisted_on) == "2024-09-02"


def test_a_reason_for_what_is_no_field_is_passed_over() -> None:
    site, _ = two_lists()

    page = site.submit(
        site.get(PAGE), {"why.": "1", "why.person": "2", "why.person.nobody": "3"}, action=PAGE
    )

    assert (page.status, page.errors) == (422, [LEFT, "请说明如何补正，或修改表单内容。"])


def test_a_list_that_was_asked_for_since_is_not_answered_unseen() -> None:
    site, deps = two_lists()
    page = site.get(PAGE)
    ask_correction(deps, HOUSEHOLD, BOOK, round_=2)

    late = site.submit(page, {f"note.{HOUSEHOLD}": "已补", f"note.{INSURANCE}": "已补"}, action=PAGE)

    assert late.status == 409
    assert deps.store.ledger(CASE).item(HOUSEHOLD).dispatch.round == 2
