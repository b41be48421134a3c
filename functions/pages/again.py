"""Which page stands at an address: 大字版 in the middle of a form makes it anew, as its reader sees it now, with what they
typed and have not sent yet. Nothing of it is kept, so it is there for whoever is not signed in, too."""

import re
from collections.abc import Callable, Iterable
from functools import cache
from urllib.parse import unquote

from functions.pages.page import Page

# The page that is opened at a path; None: there is none.
FindPage = Callable[[str], Page | None]


def among(pages: Iterable[Page]) -> FindPage:
    by_path = {page.path: page for page in pages if page.method == "GET"}

    def find(path: str) -> Page | None:
        found = pattern_at(path, by_path)
        return by_path[found] if found else None

    return find


def pattern_at(path: str, patterns: Iterable[str]) -> str | None:
    """The pattern that a path is of, the plainest first."""
    found = [one for one in patterns if _as_regex(one).fullmatch(path)]
    return min(found, key=lambda one: one.count("{"), default=None)


def parts_of(path: str, pattern: str) -> dict[str, str]:
    found = _as_regex(pattern).fullmatch(path)
    return {name: unquote(value) for name, value in found.groupdict().items()} if found else {}


@cache
def _as_regex(pattern: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", pattern))
