"""A browser without a script: it opens pages, follows links, fills in forms and sends them; nothing leaves the process."""

import re
from collections.abc import Mapping
from functools import cache
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from chalice.app import Chalice
from chalice.test import Client

from functions.domain.case.access import Principal
from functions.pages.binder import bind_pages
from functions.pages.page import Page
from functions.pages.routes import PAGES
from functions.pages.session import Session
from functions.pages.signed_in import SESSION_COOKIE, cookie_of
from functions.ports.deps import Deps
from functions.web.edge import guard
from tests.support.client import Reports
from tests.support.html import Element
from tests.support.opened import Opened, standing
from tests.support.templates import keep_compiled

URLENCODED = "application/x-www-form-urlencoded"
HOST = "lianban.example"
MOST_STEPS = 5


class Bound:
    """An app with its pages, by turns for each `Site`: to bind two hundred takes longer than to ask for one."""

    def __init__(self, pages: tuple[Page, ...]) -> None:
        self._serves: Site | None = None
        keep_compiled()
        app = Chalice("lianban-pages", configure_logs=False, env={})
        guard(app)
        bind_pages(app, pages, deps=lambda: self._served.deps, report=self._report)
        self._client = Client(app)

    @property
    def _served(self) -> "Site":
        assert self._serves is not None
        return self._serves

    def _report(self, message: str, fields: Mapping[str, str]) -> None:
        self._served.reports(message, fields)

    def client(self, served: "Site") -> Client:
        self._serves = served
        return self._client


_bound = cache(Bound)


@cache
def _whole() -> Bound:
    """Without a hash of two hundred pages."""
    return Bound(PAGES)


class Site:
    """The pages over injected dependencies; `reports` is what would have been logged."""

    def __init__(self, deps: Deps, pages: tuple[Page, ...] = PAGES) -> None:
        self.reports = Reports()
        self.deps = deps
        self.cookies: dict[str, str] = {}
        self._bound = _whole() if pages is PAGES else _bound(pages)

    def signed_in(self, principal: Principal) -> "Site":
        self.cookies[SESSION_COOKIE] = session_of(principal, self.deps)
        return self

    def get(self, address: str, **headers: str) -> Opened:
        """Follows redirections, as a browser does."""
        return self.send("GET", address, b"", headers)

    def submit(
        self, page: Opened, values: Mapping[str, str | tuple[str, ...]] | None = None, *, action: str = ""
    ) -> Opened:
        """Sends a form of the page as it stands, with what was typed over it."""
        form = page.form(action)
        sent = _typed(form, values or {})
        address = str(form.get("action") or page.address)
        if str(form.get("method", "get")).lower() == "get":
            return self.get(f"{re.split('[?#]', address)[0]}?{urlencode(sent)}")
        return self.send("POST", address, urlencode(sent).encode(), {"content-type": URLENCODED})

    def switch(self, page: Opened, values: Mapping[str, str | tuple[str, ...]] | None = None) -> Opened:
        """Presses 大字版, or 标准版, in the middle of what is typed."""
        button = page.soup.select_one("nav.display button")
        assert button is not None
        if not button.get("formaction"):
            return self.submit(page, action="/display")
        form = page.soup.select_one(f"form#{button['form']}")
        assert form is not None
        named = [(button["name"], button["value"])] if button.get("name") else []
        sent = urlencode([*_typed(form, values or {}), *named]).encode()
        return self.send("POST", button["formaction"], sent, {"content-type": URLENCODED})

    def send(self, method: str, address: str, body: bytes, headers: Mapping[str, str]) -> Opened:
        for _ in range(MOST_STEPS):
            status, answered, html = self._once(method, address, body, headers)
            if status != 303:
                return Opened(address, status, answered, html)
            method, body, address = "GET", b"", answered["location"]
            if urlsplit(address).netloc:
                return Opened(address, status, answered, html)
        raise AssertionError(f"{address} leads round and round")

    def _once(
        self, method: str, address: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int, dict[str, str], str]:
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"host": HOST, "origin": f"https://{HOST}", "cookie": jar, "accept": "text/html", **headers}
        response = self._bound.client(self).http.request(
            method, address.partition("#")[0], headers=sent, body=body
        )
        self._keep(response.headers)
        answered = {name.lower(): str(value) for name, value in response.headers.items()}
        return response.status_code, answered, response.body.decode("utf-8", "replace")

    def _keep(self, headers: Mapping[str, object]) -> None:
        lines = headers.get("Set-Cookie") or []
        for line in [lines] if isinstance(lines, str) else lines if isinstance(lines, list) else []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value


def _typed(form: Element, values: Mapping[str, str | tuple[str, ...]]) -> list[tuple[str, str]]:
    sent = [pair for pair in standing(form) if pair[0] not in values]
    for name, value in values.items():
        sent += [(name, one) for one in ((value,) if isinstance(value, str) else value)]
    return sent


def session_of(principal: Principal, deps: Deps) -> str:
    """The value of the cookie that whoever signed in just now has."""
    now = deps.clock()
    line = cookie_of(Session(f"session-of-{principal.subject}", principal, now, now), deps.cookies)
    return line.split(";")[0].partition("=")[2]
