"""Signing in at the issuer and out again, as a browser goes through it; and what is tried against it."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from functions.domain.case.access import Principal
from functions.domain.errors import StoreBusy
from functions.domain.refusals import KEY_UNKNOWN, BadToken, IdentityUnavailable
from functions.pages.begun import BEGUN_COOKIE as BEGUN
from functions.pages.jar import name_of
from functions.pages.session import Session
from functions.pages.signed_in import SESSION_COOKIE, cookie_of, no_cookie
from functions.ports.case_store import Record
from tests.support.api_deps import PEOPLE, house
from tests.support.each import each
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.sign_in import FakeSignIn
from tests.support.fakes.tokens import FakeTokens
from tests.support.opened import Opened
from tests.support.pages import URLENCODED, Site

SOLDIER = PEOPLE["Bearer soldier"]
SEALED_BEGUN = name_of(BEGUN, plain=False)


class OfAnotherKey(FakeTokens):
    def principal(self, authorization: str | None) -> Principal:
        raise BadToken(reason=KEY_UNKNOWN)


class Full(FakeCaseStore):
    def put(self, record: Record) -> Record:
        raise StoreBusy


class Unreachable(FakeSignIn):
    def token(self, *, code: str, verifier: str) -> str:
        raise IdentityUnavailable


def site(issuer: FakeSignIn | None = None) -> Site:
    return Site(replace(house(), sign_in=issuer or FakeSignIn()))


def issuer_of(given: Site) -> FakeSignIn:
    assert isinstance(given.deps.sign_in, FakeSignIn)
    return given.deps.sign_in


def sent_to(given: Site, goes_to: str = "") -> str:
    """Where the browser is sent to sign in."""
    return given.get(f"/sign-in?{urlencode({'next': goes_to})}").headers["location"]


def state_of(address: str) -> str:
    return parse_qs(urlsplit(address).query)["state"][0]


def back(given: Site, **said: str) -> tuple[str, Opened]:
    """Where the answer to the issuer's redirection leads, and the page that it is."""
    status, headers, html = given._once("GET", f"/signed-in?{urlencode(said)}", b"", {})
    return headers.get("location", ""), Opened("/signed-in", status, headers, html)


def signed_in_as(given: Site, who: str, goes_to: str = "") -> str:
    """Where they arrive."""
    address = sent_to(given, goes_to)
    code = issuer_of(given).sign_in(address, who)
    arrived, _ = back(given, code=code, state=state_of(address))
    return arrived


def in_a_while(given: Site, seconds: float) -> Site:
    """The same browser, later."""
    later = Site(replace(given.deps, clock=lambda: given.deps.clock() + timedelta(seconds=seconds)))
    later.cookies = dict(given.cookies)
    return later


def test_a_person_signs_in_and_comes_back_to_where_they_were() -> None:
    given = site()

    arrived = signed_in_as(given, "soldier", "/guide?city=440100")

    assert arrived == "/guide?city=440100"
    who = given.get("/").soup.select_one(".who")
    assert who is not None
    assert who.get_text() == "测试甲"


@each(
    "who, first", [("soldier", "/my"), ("clerk", "/window"), ("staff", "/office"), ("operator", "/console")]
)
def test_whoever_came_from_nowhere_goes_to_their_roles_first_place(who: str, first: str) -> None:
    assert signed_in_as(site(), who) == first


@each(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/a\r\nSet-Cookie: x=y",
        "/a\nLocation: https://evil.example",
        "/\t/evil.example",
        "/\x00",
        "/中文",
        "/" + "a" * 600,
        "/sign-in?next=/my",
        "/signed-in?state=x",
        "/sign-out",
        "/signed-out",
        "/",
    ],
)
def test_nobody_is_sent_anywhere_else_after_signing_in(elsewhere: str) -> None:
    assert signed_in_as(site(), "soldier", elsewhere) == "/my"


