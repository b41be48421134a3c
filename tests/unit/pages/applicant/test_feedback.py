"""Feedback through pages: of whoever is signed in, with a list of their own; of whoever is not, with a code."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from functions.domain.case.access import Principal
from functions.ports.deps import Deps
from functions.usecases.applicant.feedback import feedback_list, reply
from functions.usecases.limits import LIMITS
from schemas.applicant.feedback import FeedbackReply
from schemas.codes import Role
from tests.support.api_deps import SAMPLE, house
from tests.support.each import each
from tests.support.opened import Opened
from tests.support.pages import Site

SOLDIER = Principal("soldier", Role.APPLICANT, person=SAMPLE)
STRANGER = Principal("stranger", Role.APPLICANT)
OPERATOR = Principal("operator", Role.OPERATOR, "440000")
WORDS = {"city": "440100", "kind": "fault", "text": "上传材料时页面没有反应"}


def sent(site: Site, **changed: str) -> Opened:
    return site.submit(site.get("/feedback"), {**WORDS, **changed}, action="/feedback")


def code_on(page: Opened) -> str:
    found = re.search(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", page.words)
    assert found is not None, page.words
    return found.group()


def looked_up(site: Site, code: str) -> Opened:
    return site.submit(site.get("/feedback/lookup"), {"code": code}, action="/feedback/lookup")


def answered(deps: Deps) -> None:
    (one,) = feedback_list("open", city=None, by=OPERATOR, limit=10, cursor=None, deps=deps).entries
    given = FeedbackReply(answer="已修复，请刷新后再试")
    reply(one.key, given, by=OPERATOR, key="reply-0001", deps=deps)


def test_who_is_signed_in_sends_it_finds_it_in_their_list_and_reads_the_answer() -> None:
    site = Site(house()).signed_in(SOLDIER)
    page = sent(site)
    answered(site.deps)
    listed = site.get("/feedback/sent")

    assert page.address.startswith("/feedback/sent/440100-")
    assert "目前没有" in page.words
    assert "有 1 条答复 已答复" in listed.words
    assert "待处理" in page.words
    one = site.get(listed.link("系统故障")).words
    assert "已修复，请刷新后再试" in one
    assert "待处理" not in one


def test_an_empty_list_says_what_comes_here() -> None:
    assert "都列在这里" in Site(house()).signed_in(SOLDIER).get("/feedback/sent").words


def test_anothers_feedback_does_not_exist() -> None:
    site = Site(house()).signed_in(SOLDIER)
    address = sent(site).address

    assert site.signed_in(STRANGER).get(address).status == 404


def test_who_is_not_signed_in_gets_a_code_and_reads_the_answer_with_it() -> None:
    site = Site(house())
    slip = sent(site)
    code = code_on(slip)
    answered(site.deps)

    assert code not in slip.address
    assert "不保证都有答复" in site.get("/feedback").words
    for spelled in (code, code.lower(), code.replace("-", " ")):
        assert "已修复，请刷新后再试" in looked_up(site, spelled).words


def test_a_form_that_is_sent_twice_is_one_feedback_with_one_code() -> None:
    site = Site(house())
    form = site.get("/feedback")
    first, again = (site.submit(form, WORDS, action="/feedback") for _ in range(2))

    assert code_on(first) == code_on(again)
    assert (
        len(feedback_list("open", city=None, by=OPERATOR, limit=10, cursor=None, deps=site.deps).entries) == 1
    )


@each("code, told", [("", "请填写"), ("ABC", "十六位查询码"), ("ABCDEFGHIJKLMN23", "没有找到该反馈")])
def test_a_wrong_code_is_told_at_its_field(code: str, told: str) -> None:
    page = looked_up(Site(house()), code)

    assert page.status in (404, 422)
    assert told in page.errors[0]


def test_what_is_missing_is_told_at_each_field_and_what_was_typed_stays() -> None:
    page = sent(Site(house()), city="", kind="", text="短")

    assert page.status == 422
    assert len(page.errors) == 3
    typed = page.form("/feedback").select_one("textarea")
    assert typed is not None
    assert typed.get_text() == "短"


def test_a_wrong_reference_is_told_at_its_field() -> None:
    page = sent(Site(house()), reference="你好")

    assert (page.status, len(page.errors)) == (422, 1)


@pytest.mark.parametrize(
    ("act", "once"),
    [("anonymous_feedback", sent), ("wrong_feedback_code", lambda site: looked_up(site, "ABCDEFGHIJKLMN23"))],
)
def test_whoever_is_not_signed_in_is_bounded_by_their_address(
    act: str, once: Callable[[Site], Opened]
) -> None:
    site = Site(house())
    for _ in range(LIMITS[act].most):
        assert once(site).status != 429

    page = once(site)

    assert page.status == 429
    assert "后再试" in page.words


def test_whose_session_ended_is_told_before_it_is_sent_without_a_name() -> None:
    site = Site(house()).signed_in(SOLDIER)
    form = site.get("/feedback")
    later = Site(replace(site.deps, clock=lambda: site.deps.clock() + timedelta(minutes=31)))
    later.cookies = dict(site.cookies)

    page = later.submit(form, WORDS, action="/feedback")

    assert page.status == 409
    assert "您的登录已经失效" in page.words
    assert WORDS["text"] in page.html
    assert code_on(later.submit(page, {}, action="/feedback"))


def test_whose_session_ended_finds_what_they_typed_once_they_have_signed_in_again() -> None:
    site = Site(house()).signed_in(SOLDIER)
    form = site.get("/feedback")
    later = Site(replace(site.deps, clock=lambda: site.deps.clock() + timedelta(minutes=31)))
    later.cookies = dict(site.cookies)

    page = later.submit(form, WORDS, action="/feedback")
    back = parse_qs(urlsplit(page.link("登录后提交")).query)["next"][0]
    kept = later.signed_in(SOLDIER).get(back)
    sent = later.submit(kept)

    assert kept.heading == "您刚才填的内容还在"
    assert sent.address.startswith("/feedback/sent/")
    assert WORDS["text"] in sent.words
