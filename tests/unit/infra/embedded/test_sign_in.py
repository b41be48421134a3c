"""Where one signs in on one machine, as the command line says it; and the whole way over HTTP, on one thread."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email.message import Message
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from chalice.app import Chalice

from functions.adapters.outward.secrets import SecretUnusable
from functions.adapters.outward.sign_in import HttpSignIn
from functions.adapters.tokens import IssuerTokens
from functions.pages.binder import bind_pages
from functions.pages.routes import PAGES
from functions.web.edge import guard
from infra.embedded.issuer import AUDIENCE, IDENTITIES, ISSUER, Issuer
from infra.embedded.issuer_http import issuer_wsgi
from infra.embedded.secrets import FileSecrets
from infra.embedded.settings import Settings
from infra.embedded.sign_in import EmbeddedSignIn, sign_in_of
from infra.embedded.web.wsgi import wsgi
from tests.support.api_deps import house
from tests.support.each import each
from tests.support.fakes.clock import FakeClock
from tests.support.html import html_of
from tests.support.pages import URLENCODED
from tests.support.serving import serving

AT, TOKEN = "https://issuer.example/authorize", "https://issuer.example/token"


@dataclass(frozen=True)
class Got:
    status: int
    headers: Message
    text: str


@dataclass
class Browser:
    """It keeps cookies, follows nothing by itself, and believes what it reads."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, address: str) -> Got:
        return self._asked("GET", address, b"")

    def post(self, address: str, sent: dict[str, str]) -> Got:
        return self._asked("POST", address, urlencode(sent).encode())

    def _asked(self, method: str, address: str, body: bytes) -> Got:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"cookie": jar, "origin": f"http://127.0.0.1:{self.port}"}
        connection.request(
            method, address, body or None, headers | ({"content-type": URLENCODED} if body else {})
        )
        response = connection.getresponse()
        got = Got(response.status, response.headers, response.read().decode())
        connection.close()
        for line in got.headers.get_all("set-cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return got


@contextmanager
def server(folder: Path) -> Iterator[Browser]:
    """The pages and the issuer, as the server program has them; one thread does all the work."""
    clock = FakeClock()
    issuer = Issuer(folder, clock=clock)
    deps = replace(
        house(),
        clock=clock,
        tokens=IssuerTokens(issuer.jwks, audience=AUDIENCE, issuer=ISSUER, clock=clock),
        sign_in=EmbeddedSignIn(issuer),
        plain_http=True,
    )
    app = Chalice("lianban-sign-in", configure_logs=False, env={})
    guard(app)
    bind_pages(app, PAGES, deps=lambda: deps)
    with serving(issuer_wsgi(issuer, wsgi(app)), threads=1) as port:
        yield Browser(port)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Browser]:
    with server(tmp_path) as browser:
        yield browser


def hidden(page: str) -> dict[str, str]:
    found = html_of(page).select("input[type=hidden]")
    return {str(one["name"]): str(one["value"]) for one in found}


def asked_at(browser: Browser, goes_to: str = "/questions") -> str:
    return str(browser.get(f"/sign-in?{urlencode({'next': goes_to})}").headers["location"])


def chosen(browser: Browser, address: str, **typed: str) -> Got:
    page = browser.get(address).text
    return browser.post("/issuer/authorize", {**hidden(page), **typed})


@pytest.mark.slow
@each("identity", IDENTITIES)
def test_everybody_signs_in_by_choosing_who_they_are(identity: str, running: Browser) -> None:
    browser = Browser(running.port)
    back = chosen(browser, asked_at(browser), identity=identity).headers["location"]
    arrived = browser.get(str(back))
    page = browser.get("/").text

    assert (arrived.status, arrived.headers["location"]) == (303, "/questions")
    assert 'class="who"' in page


