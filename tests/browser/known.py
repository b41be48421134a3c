"""Pages that were looked at. Many are for everybody, and each role's links lead to them: a fourth of all.

Where another role is shown the very same, under a header that was looked at, too, a look tells nothing new: what the two have
in common, ids and names of landmarks, the layout gives every header alike.
"""

import re
from collections.abc import Callable
from functools import cache

from playwright.sync_api import Browser

from tests.browser.judging import Verdict
from tests.support.html import html_of

# What is of one session or one page only, and nobody sees.
_UNSEEN = re.compile(r'<input type="hidden"[^>]*>|(?<=<button class="plain") name="token" value="[^"]*"')


class Known:
    def __init__(self) -> None:
        self._looks = dict[tuple[str, str], list[Verdict]]()
        self._addresses, self._headers = set[str](), set[str]()

    def kept(self, looks: list[Verdict]) -> list[Verdict]:
        header, rest = _parts(looks[0].html)
        self._headers.add(header)
        self._addresses.add(looks[0].address)
        self._looks[looks[0].address, rest] = looks
        return looks

    def again(self, address: str, ask: Callable[[str], str]) -> tuple[list[str], list[Verdict]] | None:
        """Its links, and what was found when it was looked at; None where it has to be. It is asked for, but not opened."""
        if address not in self._addresses:
            return None
        html = ask(address)
        header, rest = _parts(html)
        if header not in self._headers or (address, rest) not in self._looks:
            return None
        return [one["href"] for one in html_of(html).select("a[href]")], self._looks[address, rest]


@cache
def known_in(_browser: Browser, _server: str) -> Known:
    return Known()


def _parts(html: str) -> tuple[str, str]:
    """Its header, and all else; but for the root, which in a browser is as the last look made it."""
    page = html_of(html)
    head, body, header = (page.select_one(one) for one in ("head", "body", "header.top"))
    told = str(header or "")
    if header:
        header.remove()
    return _UNSEEN.sub("", told), _UNSEEN.sub("", f"{head}{body}")
