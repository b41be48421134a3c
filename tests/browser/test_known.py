"""A page is passed over only where all of it was looked at."""

import pytest

from tests.browser.judging import Verdict
from tests.browser.known import Known
from tests.support.each import each

pytestmark = pytest.mark.slow
HERE, ELSEWHERE = "http://a/questions", "http://a/my"


def page(header: str = "甲", main: str = "问题", token: str = "1", head: str = "") -> str:
    hidden = f'<input type="hidden" name="token" value="{token}">'
    button = f'<button class="plain" name="token" value="{token}" form="typed">大字版</button>'
    return (
        f'<!DOCTYPE html><html class="large"><head><title>页</title>{head}</head><body>'
        f'<header class="top"><a href="/my">{header}</a><form>{hidden}<button>退出</button></form></header>'
        f'<main><a href="/guide">{main}</a>{button}</main></body></html>'
    )


def looked_at(address: str, html: str) -> list[Verdict]:
    return [Verdict(address, "nobody phone", html=html), Verdict(address, "nobody desk")]


def known() -> Known:
    made = Known()
    made.kept(looked_at(HERE, page()))
    made.kept(looked_at(ELSEWHERE, page(header="乙", main="我的")))
    return made


def test_the_same_under_a_header_that_was_looked_at_elsewhere_is_known_whatever_its_session() -> None:
    links, looks = known().again(HERE, lambda _: page(header="乙", token="2")) or ([], [])

    assert links == ["/my", "/guide"]
    assert looks == looked_at(HERE, page())


@each(
    "html",
    [
        page(header="丙"),
        page(main="问题。"),
        page(main="我的"),
        page(main='<span style="width:400px">问题</span>'),
        page(head='<script src="/a.js"></script>'),
        page().replace("<main>", '<main class="wide">'),
        page().replace("</main>", "</main><footer></footer>"),
        page().replace('<form><input type="hidden"', '<form><input type="text"'),
        "",
    ],
)
def test_whatever_else_is_seen_has_to_be_looked_at(html: str) -> None:
    assert known().again(HERE, lambda _: html) is None


def test_what_nobody_looked_at_is_not_even_asked_for() -> None:
    def ask(_: str) -> str:
        raise AssertionError("asked")

    assert known().again("http://a/other", ask) is None