@pytest.mark.slow
def test_a_citizen_may_be_another_made_up_one(tmp_path: Path) -> None:
    names = []
    with server(tmp_path) as browser:
        for citizen in ("", "7", "x", "-1", "9" * 40, "７"):
            back = chosen(browser, asked_at(browser), identity="applicant-2", citizen=citizen)
            browser.get(back.headers["location"])
            page = html_of(browser.get("/").text)
            names.append(str((who := page.select_one(".who")) and who.get_text()))

    assert names == ["测试乙", "测试甲", "测试乙", "测试乙", "测试乙", "测试乙"]


def test_the_page_to_choose_on_is_a_page_like_the_others(tmp_path: Path) -> None:
    with server(tmp_path) as browser:
        asked = browser.get(asked_at(browser))
        page = html_of(asked.text)

    assert asked.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
    assert asked.headers["cache-control"] == "no-store"
    assert len(page.select("h1")) == 1
    assert len(page.select("input[type=radio]")) == len(IDENTITIES)
    assert not page.select("script, style")
    assert not page.select("[style]")


def test_who_chose_large_print_gets_it_there_too(tmp_path: Path) -> None:
    with server(tmp_path) as browser:
        address = asked_at(browser)
        plain = browser.get(address).text
        browser.cookies["lianban-large"] = "1"
        large = browser.get(address).text

    assert 'class="large"' not in plain
    assert 'class="large"' in large


def test_whoever_cancels_comes_back_and_is_told(tmp_path: Path) -> None:
    with server(tmp_path) as browser:
        page = html_of(browser.get(asked_at(browser)).text)
        (cancel,) = [str(one["href"]) for one in page.select("a")]
        told = browser.get(cancel)

    assert told.status == 403
    assert "您在统一身份认证的页面上取消了登录" in told.text


def test_a_code_is_used_once_over_http_too(tmp_path: Path) -> None:
    with server(tmp_path) as browser:
        address = asked_at(browser)
        first = str(chosen(browser, address, identity="clerk").headers["location"])
        browser.get(first)
        code = parse_qs(urlsplit(first).query)["code"][0]
        other = Browser(browser.port)
        state = parse_qs(urlsplit(asked_at(other)).query)["state"][0]
        refused = other.get(f"/signed-in?{urlencode({'code': code, 'state': state})}")

    assert refused.status == 403
    assert "lianban" not in other.cookies


@pytest.mark.slow
@each(
    "name, value",
    [
        ("redirect_uri", "https://evil.example/signed-in"),
        ("redirect_uri", "//evil.example/signed-in"),
        ("redirect_uri", "/signed-in?x="),
        ("redirect_uri", "/signed-in\r\nx: y"),
        ("redirect_uri", ""),
        ("client_id", "somebody"),
        ("response_type", "token"),
        ("code_challenge", ""),
        # Base64 has none of these, and what compares in constant time takes none.
        ("code_challenge", "密" * 43),
        ("code_challenge_method", "plain"),
        ("state", ""),
        ("state", "s" * 1001),
    ],
)
def test_the_issuer_sends_nobody_anywhere_for_a_request_that_is_not_ours(
    name: str, value: str, running: Browser
) -> None:
    browser = Browser(running.port)
    asked = {key: found[0] for key, found in parse_qs(urlsplit(asked_at(browser)).query).items()}
    spoilt = {**asked, name: value, "identity": "clerk"}
    shown = browser.get(f"/issuer/authorize?{urlencode(spoilt)}")
    posted = browser.post("/issuer/authorize", spoilt)

    assert (shown.status, posted.status) == (400, 400)
    assert posted.headers["location"] is None


def test_nobody_gets_a_code_without_choosing_somebody_there_is(tmp_path: Path) -> None:
    with server(tmp_path) as browser:
        address = asked_at(browser)
        nobody = [chosen(browser, address, identity=name) for name in ("", "root", "<b>")]

    assert [one.status for one in nobody] == [422, 422, 422]
    assert "<b>" not in nobody[-1].text


