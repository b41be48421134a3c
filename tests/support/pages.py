"""A browser without a script: it opens pages, follows links, fills in forms and sends them; nothing leaves the process."""

import re
from collections.abc import Mapping
from functools import cache, cached_property
from html import unescape
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from bs4 import BeautifulSoup, Tag
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
from tests.support.templates import keep_compiled

URLENCODED = "application/x-www-form-urlencoded"
HOST = "lianban.example"
MOST_STEPS = 5
# Of pages as our templates write them, where no attribute holds an angle bracket and no form another.
_MAIN, _FORM = re.compile(r"<main\b.*</main>", re.DOTALL), re.compile(r"<form\b.*?</form>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
# What stands there and is not said: then the page is read as a browser does.
_UNSAID = re.compile(r"<(?:!--|(?:script|style|template|rt|rp)\b)")


class Opened:
    """A page as it came."""

    def __init__(self, address: str, status: int, headers: Mapping[str, str], html: str) -> None:
        self.address, self.status, self.headers, self.html = address, status, headers, html

    @cached_property
    def soup(self) -> BeautifulSoup:
        """Read when it is first looked into: of most pages only the status counts."""
        return BeautifulSoup(self.html, "html.parser")

    @property
    def _is_read(self) -> bool:
        """Then it is asked itself, and a test may have changed it."""
        return "soup" in vars(self)

    @property
    def title(self) -> str:
        return self.soup.title.get_text() if self.soup.title else ""

    @property
    def heading(self) -> str:
        found = self.soup.find("h1")
        return found.get_text(strip=True) if found else ""

    @property
    def words(self) -> str:
        """What stands in the page's main part."""
        found = _MAIN.search(self.html)
        if found and not self._is_read and not _UNSAID.search(found[0]):
            said = (unescape(one).strip() for one in _TAG.split(found[0]))
            return " ".join(" ".join(filter(None, said)).split())
        main = self.soup.find("main") or self.soup
        return " ".join(main.get_text(" ", strip=True).split())

    @property
    def errors(self) -> list[str]:
        summary = self.soup.find(id="summary")
        return [one.get_text(strip=True) for one in summary.find_all("a")] if isinstance(summary, Tag) else []

    def link(self, words: str) -> str:
        """The address behind a link that says so. Raises LookupError."""
        for one in self.soup.find_all("a"):
            if words in one.get_text(" ", strip=True):
                return str(one["href"])
        raise LookupError(f"{words!r} is no link of {self.address}: {self.words}")

    def form(self, action: str = "") -> Tag:
        """The form of the main part, or the one whose address begins so. Raises LookupError."""
        for one in self.soup.find_all("form"):
            inside = one.find_parent("main") is not None
            if (action and str(one.get("action", "")).startswith(action)) or (not action and inside):
                return one
        raise LookupError(f"{self.address} has no form {action!r}: {self.words}")

    def form_alone(self, action: str = "") -> Tag:
        """The same without the page around it, which takes several times as long to read. Raises LookupError."""
        if self._is_read:
            return self.form(action)
        main = _MAIN.search(self.html)
        for text in _FORM.findall(self.html if action else main[0] if main else ""):
            one = BeautifulSoup(text, "html.parser").form
            if one is not None and str(one.get("action", "")).startswith(action):
                return one
        raise LookupError(f"{self.address} has no form {action!r}: {self.words}")


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


class Site:
    """The pages over injected dependencies; `reports` is what would have been logged."""

    def __init__(self, deps: Deps, pages: tuple[Page, ...] = PAGES) -> None:
        self.reports = Reports()
        self.deps = deps
        self.cookies: dict[str, str] = {}
        self._bound = _bound(pages)

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
        form = page.form_alone(action)
        sent = [pair for pair in standing(form) if pair[0] not in (values or {})]
        for name, value in (values or {}).items():
            sent += [(name, one) for one in ((value,) if isinstance(value, str) else value)]
        address = str(form.get("action") or page.address)
        if str(form.get("method", "get")).lower() == "get":
            return self.get(f"{re.split('[?#]', address)[0]}?{urlencode(sent)}")
        return self.send("POST", address, urlencode(sent).encode(), {"content-type": URLENCODED})

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


def session_of(principal: Principal, deps: Deps) -> str:
    """The value of the cookie that whoever signed in just now has."""
    now = deps.clock()
    line = cookie_of(Session(f"session-of-{principal.subject}", principal, now, now), deps.cookies)
    return line.split(";")[0].partition("=")[2]


def standing(form: Tag) -> list[tuple[str, str]]:
    """What a browser would send of it untouched."""
    found: list[tuple[str, str]] = []
    for one in form.find_all(["input", "textarea", "select"]):
        name, kind = str(one.get("name", "")), str(one.get("type", "text"))
        if one.name == "select":
            found += [(name, str(o["value"])) for o in one.find_all("option") if o.has_attr("selected")]
        elif one.name == "textarea":
            found.append((name, one.get_text()))
        elif kind not in ("radio", "checkbox", "submit", "file") or one.has_attr("checked"):
            found.append((name, str(one.get("value", ""))))
    return found
