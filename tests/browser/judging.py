"""What a page is held to: WCAG 2.2 AA (axe), a narrow phone, targets for thumbs, level rows, its policy, its weight."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from tests.browser.chromium import AXE

NARROW = 320
# Our own sizes, above WCAG 2.2's 24 px: of everything that is pressed or typed into.
TARGET, LARGE_TARGET = 44, 60
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
POLICY_WORDS = "Content Security Policy"
_TARGETS = """least => [...document.querySelectorAll(
  'main button, main .button, main input:not([type=hidden], [type=radio], [type=checkbox]), ' +
  'main select, main textarea, main .choice'
)].filter(one => one.offsetParent !== null && one.getBoundingClientRect().height < least - 0.5)
  .map(one => `${one.tagName.toLowerCase()} ${(one.textContent || one.name || '').trim().slice(0, 20)}`)"""
# Of two that overlap in height, the middles are on one line.
_UNEVEN = """() => [...document.querySelectorAll('.acts')].flatMap(row => {
  const shown = [...row.children].filter(one => one.matches('button, .button') && one.offsetParent !== null);
  const at = one => one.getBoundingClientRect();
  return shown.slice(1).filter((one, before) => {
    const [left, right] = [at(shown[before]), at(one)];
    return right.top < left.bottom && Math.abs(left.top + left.bottom - right.top - right.bottom) > 2;
  }).map(one => one.textContent.trim().slice(0, 20));
})"""
# Of what is as it should be, nothing is told but that it is.
_RUN = """tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']}).then(found =>
  found.violations.map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 120)).join(' | ')}`))"""
_WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
_WIDE = """() => [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 3).map(one => one.outerHTML.slice(0, 100))"""


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


def equip(context: BrowserContext) -> None:
    """Its pages are judged: half a megabyte of axe is sent once, and not with every page."""
    context.add_init_script(path=AXE)


@contextmanager
def policy_heard(page: Page) -> Iterator[list[str]]:
    heard: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if POLICY_WORDS in message.text:
            heard.append(message.text[:200])

    page.on("console", hear)
    yield heard
    page.remove_listener("console", hear)


def has_script(page: Page) -> bool:
    return bool(page.evaluate("() => document.scripts.length > 0"))


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
    html = page.content()
    wider: int = page.evaluate(_WIDER)
    found: Any = page.evaluate(_RUN, RULES)
    return Verdict(
        address=page.url,
        mode=mode,
        axe=list(found),
        overflow=page.evaluate(_WIDE) or [f"{wider} px"] if wider > 0 else [],
        targets=page.evaluate(_TARGETS, LARGE_TARGET if large else TARGET),
        uneven=page.evaluate(_UNEVEN),
        policy=[],
        kb=len(gzip.compress(html.encode())) / 1024,
    )