def test_what_a_request_says_stands_on_the_page_as_text(tmp_path: Path) -> None:
    with server(tmp_path) as browser:
        asked = {key: found[0] for key, found in parse_qs(urlsplit(asked_at(browser)).query).items()}
        asked["state"] = '"><script>'
        page = browser.get(f"/issuer/authorize?{urlencode(asked)}").text

    assert "<script>" not in page


@pytest.mark.slow
@each(
    "name, value, status, error",
    [
        ("grant_type", "password", 400, "unsupported_grant_type"),
        ("client_id", "somebody", 401, "invalid_client"),
        ("redirect_uri", "/elsewhere", 400, "invalid_grant"),
        ("code_verifier", "w" * 43, 400, "invalid_grant"),
        ("code", "", 400, "invalid_grant"),
    ],
)
def test_the_token_endpoint_refuses_as_the_standard_says(
    name: str, value: str, status: int, error: str, running: Browser
) -> None:
    browser = Browser(running.port)
    back = str(chosen(browser, asked_at(browser), identity="clerk").headers["location"])
    sent = {
        "grant_type": "authorization_code",
        "client_id": "lianban-pages",
        "redirect_uri": "/signed-in",
        "code": parse_qs(urlsplit(back).query)["code"][0],
        "code_verifier": "v" * 43,
    }
    refused = browser.post("/issuer/token", {**sent, name: value})
    said = refused.text

    assert (refused.status, said) == (status, f'{{"error": "{error}"}}')


@pytest.mark.slow
def test_one_signs_out_and_is_nobody(tmp_path: Path) -> None:
    with server(tmp_path) as browser:
        browser.get(str(chosen(browser, asked_at(browser), identity="clerk").headers["location"]))
        token = hidden(browser.get("/").text)["token"]
        out = browser.post("/sign-out", {"token": token})
        page = browser.get("/").text

    assert (out.status, out.headers["location"]) == (303, "/signed-out")
    assert 'class="who"' not in page


def elsewhere(folder: Path, **said: Any) -> Settings:
    return replace(Settings(folder, jwks="https://issuer.example/jwks"), **said)


def test_without_an_issuer_elsewhere_the_embedded_one_signs_in(tmp_path: Path) -> None:
    issuer = Issuer(tmp_path, clock=FakeClock())

    assert isinstance(sign_in_of(Settings(tmp_path), issuer, FileSecrets(tmp_path / "s")), EmbeddedSignIn)


def test_an_issuer_elsewhere_signs_in_where_its_page_is_named(tmp_path: Path) -> None:
    secrets = FileSecrets(tmp_path / "secrets.json")
    public = "https://lianban.example"

    none = sign_in_of(elsewhere(tmp_path), None, secrets)
    named = sign_in_of(elsewhere(tmp_path, sign_in=AT, sign_in_token=TOKEN, public=public), None, secrets)

    assert none is None
    assert isinstance(named, HttpSignIn)
    asked = parse_qs(urlsplit(named.address(state="s", verifier="v" * 43)).query)
    assert asked["redirect_uri"] == ["https://lianban.example/signed-in"]


def test_half_an_issuer_is_refused_when_the_server_starts(tmp_path: Path) -> None:
    secrets = FileSecrets(tmp_path / "secrets.json")
    issuer = Issuer(tmp_path, clock=FakeClock())

    with pytest.raises(ValueError, match="together"):
        sign_in_of(elsewhere(tmp_path, sign_in=AT), None, secrets)
    with pytest.raises(ValueError, match="together"):
        sign_in_of(elsewhere(tmp_path, sign_in_token=TOKEN), None, secrets)
    with pytest.raises(ValueError, match="--jwks"):
        sign_in_of(replace(Settings(tmp_path), sign_in=AT, sign_in_token=TOKEN), issuer, secrets)
    with pytest.raises(SecretUnusable):
        sign_in_of(elsewhere(tmp_path, sign_in=AT, sign_in_token=TOKEN, client_secret=True), None, secrets)
