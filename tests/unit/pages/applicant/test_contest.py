"""Contesting a service check that did not pass, or saying that one does not, through the pages."""

from datetime import timedelta
from itertools import product

import pytest

from functions.ports.deps import Deps
from schemas.codes import ItemStatus, Outcome
from tests.support.api_case import answer_body, hear, open_case
from tests.support.client import Api
from tests.support.each import each
from tests.support.fakes.clock import START
from tests.support.fakes.materials import FakeMaterials
from tests.support.filing import PDF, request
from tests.support.grounds import GROUNDS
from tests.support.pages import Site
from tests.support.pages_case import ADDRESS, CASE, as_, change_item

CHECK = "service_check"
PAGE = f"{ADDRESS}/contest"
WORDS = {"explanation": "入伍批准书显示 2024 年入伍"}


def refused() -> tuple[Site, Deps, Api]:
    api, deps, reference = open_case()
    change_item(deps, CHECK, status=ItemStatus.DISPATCHED, round=1, sent_round=1, sent_at=START)
    said = hear(api, answer_body(reference, type="refused", reason="查无入伍记录", **GROUNDS))
    assert said.status == 200, said.text
    return as_("soldier", deps), deps, api


def bring(api: Api, deps: Deps) -> None:
    wanted = request((CHECK, "contest_material")).model_dump()
    keyed = {"authorization": "Bearer soldier", "idempotency_key": "material-0001"}
    upload = api.post(f"/v1/cases/{CASE}/materials", wanted, **keyed).json
    assert isinstance(deps.materials, FakeMaterials)
    deps.materials.send(upload["address"], upload["headers"], PDF)
    api.post(f"/v1/cases/{CASE}/materials/{upload['id']}/confirmation", {}, **keyed)


def test_the_page_says_why_until_when_and_what_to_do_first() -> None:
    site, _, _ = refused()

    page = site.get(site.get(ADDRESS).link("对核查结果提出异议"))

    assert "查无入伍记录" in page.words
    assert "不是法律规定的期限" in page.words
    assert page.link("上传证明材料") == f"{ADDRESS}/materials/{CHECK}/contest_material"


def test_without_a_paper_it_is_told_in_words_and_what_was_typed_stays() -> None:
    site, deps, _ = refused()

    wrong = site.submit(site.get(PAGE), WORDS, action=PAGE)

    assert wrong.status == 422
    assert "（异议证明材料）" in wrong.words
    assert "材料类别" not in wrong.words
    assert WORDS["explanation"] in wrong.html
    assert deps.store.ledger(CASE).service_check.contest.at is None


@pytest.mark.slow
def test_a_check_is_contested_once_with_its_paper() -> None:
    site, deps, api = refused()
    bring(api, deps)
    page = site.get(PAGE)

    done, again = site.submit(page, WORDS, action=PAGE), site.submit(page, WORDS, action=PAGE)

    assert "已上传：异议证明材料" in page.words
    assert "已转交核查机构再次核查" in done.words
    assert again.heading == "办件进度"
    assert deps.store.ledger(CASE).service_check.dispatch.round == 2
    under_way = site.get(PAGE).words
    change_item(deps, CHECK, status=ItemStatus.DONE, outcome=Outcome.GRANTED)
    assert "异议以一次为限" in under_way
    assert "上一次核查结果的理由" in under_way
    assert "正在再次核查" in under_way
    assert "再次核查已经通过" in site.get(PAGE).words


@pytest.mark.slow
def test_whoever_is_refused_again_reads_why_this_time_and_where_the_ways_that_are_left_stand() -> None:
    site, deps, api = refused()
    bring(api, deps)
    site.submit(site.get(PAGE), WORDS, action=PAGE)
    reference = deps.store.ledger(CASE).case.reference
    change_item(deps, CHECK, sent_round=2, sent_at=START)
    said = answer_body(reference, type="refused", round=2, reason="仍查无记录", **GROUNDS)
    hear(api, said, webhook_id="m-2")

    page, item = site.get(PAGE), site.get(f"{ADDRESS}/items/discharge_report")

    assert "再次核查后仍没有通过。理由：仍查无记录" in page.words
    assert "查无入伍记录" not in page.words
    assert site.get(page.link("入伍信息核查")).link("下载《核查结果告知书》")
    assert "前置的“入伍信息核查”结果为核查没有通过，理由：仍查无记录" in item.words


