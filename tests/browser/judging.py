"""What a page is held to: WCAG 2.2 AA (axe), a narrow phone, targets for thumbs, level rows, its policy, its weight."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.browser.chromium import AXE

NARROW = 320
# Our own sizes, above WCAG 2.2's 24 px: of everything that is pressed or typed into.
TARGET, LARGE_TARGET = 44, 60
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
POLICY_WORDS = "Content Security Policy"
DOCTYPE = "<!doctype html>"


@dataclass
class Verdict:
    """What is wrong with one page, as a browser showed it; empty lists where nothing is."""

    address: str
    mode: str
    axe: list[str] = field(default_factory=list)
    overflow: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    uneven: list[str] = field(default_factory=list)
    policy: list[str] = field(default_factory=list)
    kb: float = 0.0
    # The page loads one: without it, it is another page.
    scripts: bool = False

    @property
    def is_clean(self) -> bool:
        return not (self.axe or self.overflow or self.targets or self.uneven or self.policy)


@cache
def _asked(name: str) -> str:
    return Path(__file__).with_name(name).read_text("utf-8")


@cache
def _measured(_browser: Browser) -> set[str]:
    """The ways to be painted whose contrast axe has measured, and found enough, on a page in this browser."""
    return set()


@cache
def _axe() -> str:
    return f"() => {{{AXE.read_text('utf-8')}}}"


def load_axe(page: Page) -> None:
    """Half a megabyte, for those pages only of which it is asked."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())


@contextmanager
def policy_heard(page: Page) -> Iterator[list[str]]:
    heard: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if POLICY_WORDS in message.text:
            heard.append(message.text[:200])

    page.on("console", hear)
    yield heard
    page.remove_listener("console", hear)


def make_large(page: Page, large: bool) -> None:
    """As the server makes it for whoever chose 大字版 (templates/layout.html), or as usual."""
    page.evaluate("large => document.documentElement.classList.toggle('large', large)", large)


def judged(page: Page, address: str, *, mode: str) -> Verdict:
    """Opens it and looks. The page's own viewport and scripts are the caller's."""
    with policy_heard(page) as heard:
        response = page.goto(address, wait_until="load")
    found = as_it_stands(page, mode=mode)
    refused = [] if response and response.status < 400 else [f"status {response and response.status}"]
    return replace(found, address=address, axe=[*found.axe, *refused], policy=heard)


def as_it_stands(page: Page, *, mode: str, large: bool = False) -> Verdict:
    """What is open now, whatever led to it. Its policy was heard, or not, when it came."""
    # A press is over as soon as the next page begins to come.
    page.wait_for_load_state("load")
    seen: Any = page.evaluate(_asked("look.js"), {"least": LARGE_TARGET if large else TARGET})
    return Verdict(
        address=page.url,
        mode=mode,
        axe=_by_axe(page, seen),
        overflow=seen["overflow"],
        targets=seen["targets"],
        uneven=seen["uneven"],
        kb=len(gzip.compress(f"{DOCTYPE}{seen['html']}".encode())) / 1024,
        scripts=seen["scripts"],
    )


def _by_axe(page: Page, seen: Any) -> list[str]:
    """Asked only of what it did not judge yet."""
    browser = page.context.browser
    assert browser is not None
    measured = _measured(browser)
    unknown = [one for one in seen["paints"] if one not in measured]
    if not (unknown or seen["asks"]):
        return []
    load_axe(page)
    told: Any = page.evaluate(_asked("judge.js"), {"tags": RULES, "unknown": unknown})
    measured.update(told["measured"])
    return list(told["violations"])
