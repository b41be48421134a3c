"""A browser without a script, for docs/journey_places.py: it signs in, opens pages, fills in forms, presses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Literal
from urllib.parse import urlencode, urljoin, urlsplit

import urllib3
from bs4 import BeautifulSoup, Tag
from journey import Refused

# By field: the file's name, its content, its kind.
Files = Mapping[str, tuple[str, bytes, str]]
# A date is asked in three fields.
PARTS = (".year", ".month", ".day")
# More redirections than any page of ours has.
_MOST_STEPS = 6


@dataclass(frozen=True)
class Opened:
    """A page, or a file, as it came."""

    address: str
    content: bytes
    html: BeautifulSoup

    @property
    def words(self) -> str:
        """What stands in the main part."""
        return " ".join((self.html.find("main") or self.html).get_text(" ", strip=True).split())

    def links(self, part: str) -> list[str]:
        """Addresses that hold this part, each once."""
        found = (str(one["href"]) for one in self.html.select("main a[href]"))
        return list(dict.fromkeys(one for one in found if part in one))

    def form(self, button: str) -> Tag:
        """The one with a button that says so."""
        for form in self.html.select("main form"):
            if any(button in one.get_text() for one in form.find_all("button")):
                return form
        raise Refused(f"{self.address} has no button {button!r}: {self.words[:800]}")


@dataclass
class Visitor:
    """Somebody at a browser. `citizen`: which made-up one, for an applicant."""

    server: str
    identity: str = ""
    citizen: int | None = None
    _cookies: dict[str, str] = field(default_factory=dict)
    _http: urllib3.PoolManager = field(
        default_factory=lambda: urllib3.PoolManager(retries=False, timeout=30.0)
    )

    def sign_in(self) -> "Visitor":
        """With the embedded platform's own issuer; elsewhere with the province's."""
        asked = self.open("/sign-in")
        given = {
            "identity": self.identity,
            **({} if self.citizen is None else {"citizen": str(self.citizen)}),
        }
        self.press(asked, "登录", given)
        return self

    def open(self, path: str) -> Opened:
        return self._go("GET", path)

    def press(
        self,
        page: Opened,
        button: str,
        typed: Mapping[str, str] | None = None,
        files: Files | None = None,
    ) -> Opened:
        """Sends the button's form as it stands, with what was typed over it, and opens what comes."""
        form, typed = page.form(button), typed or {}
        sent = [pair for pair in _standing(form) if pair[0] not in typed] + list(typed.items())
        sent += _said_by(form, button)
        address = str(form.get("action") or page.address)
        if form.get("method", "get") == "get":
            return self.open(f"{address}?{urlencode(sent)}")
        if form.get("enctype") != "multipart/form-data":
            return self._go("POST", address, urlencode(sent).encode(), "application/x-www-form-urlencoded")
        parts: list[tuple[str, str | bytes | tuple[str, str | bytes] | tuple[str, str | bytes, str]]]
        parts = [*sent, *(files or {}).items()]
        return self._go("POST", address, *urllib3.encode_multipart_formdata(parts))

    def _go(
        self, method: Literal["GET", "POST"], path: str, body: bytes | None = None, kind: str = ""
    ) -> Opened:
        address = urljoin(self.server, path)
        for _ in range(_MOST_STEPS):
            said = self._http.request(method, address, body=body, headers=self._headers(kind), redirect=False)
            self._keep(said)
            if said.status != 303:
                return _opened(method, address, said)
            method, body, kind = "GET", None, ""
            address = urljoin(address, said.headers["Location"])
        raise Refused(f"{path} leads round and round")

    def _headers(self, kind: str) -> dict[str, str]:
        jar = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        sent = {"Accept": "text/html", "Cookie": jar, "Origin": self.server, "Content-Type": kind}
        return {name: value for name, value in sent.items() if value}

    def _keep(self, said: urllib3.BaseHTTPResponse) -> None:
        for line in said.headers.getlist("Set-Cookie"):
            self._cookies |= {name: one.value for name, one in SimpleCookie(line).items()}


def _opened(method: str, address: str, said: urllib3.BaseHTTPResponse) -> Opened:
    is_page = said.headers.get("Content-Type", "").startswith("text/html")
    page = Opened(address, said.data, BeautifulSoup(said.data.decode() if is_page else "", "html.parser"))
    if said.status >= 400:
        raise Refused(f"{method} {urlsplit(address).path}: {said.status} {page.words[:1200]}")
    return page


def _said_by(form: Tag, button: str) -> list[tuple[str, str]]:
    """Of two buttons the one that was pressed."""
    pressed = next(one for one in form.find_all("button") if button in one.get_text())
    return [(str(pressed["name"]), str(pressed.get("value", "")))] if pressed.has_attr("name") else []


def _standing(form: Tag) -> Iterator[tuple[str, str]]:
    """What a browser would send of it untouched."""
    for one in form.find_all(["input", "textarea", "select"]):
        name, kind = str(one.get("name", "")), str(one.get("type", "text"))
        if one.name == "select":
            yield from ((name, str(o["value"])) for o in one.find_all("option") if o.has_attr("selected"))
        elif one.name == "textarea":
            yield name, one.get_text()
        elif kind not in ("radio", "checkbox", "submit", "file") or one.has_attr("checked"):
            yield name, str(one.get("value", ""))


def dated(name: str, iso: str) -> dict[str, str]:
    return {f"{name}{part}": value for part, value in zip(PARTS, iso.split("-"), strict=True)}