def test_the_attempt_is_kept_in_a_sealed_cookie_that_no_script_and_no_other_site_has() -> None:
    given = site()

    _, headers, _ = given._once("GET", "/sign-in?next=/my", b"", {})
    line = str(headers["set-cookie"])

    assert line.startswith("['__Host-lianban-sign-in=sealed-")
    for part in ("Path=/", "Max-Age=600", "Secure", "HttpOnly", "SameSite=Lax"):
        assert f"; {part}" in line
    assert "Domain" not in line


def test_a_code_that_was_used_signs_nobody_in() -> None:
    given, other = site(), site()
    address = sent_to(given)
    code = issuer_of(given).sign_in(address, "soldier")
    back(given, code=code, state=state_of(address))

    other = Site(given.deps)
    again = sent_to(other)
    _, page = back(other, code=code, state=state_of(again))

    assert (page.status, page.heading) == (403, "没有登录成功")
    assert SESSION_COOKIE not in other.cookies


def test_anothers_code_is_of_no_use_in_this_browser() -> None:
    """The attack: a code of their own, sent to somebody with the state that they were given."""
    theirs = site()
    mine = Site(theirs.deps)
    their_address = sent_to(theirs)
    code = issuer_of(theirs).sign_in(their_address, "stranger")

    _, with_their_state = back(mine, code=code, state=state_of(their_address))
    _, with_my_state = back(mine, code=code, state=state_of(sent_to(mine)))

    assert (with_their_state.status, with_their_state.heading) == (400, "请重新登录")
    assert (with_my_state.status, with_my_state.heading) == (403, "没有登录成功")
    assert SESSION_COOKIE not in mine.cookies


@each("said", [{}, {"code": "code-0"}, {"state": "", "code": "code-0"}, {"state": "x"}])
def test_whoever_comes_back_from_nowhere_is_told_to_sign_in_anew(said: dict[str, str]) -> None:
    _, page = back(site(), **said)

    assert (page.status, page.heading) == (400, "请重新登录")
    assert page.link("重新登录") == "/sign-in"


def test_an_attempt_lasts_for_ten_minutes() -> None:
    given = site()
    address = sent_to(given)
    code = issuer_of(given).sign_in(address, "soldier")

    _, page = back(in_a_while(given, 600), code=code, state=state_of(address))

    assert page.heading == "请重新登录"


@each("value", ["", "sealed-", "sealed-00", "sealed-5b5d", "nothing", "sealed-7b7d"])
def test_a_cookie_that_is_not_ours_is_none(value: str) -> None:
    given = site()
    state = state_of(sent_to(given))
    given.cookies |= {SEALED_BEGUN: value, SESSION_COOKIE: value}

    _, page = back(given, code="code-0", state=state)

    assert (page.status, page.heading) == (400, "请重新登录")
    assert given.get("/").status == 200


def test_one_cookie_is_not_taken_for_the_other() -> None:
    given = site()
    sent_to(given)
    signed = Site(given.deps).signed_in(SOLDIER)
    given.cookies |= {
        SESSION_COOKIE: given.cookies[SEALED_BEGUN],
        SEALED_BEGUN: signed.cookies[SESSION_COOKIE],
    }

    assert given.get("/").soup.select_one(".who") is None
    assert back(given, state="x", code="y")[1].status == 400


def test_whoever_cancels_is_told_what_to_do() -> None:
    given = site()

    _, page = back(given, error="access_denied", state=state_of(sent_to(given)))

    assert (page.status, page.heading) == (403, "没有登录")
    assert page.link("重新登录") == "/sign-in"


def test_what_else_the_issuer_refuses_is_told_without_its_words() -> None:
    given = site()

    _, page = back(given, error="<b>server</b>", error_description="机密", state=state_of(sent_to(given)))

    assert page.heading == "没有登录成功"
    assert "机密" not in page.html
    assert "server" not in page.words


