"""Who may open a page, what a form needs, and what comes when something is refused."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest

from functions.domain.case.access import Principal
from functions.domain.errors import StoreBusy
from functions.pages.page import Answer, Asked, Page, Shown
from functions.pages.shared import PAGES as SHARED
from functions.pages.sign_in import PAGES as SIGN_IN
from functions.pages.signed_in import SESSION_COOKIE
from functions.ports.deps import Deps
from functions.web.roles import CLERKS
from schemas.codes import Role
from tests.support.api_deps import house
from tests.support.fakes.clock import FakeClock
from tests.support.multipart import MULTIPART, multipart
from tests.support.opened import standing
from tests.support.pages import URLENCODED, Site

CLERK = Principal("clerk", Role.CLERK, "440106")
SOLDIER = Principal("soldier", Role.APPLICANT)


def show_note(asked: Asked) -> Answer:
    return Shown("error.html", "笔记", _note(asked))


def keep_note(asked: Asked) -> Answer:
    return Shown("error.html", "已记下", _note(asked))


def break_down(asked: Asked) -> Answer:
    raise RuntimeError(asked.by.subject)


def _note(asked: Asked) -> dict[str, object]:
    return {
        "title": "笔记",
        "detail": asked.form.text("words"),
        "problems": (),
        "code": "none",
        "number": asked.by.subject,
        "again": None,
    }


def find_the_store_busy(asked: Asked) -> Answer:
    raise StoreBusy


PAGES = (
    *SHARED,
    *SIGN_IN,
    Page(method="GET", path="/notes", roles=CLERKS, handler=show_note),
    Page(method="POST", path="/notes", roles=CLERKS, handler=keep_note),
    Page(method="GET", path="/busy", roles=CLERKS, handler=show_note),
    Page(method="POST", path="/busy", roles=CLERKS, handler=find_the_store_busy),
    Page(method="GET", path="/broken", roles=CLERKS, handler=break_down),
)


def deps() -> Deps:
    return house()


def site() -> Site:
    return Site(deps(), PAGES)


def test_who_is_not_signed_in_is_sent_to_sign_in_and_comes_back() -> None:
    status, headers, _ = site()._once("GET", "/notes?a=1", b"", {})

    assert (status, headers["location"]) == (303, "/sign-in?next=%2Fnotes%3Fa%3D1")


def test_another_roles_page_does_not_exist() -> None:
    opened = site().signed_in(SOLDIER).get("/notes")

    assert (opened.status, opened.heading) == (404, "没有这个页面")


def test_another_sites_cookie_signs_nobody_out_however_it_is_written() -> None:
    given = site().signed_in(CLERK)
    given.cookies = {"theme": '{"dark": true, "size": [1]}', "a b": "\\", "": "=", **given.cookies}

    assert given.get("/notes").status == 200


def test_an_idle_session_is_over_after_half_an_hour() -> None:
    given = site().signed_in(CLERK)
    before = given.get("/notes").status
    later = Site(replace(given.deps, clock=lambda: given.deps.clock() + timedelta(minutes=30)), PAGES)
    later.cookies = given.cookies

    assert (before, later._once("GET", "/notes", b"", {})[0]) == (200, 303)


def test_a_session_that_is_used_lives_on() -> None:
    given = site().signed_in(CLERK)
    later = Site(replace(given.deps, clock=lambda: given.deps.clock() + timedelta(minutes=20)), PAGES)
    later.cookies = dict(given.cookies)

    later.get("/notes")

    assert later.cookies != given.cookies


def test_a_session_lives_on_beside_another_cookie_and_not_beside_its_own_end() -> None:
    given = site().signed_in(CLERK)
    later = Site(replace(given.deps, clock=lambda: given.deps.clock() + timedelta(minutes=20)), PAGES)
    found = given.get("/notes").soup.select_one("input[name=token]")
    body = f"token={found['value'] if found else ''}&large=1".encode()

    def kept(address: str) -> dict[str, str]:
        later.cookies = dict(given.cookies)
        later._once("POST", address, body, {"content-type": URLENCODED})
        return later.cookies

    assert kept("/display")["__Host-lianban-large"] == "1"
    assert kept("/display")[SESSION_COOKIE] not in ("", given.cookies[SESSION_COOKIE])
    assert kept("/sign-out")[SESSION_COOKIE] == ""


def test_a_form_without_the_sessions_token_is_refused() -> None:
    given = site().signed_in(CLERK)

    refused = given.send("POST", "/notes", b"words=a", {"content-type": URLENCODED})

    assert (refused.status, refused.heading) == (403, "页面已经过期")


def test_a_form_from_another_site_is_refused() -> None:
    given = site().signed_in(CLERK)
    token = given.get("/notes").soup.select_one("input[name=token]")
    body = f"token={token['value'] if token else ''}&words=a".encode()

    ours = given.send("POST", "/notes", body, {"content-type": URLENCODED})
    theirs = given.send("POST", "/notes", body, {"content-type": URLENCODED, "sec-fetch-site": "cross-site"})
    elsewhere = given.send(
        "POST", "/notes", body, {"content-type": URLENCODED, "origin": "https://a.example"}
    )

    assert [ours.status, theirs.status, elsewhere.status] == [200, 403, 403]


def test_what_breaks_is_a_page_that_says_nothing_of_it() -> None:
    given = site().signed_in(CLERK)

    opened = given.get("/broken")

    assert (opened.status, opened.heading) == (500, "系统内部错误")
    assert [fields["error"] for _, fields in given.reports] == ["RuntimeError"]


def test_what_was_typed_stays_on_the_page_of_what_hindered_it_and_is_sent_once_more_from_there() -> None:
    given = site().signed_in(CLERK)
    token = given.get("/notes").soup.select_one("input[name=token]")
    typed = urlencode({"token": token["value"] if token else "", "words": "写了很久的话"}).encode()

    busy = given.send("POST", "/busy", typed, {"content-type": URLENCODED})
    again = given.submit(busy)
    of_nobody = given.send("POST", "/busy", b"words=typed", {"content-type": URLENCODED})
    elsewhere = given.send(
        "POST", "/busy", typed, {"content-type": URLENCODED, "sec-fetch-site": "cross-site"}
    )

    assert (busy.status, busy.headers["retry-after"]) == (503, "5")
    assert "再试一次" in busy.words
    assert dict(standing(again.form("/busy")))["words"] == "写了很久的话"
    assert ["再试一次" in one.words for one in (of_nobody, elsewhere)] == [False, False]


@pytest.mark.parametrize(
    ("fields", "filename", "said"),
    [
        ({"words": "一"}, "a.pdf", "您填的内容还在这一页里，只有刚才选的文件不在："),
        ({"key": "0123456789abcdef"}, "a.pdf", "刚才选的文件不在这一页里："),
        ({"words": "一"}, "", "您填的内容还在这一页里，没有丢。"),
    ],
)
def test_of_what_is_sent_once_more_one_sentence_says_what_is_there_and_what_has_to_be_chosen_again(
    fields: dict[str, str], filename: str, said: str
) -> None:
    given = site().signed_in(CLERK)
    token = given.get("/notes").soup.select_one("input[name=token]")
    own = {"token": str(token["value"]) if token else "", **fields}

    busy = given.send("POST", "/busy", multipart(own, filename), {"content-type": MULTIPART})

    assert busy.words.count("这一页里") == 1
    assert said in busy.words
    assert ("重新选择文件" in busy.words) is bool(filename)


def test_large_print_is_chosen_once_and_stays() -> None:
    given = site().signed_in(CLERK)
    opened = given.get("/notes")

    given.submit(opened, action="/display")
    large = given.get("/notes").soup

    assert (large.name, large.get("class")) == ("html", "large")


def test_a_training_says_so_on_every_page_that_of_an_error_too() -> None:
    practised = Site(replace(deps(), training=True), PAGES).signed_in(CLERK)

    shown = [practised.get(address) for address in ("/notes", "/broken", "/sign-in")]

    assert all("人和办件都是虚构的" in one.html and one.title.startswith("演练：") for one in shown)
    assert "虚构" not in site().signed_in(CLERK).get("/notes").html


PUT_BACK, OF = "2026-11-24T08:00:00+00:00", datetime(2026, 11, 24, 7, 30, tzinfo=UTC)


def lines_after(days: int, of: datetime | None = OF) -> list[str]:
    """What stands on top of a page, that of an error, and one for strangers, so long after the ledger was put back."""
    given = replace(deps(), put_back=(PUT_BACK,), restored_of=of)
    later = replace(given, clock=FakeClock(datetime.fromisoformat(PUT_BACK) + timedelta(days=days)))
    read = Site(later, PAGES).signed_in(CLERK)
    shown = [read.get(address) for address in ("/notes", "/broken", "/sign-in")]
    return [line.get_text() for one in shown for line in one.soup.select("p.lost")]


def test_for_a_month_after_the_ledger_was_put_back_every_page_says_what_is_gone() -> None:
    first, *others = lines_after(days=3)

    assert "在11月24日 16:00恢复成了11月24日 15:30的样子，这之间填写、提交、答复、登记的都没有保留" in first
    assert others == [first, first]
    assert len(lines_after(days=30)) == 3
    assert lines_after(days=31) == []
    assert site().get("/sign-in").soup.select("p.lost") == []


def test_where_nobody_knows_of_when_the_backup_was_it_is_told_without() -> None:
    first, *_ = lines_after(days=0, of=None)

    assert "在今天 16:00（11月24日）恢复过" in first
