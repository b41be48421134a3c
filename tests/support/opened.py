"""A page as it came, and what a browser shows of it."""

from collections.abc import Mapping
from functools import cached_property

from tests.support.html import Element, html_of, said_html_of


class Opened:
    """What has no name here is asked of `soup`, the whole page; `without` gives the page that a test would rather have."""

    def __init__(self, address: str, status: int, headers: Mapping[str, str], html: str) -> None:
        self.address, self.status, self.headers, self.html = address, status, headers, html

    @cached_property
    def soup(self) -> Element:
        return html_of(self.html)

    def without(self, selector: str) -> "Opened":
        """The same page, from which what is found so was taken away."""
        left = html_of(self.html)
        for one in left.select(selector):
            one.remove()
        return Opened(self.address, self.status, self.headers, str(left))

    @cached_property
    def _shown(self) -> Element:
        return said_html_of(self.html)

    @property
    def title(self) -> str:
        return self._said("title")

    @property
    def heading(self) -> str:
        return self._said("h1")

    @property
    def words(self) -> str:
        """What stands in the page's main part."""
        return " ".join((self._shown.select_one("main") or self._shown).get_text(" ", strip=True).split())

    @property
    def errors(self) -> list[str]:
        return [one.get_text(strip=True) for one in self._shown.select("div#summary a")]

    def link(self, words: str) -> str:
        """The address behind a link that says so. Raises LookupError."""
        for one in self._shown.select("a[href]"):
            if words in one.get_text(" ", strip=True):
                return one["href"]
        raise LookupError(f"{words!r} is no link of {self.address}: {self.words}")

    def form(self, action: str = "") -> Element:
        """The form of the main part, or the one whose address begins so. Raises LookupError."""
        for one in self._shown.select("form" if action else "main form"):
            if one.get("action").startswith(action):
                return one
        raise LookupError(f"{self.address} has no form {action!r}: {self.words}")

    def _said(self, name: str) -> str:
        found = self._shown.select_one(name)
        return found.get_text(strip=True) if found else ""


def standing(form: Element) -> list[tuple[str, str]]:
    """What a browser would send of it untouched."""
    found: list[tuple[str, str]] = []
    for one in form.select("input, textarea, select"):
        name, kind = one.get("name"), one.get("type", "text")
        if one.name == "select":
            found += [(name, chosen["value"]) for chosen in one.select("option[selected]")]
        elif one.name == "textarea":
            found.append((name, _lines(one.get_text())))
        elif kind not in ("radio", "checkbox", "submit", "file") or one.has_attr("checked"):
            found.append((name, _lines(one.get("value"))))
    return found


def _lines(read: str) -> str:
    """Whoever reads HTML makes each end of a line one character, and whoever sends a form two."""
    return read.replace("\n", "\r\n")