@pytest.mark.parametrize("error", ["server_error", "temporarily_unavailable"])
def test_an_issuer_that_is_busy_is_told_as_such(error: str) -> None:
    given = site()

    _, page = back(given, error=error, state=state_of(sent_to(given)))

    assert (page.status, page.heading) == (503, "身份认证服务暂不可用")


def test_a_token_that_is_not_for_us_signs_nobody_in() -> None:
    given = site()
    address = sent_to(given)
    code = issuer_of(given).sign_in(address, "nobody")

    _, page = back(given, code=code, state=state_of(address))

    assert page.heading == "没有登录成功"
    assert SESSION_COOKIE not in given.cookies


def test_an_issuer_that_does_not_answer_is_told_as_such() -> None:
    given = site(Unreachable())
    address = sent_to(given)

    _, page = back(given, code="code-0", state=state_of(address))

    assert (page.status, page.heading) == (503, "身份认证服务暂不可用")


def test_whoever_comes_as_the_issuers_keys_are_changed_is_told_to_try_again_and_not_to_go_to_a_window() -> (
    None
):
    given = Site(replace(house(), sign_in=FakeSignIn(), tokens=OfAnotherKey()))
    address = sent_to(given)

    _, page = back(given, code=issuer_of(given).sign_in(address, "soldier"), state=state_of(address))

    assert (page.status, page.heading) == (503, "身份认证服务暂不可用")
    assert "稍后" in page.words


def test_two_tabs_sign_in_side_by_side() -> None:
    given = site()
    first, second = sent_to(given, "/guide"), sent_to(given, "/questions")

    codes = [issuer_of(given).sign_in(address, "soldier") for address in (first, second)]
    arrived = [
        back(given, code=code, state=state_of(address))[0]
        for code, address in zip(codes, (first, second), strict=True)
    ]

    assert arrived == ["/guide", "/questions"]


def test_the_browsers_own_history_leads_on_where_one_is_signed_in() -> None:
    given = site()
    address = sent_to(given, "/guide")
    code = issuer_of(given).sign_in(address, "soldier")

    arrived = [back(given, code=code, state=state_of(address))[0] for _ in range(2)]

    assert arrived == ["/guide", "/my"]


def test_every_signing_in_begins_a_session_of_its_own() -> None:
    given = site().signed_in(SOLDIER)
    before = given.cookies[SESSION_COOKIE]

    signed_in_as(given, "soldier")

    assert given.cookies[SESSION_COOKIE] != before


def test_where_nothing_is_connected_it_is_said_plainly() -> None:
    given = Site(house())

    opened = given.get("/sign-in?next=/my")

    assert (opened.status, opened.heading) == (503, "这里还不能登录")
    assert "还没有接通统一身份认证" in opened.words
    assert back(given, code="x", state="y")[1].status == 503


def test_signing_out_takes_the_session_away() -> None:
    given = site().signed_in(SOLDIER)

    out = given.submit(given.get("/"), action="/sign-out")

    assert (out.status, out.heading) == (200, "已退出")
    assert given.cookies[SESSION_COOKIE] == ""
    assert given.get("/").soup.select_one(".who") is None


def test_a_cookie_of_before_signing_out_opens_nothing_and_sends_nothing() -> None:
    given = site().signed_in(SOLDIER)
    copied = dict(given.cookies)
    (token, *_) = [str(one["value"]) for one in given.get("/").soup.select("input[name=token]")]
    given.submit(given.get("/"), action="/sign-out")
    given.cookies = copied

    opened = given._once("GET", "/my", b"", {})[1]
    sent = given._once("POST", "/guide/result", f"token={token}".encode(), {"content-type": URLENCODED})[1]

    assert opened["location"] == "/sign-in?next=%2Fmy"
    assert sent["location"] == "/session-over"


def test_another_session_of_the_same_person_goes_on_when_one_is_ended() -> None:
    at_a_desk = site()
    on_a_phone = Site(at_a_desk.deps)
    signed_in_as(at_a_desk, "soldier")
    signed_in_as(on_a_phone, "soldier")

    at_a_desk.submit(at_a_desk.get("/"), action="/sign-out")

    assert on_a_phone.get("/my").status == 200


