"""What a page is held to: WCAG 2.2 AA (axe), a narrow phone, targets for thumbs, level rows, its policy, its weight."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.browser.chromium import AXE
from tests.browser.unmoved import script

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
    # Where it was weighed.
    html: str = field(default="", repr=False)

    @property
    def is_clean(self) -> bool:
        return not (self.axe or self.overflow or self.targets or self.uneven or self.policy)


@cache
def _measured(_browser: Browser) -> set[str]:
    """The ways to be painted whose contrast axe has measured, and found enough, on a page in this browser."""
    return set()


@cache
def _axe() -> str:
    return f"window.bringAxe = () => {{{AXE.read_text('utf-8')}}}"


def bring_axe(context: BrowserContext) -> None:
    """Into every page that comes. Its half megabyte is sent once, and run only on those of which it is asked."""
    context.add_init_script(_axe())


@contextmanager
def policy_heard(page: Page) -> Iterator[list[str]]:
    heard: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if POLICY_WORDS in message.text:
            heard.append(message.text[:200])

    page.on("console", hear)
    yield heard
    page.remove_listener("console", hear)


def judged(page: Page, address: str, *, mode: str) -> Verdict:
    """Opens it and looks. The page's own viewport and scripts are the caller's."""
    with policy_heard(page) as heard:
        response = page.goto(address, wait_until="load")
    found = as_it_stands(page, mode=mode)
    refused = [] if response and response.status < 400 else [f"status {response and response.status}"]
    return replace(found, address=address, axe=[*found.axe, *refused], policy=heard)


def as_it_stands(
    page: Page, *, mode: str, large: bool = False, made: bool = False, weighed: bool = True
) -> Verdict:
    """What is open now, whatever led to it. Its policy was heard, or not, when it came.

    `large`: it came in 大字版, or, if `made`, it is made so where it stands, or as usual.
    """
    # A press is over as soon as the next page begins to come.
    page.wait_for_load_state("load")
    asked = {"least": LARGE_TARGET if large else TARGET, "large": large if made else None, "weighed": weighed}
    seen: Any = page.evaluate(script("look.js"), asked)
    return Verdict(
        address=page.url,
        mode=mode,
        axe=_by_axe(page, seen),
        overflow=seen["overflow"],
        targets=seen["targets"],
        uneven=seen["uneven"],
        kb=len(gzip.compress(f"{DOCTYPE}{seen['html']}".encode())) / 1024 if weighed else 0,
        scripts=seen["scripts"],
        html=seen["html"],
    )


def _by_axe(page: Page, seen: Any) -> list[str]:
    """Asked only of what it did not judge yet."""
    browser = page.context.browser
    assert browser is not None
    measured = _measured(browser)
    unknown = [one for one in seen["paints"] if one not in measured]
    if not (unknown or seen["asks"]):
        return []
    told: Any = page.evaluate(script("judge.js"), {"tags": RULES, "unknown": unknown})
    measured.update(told["measured"])
    return list(told["violations"])