def test_a_contest_mends_what_the_form_said_wrong() -> None:
    site, deps, api = refused()
    bring(api, deps)
    shown = site.submit(site.get(PAGE), {**WORDS, "section": "service", "more": "1"}, action=PAGE)

    site.submit(shown, {"service.enlisted_on.day": "2"}, action=PAGE)

    assert str(deps.store.application(CASE).service.enlisted_on) == "2024-09-02"
    assert deps.store.ledger(CASE).service_check.dispatch.note == WORDS["explanation"]


def test_a_contest_that_mends_the_form_and_is_sent_twice_is_told_as_done_both_times() -> None:
    site, deps, api = refused()
    bring(api, deps)
    shown = site.submit(site.get(PAGE), {**WORDS, "section": "service", "more": "1"}, action=PAGE)
    mended = {"service.enlisted_on.day": "2"}

    first, again = site.submit(shown, mended, action=PAGE), site.submit(shown, mended, action=PAGE)

    assert [one.address for one in (first, again)] == [f"{ADDRESS}?done=contested"] * 2
    assert deps.store.ledger(CASE).service_check.dispatch.round == 2


@pytest.mark.slow
def test_no_explanation_and_a_day_that_is_none_are_told_at_their_fields() -> None:
    site, _, _ = refused()
    shown = site.submit(site.get(PAGE), {"section": "service", "more": "1"}, action=PAGE)

    no_words = site.submit(site.get(PAGE), action=PAGE)
    no_day = site.submit(shown, {**WORDS, "service.enlisted_on.month": "13"}, action=PAGE)

    assert no_words.soup.select_one("#summary a[href='#explanation']")
    assert no_day.soup.select_one("#summary a[href='#service-enlisted_on']")


def test_what_follows_from_not_contesting_is_told_before_it_is_done() -> None:
    site, deps, _ = refused()

    told = site.get(site.get(PAGE).link("看看不提出异议会怎样"))
    done = site.submit(told, action=told.address)

    assert "以下需要核查的事项 不再办理" in told.words
    assert "退役报到" in told.words
    assert "需要核查的事项不再办理" in done.words
    assert deps.store.ledger(CASE).service_check.outcome is Outcome.REFUSED


def test_too_late_is_told_in_words() -> None:
    site, deps, api = refused()
    bring(api, deps)
    page = site.get(PAGE)
    change_item(deps, CHECK, correct_by=START - timedelta(seconds=1))

    assert site.submit(page, WORDS, action=PAGE).status == 409


def test_a_check_that_nobody_refused_has_nothing_to_contest() -> None:
    _, deps, _ = open_case()

    site = as_("soldier", deps)

    assert "没有可以提出异议的" in site.get(PAGE).words
    assert "没有可以提出异议的" in site.get(f"{PAGE}/waiver").words


def test_whoever_comes_back_after_the_decision_stands_is_not_told_that_there_was_none() -> None:
    site, _, _ = refused()
    site.submit(site.get(f"{PAGE}/waiver"), action=f"{PAGE}/waiver")

    words = site.get(PAGE).words

    assert "没有作出不通过的结果" not in words
    assert "入伍信息核查没有通过。理由：查无入伍记录" in words
    assert "现在不能提出异议了" in words


@each("who, path", product(["stranger", "far-clerk"], [PAGE, f"{PAGE}/waiver", f"{ADDRESS}/materials"]))
def test_somebody_elses_case_does_not_exist(who: str, path: str) -> None:
    _, deps, _ = refused()

    assert as_(who, deps).get(path).status == 404


def test_materials_say_what_is_here_and_what_nobody_has_to_bring() -> None:
    site, _, _ = refused()

    page = site.get(f"{ADDRESS}/materials")

    assert "这个办件还没有交过材料文件。" in page.words
    assert "待部门核验" in page.words
    assert "由上一个事项办好后转来" in page.words