def test_a_browser_is_signed_out_though_the_ledger_takes_nothing() -> None:
    given = Site(house(Full())).signed_in(SOLDIER)

    out = given.submit(given.get("/"), action="/sign-out")

    assert (out.status, given.cookies[SESSION_COOKIE]) == (200, "")


def test_nobody_else_signs_a_person_out() -> None:
    given = site().signed_in(SOLDIER)
    (token, *_) = [str(one["value"]) for one in given.get("/").soup.select("input[name=token]")]
    sent = {"content-type": URLENCODED}

    without = given.send("POST", "/sign-out", b"", sent)
    from_elsewhere = given.send(
        "POST", "/sign-out", f"token={token}".encode(), {**sent, "sec-fetch-site": "cross-site"}
    )
    by_link = given._once("GET", "/sign-out", b"", {})[0]

    assert [without.status, from_elsewhere.status, by_link] == [403, 403, 303]
    assert given.get("/").soup.select_one(".who") is not None


def test_one_signs_out_at_the_issuer_too_by_a_link() -> None:
    given = site(FakeSignIn("https://issuer.example/end?client_id=lianban")).signed_in(SOLDIER)

    out = given.submit(given.get("/"), action="/sign-out")

    assert out.link("退出统一身份认证") == "https://issuer.example/end?client_id=lianban"


@pytest.mark.slow
def test_a_session_is_over_after_eight_hours_however_much_it_is_used() -> None:
    given = site().signed_in(SOLDIER)
    page = given
    for _ in range(23):
        page = in_a_while(page, 20 * 60)
        page.get("/")
    still = page.get("/").soup.select_one(".who")

    page = in_a_while(page, 20 * 60)

    assert still is not None
    assert page.get("/").soup.select_one(".who") is None


def test_over_plain_http_on_this_machine_cookies_have_plain_names() -> None:
    given = Site(replace(house(), sign_in=FakeSignIn(), plain_http=True))

    def line(host: str) -> str:
        return str(given._once("GET", "/sign-in", b"", {"host": host})[1]["set-cookie"])

    for host in ("127.0.0.1:8451", "localhost:8451", "[::1]:8451", "localhost"):
        assert line(host).startswith("['lianban-sign-in=")
        assert "Secure" not in line(host)
    for host in ("lianban.example", "192.168.1.5:8451", "", "localhost.evil.example", "]["):
        assert line(host).startswith("['__Host-lianban-sign-in=")


def test_over_plain_http_on_this_machine_the_session_is_kept_under_a_plain_name_too() -> None:
    given = Site(replace(house(), sign_in=FakeSignIn(), plain_http=True))
    local = {"host": "localhost:8451", "origin": "http://localhost:8451"}

    address = given._once("GET", "/sign-in", b"", local)[1]["location"]
    said = {"code": issuer_of(given).sign_in(address, "soldier"), "state": state_of(address)}
    line = given._once("GET", f"/signed-in?{urlencode(said)}", b"", local)[1]["set-cookie"]

    assert "lianban=" in line
    assert "__Host-" not in line
    assert "Secure" not in line
    assert set(given.cookies) == {"lianban", "lianban-sign-in"}


def test_over_https_no_host_makes_a_cookie_plain() -> None:
    line = str(site()._once("GET", "/sign-in", b"", {"host": "localhost"})[1]["set-cookie"])

    assert line.startswith("['__Host-")


@pytest.mark.parametrize("plain", [False, True])
def test_what_takes_a_cookie_away_names_it_as_what_gave_it(plain: bool) -> None:
    now = house().clock()
    given = cookie_of(Session("id", SOLDIER, now, now), house().cookies, plain=plain)

    assert no_cookie(plain=plain).partition("=")[0] == given.partition("=")[0]
    assert ("Secure" in given) is not plain
