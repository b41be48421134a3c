"""A page as it came, and what a browser shows of it."""

import re
from collections.abc import Mapping
from functools import cached_property
from html import unescape

from bs4 import BeautifulSoup, Tag

# Of pages as our templates write them, where no attribute holds an angle bracket, no form another, no link a link and no
# summary a box: a part that is found so is read in a tenth of the time that the whole page takes.
_MAIN, _FORM = re.compile(r"<main\b.*</main>", re.DOTALL), re.compile(r"<form\b.*?</form>", re.DOTALL)
_TITLE, _HEADING = re.compile(r"<title>.*?</title>", re.DOTALL), re.compile(r"<h1\b.*?</h1>", re.DOTALL)
_LINK = re.compile(r"<a\s.*?</a>", re.DOTALL)
_SUMMARY = re.compile(r'<div\b[^>]*\sid="summary".*?</div>', re.DOTALL)
_ACTION = re.compile(r'<form\b[^>]*\saction="([^"]*)"')
_TAG = re.compile(r"<[^>]*>")
# What stands there and is not said.
_UNSAID = re.compile(r"<!--.*?-->|<(script|style|template|rt|rp)\b.*?</\1>", re.DOTALL)


class Opened:
    """What has no name here is asked of `soup`, the whole page; `without` gives the page that a test would rather have."""

    def __init__(self, address: str, status: int, headers: Mapping[str, str], html: str) -> None:
        self.address, self.status, self.headers, self.html = address, status, headers, html

    @cached_property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.html, "html.parser")

    def without(self, selector: str) -> "Opened":
        """The same page, from which what is found so was taken away."""
        left = BeautifulSoup(self.html, "html.parser")
        for one in left.select(selector):
            one.decompose()
        return Opened(self.address, self.status, self.headers, str(left))

    @cached_property
    def _shown(self) -> str:
        return _UNSAID.sub("", self.html)

    @property
    def _main(self) -> str:
        found = _MAIN.search(self._shown)
        return found[0] if found else ""

    @property
    def title(self) -> str:
        return "".join(_said(_first(_TITLE, self._shown)))

    @property
    def heading(self) -> str:
        return "".join(_said(_first(_HEADING, self._shown)))

    @property
    def words(self) -> str:
        """What stands in the page's main part."""
        return " ".join(" ".join(_said(self._main or self._shown)).split())

    @property
    def errors(self) -> list[str]:
        return ["".join(_said(one)) for one in _LINK.findall(_first(_SUMMARY, self._shown))]

    def link(self, words: str) -> str:
        """The address behind a link that says so. Raises LookupError."""
        for one in _LINK.findall(self._shown):
            if words in " ".join(_said(one)):
                return str(_read(one)["href"])
        raise LookupError(f"{words!r} is no link of {self.address}: {self.words}")

    def form(self, action: str = "") -> Tag:
        """The form of the main part, or the one whose address begins so. Raises LookupError."""
        for one in _FORM.findall(self._shown if action else self._main):
            sent_to = _ACTION.match(one)
            if not action or (sent_to and unescape(sent_to[1]).startswith(action)):
                return _read(one)
        raise LookupError(f"{self.address} has no form {action!r}: {self.words}")


def _first(part: re.Pattern[str], html: str) -> str:
    found = part.search(html)
    return found[0] if found else ""


def _read(part: str) -> Tag:
    found = BeautifulSoup(part, "html.parser").find()
    assert isinstance(found, Tag)
    return found


def _said(html: str) -> list[str]:
    return [words for one in _TAG.split(html) if (words := unescape(one).strip())]


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
