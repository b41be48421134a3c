"""What anybody reads before anything else: the first page, an item, questions and answers, and the use of personal data."""

from itertools import pairwise

import pytest

from functions.pages.guide.views import cited, date_words
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.catalogue.figures import Source
from schemas.catalogue.publicity import load_publicity
from tests.support.api_deps import house
from tests.support.each import each
from tests.support.opened import Opened
from tests.support.pages import Site

EDITION = load_edition(CURRENT)


def opened(address: str) -> Opened:
    return Site(house()).get(address)


def test_the_first_page_names_every_item_with_its_department_and_leads_on() -> None:
    page = opened("/")

    assert page.status == 200
    for item in EDITION.items:
        assert page.link(item.name) == f"/guide/items/{item.code}"
    entries = {"看看我要办哪些": "/guide", "我的办件": "/my", "窗口人员": "/window", "办理机构": "/office"}
    assert {words: page.link(words) for words in entries} == entries


def test_what_is_not_known_is_said_and_never_guessed() -> None:
    words = opened("/").words
    known = sum(any(limit.value for limit in item.time_limits) for item in EDITION.items)

    assert "待核定" in words
    assert "5. 居民身份证申领 公安 法定 60 日；承诺待核定" in words
    assert "医疗保障 法定 15 个工作日或者待核定（看情况）" in words
    assert "1. 退役报到 退役军人事务 待核定" in words
    assert f"{len(EDITION.items)}个事项里，{known}个查到了公布的办结时限" in words


def test_every_thing_that_is_told_stands_with_its_source_and_date() -> None:
    told = load_publicity(CURRENT)
    page = opened("/")

    for one in (*told.notices, *(policy for policy in told.policies if policy.city is None)):
        assert one.title in page.words
        assert all(told.sources[key].title in page.words for key in one.source)
        assert date_words(one.date) in page.words


def test_a_city_has_its_own_policies_and_others_do_not_see_them() -> None:
    site = Site(house())
    first = site.get("/")
    chosen = site.submit(first, {"city": "440900"}, action="/#told")

    assert "【茂名市】" in chosen.words
    assert "电白区可以凭介绍信先报到" not in first.words


def test_a_city_of_which_nothing_is_told_says_so() -> None:
    assert "韶关市目前没有单独的内容" in opened("/?city=440200").words


@each("city", ["449900", "广州", "<b>"])
def test_what_is_no_city_is_nobodys_choice(city: str) -> None:
    assert opened(f"/?city={city}").words == opened("/").words


@pytest.mark.slow
@each("code", [item.code for item in EDITION.items])
def test_every_item_has_its_own_page(code: str) -> None:
    page = opened(f"/guide/items/{code}")

    assert (page.status, page.heading) == (200, EDITION.item(code).name)
    assert "设定依据" in page.words
    assert "办结时限" in page.words


def test_what_waits_in_one_situation_only_says_so() -> None:
    assert "的才要等" in opened("/guide/items/driving_licence").words
    assert "持军警驾驶证申领机动车驾驶证 公安，有的情况才要等" in opened("/").words
    assert "的才要等" not in opened("/guide/items/identity_card").words


def test_there_is_no_page_of_an_item_that_is_none() -> None:
    assert opened("/guide/items/service_check").status == 404
    assert opened("/guide/items/nothing").status == 404


@pytest.mark.parametrize(("address", "kind"), [("/questions", "answers"), ("/privacy", "privacy")])
def test_answers_and_privacy_stand_on_a_page_of_their_own(address: str, kind: str) -> None:
    page = opened(address)

    for one in getattr(load_publicity(CURRENT), kind):
        assert one.title in page.words
        assert all(line in page.words for line in one.text)


def test_a_reprint_is_named_and_nobody_is_sent_there() -> None:
    assert cited(Source(title="转载", address="http://m.example.com/1")).address == ""
    assert cited(Source(title="官网", address="https://www.gdzwfw.gov.cn/1")).address != ""


def test_no_heading_is_left_out() -> None:
    for address in ("/", "/questions", "/privacy", "/guide/items/driving_licence"):
        levels = [int(one.name[1]) for one in opened(address).soup.select("h1, h2, h3")]
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
