"""What the tests of pages read a page with."""

import pytest
from selectolax.lexbor import SelectolaxError

from tests.support.html import html_of
from tests.support.opened import Opened, standing

PAGE = """<!doctype html><html class=large><head><title>联办 </title></head><body><a href="/">首页</a>
<main><h1>您的<b>申请</b></h1><script>let unsaid</script><!-- unsaid --><ruby>字<rt>zì</rt></ruby>
<div id="summary" class="notice"><a href="#name"> 请填姓名</a></div>
<form action="/drafts?a=1&amp;b=2"><select name="where"><option value="1">甲<option value="2" selected>乙</select>
<input name="name" value="&lt;张&gt;"><input type="checkbox" name="off" value="1">
<input type="radio" name="on" value="y" checked>
<textarea name="words">
第一行
第二行</textarea><button>保存</button></form></main><form action="/leave"></form></body></html>"""


def opened() -> Opened:
    return Opened("/drafts", 200, {}, PAGE)


def test_what_a_browser_shows_is_read_and_what_it_does_not_is_not() -> None:
    assert (opened().title, opened().heading, opened().errors) == ("联办", "您的申请", ["请填姓名"])
    assert opened().words == "您的 申请 字 请填姓名 甲 乙 第一行 第二行 保存"


def test_a_form_is_sent_as_it_stands() -> None:
    assert standing(opened().form()) == [
        ("where", "2"),
        ("name", "<张>"),
        ("on", "y"),
        ("words", "第一行\r\n第二行"),
    ]


def test_a_form_and_a_link_are_found_or_missed_by_name() -> None:
    assert (opened().form()["action"], opened().form("/leave")["action"]) == ("/drafts?a=1&b=2", "/leave")
    assert opened().link("首页") == "/"
    with pytest.raises(LookupError, match="/elsewhere"):
        opened().form("/elsewhere")
    with pytest.raises(LookupError, match="没有"):
        opened().link("没有")


def test_a_page_without_a_part_of_it_has_all_the_rest() -> None:
    left = opened().without("main form, script")

    assert left.form("/leave")["action"] == "/leave"
    assert left.words == "您的 申请 字 请填姓名"
    assert left.soup.select("main form") == []


def test_a_selector_that_means_nothing_is_no_page_without_it() -> None:
    with pytest.raises(SelectolaxError):
        html_of(PAGE).select("input[value=2026]")


def test_what_is_found_within_stands_in_its_order_and_is_never_the_whole() -> None:
    form = opened().form()

    assert [one.get("name") for one in form.select("textarea, input, select")] == [
        "where",
        "name",
        "off",
        "on",
        "words",
    ]
    assert form.select("form") == []
    assert form.select_one("table") is None
