"""What is done on a page without a mouse and without keys, for which a browser that draws nothing would wait for ever.

Nor with Playwright's locators: each page that one is used on is sent a third of a megabyte first. Real presses and keys are
those of the walks (journeys.py, window.py, troubles.py, within.py).
"""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page


@cache
def script(name: str) -> str:
    return Path(__file__).with_name(name).read_text("utf-8")


def attributes(page: Page, selector: str, name: str) -> list[str]:
    """One of each element that is selected."""
    found: list[str] = page.evaluate(
        "([selector, name]) => Array.from(document.querySelectorAll(selector), one => one.getAttribute(name))",
        [selector, name],
    )
    return found


def pressed(page: Page, among: str, *words: str, but: str = "", last: bool = False) -> None:
    """Raises AssertionError for what nobody could press."""
    asked: dict[str, Any] = {"among": among, "words": list(words), "but": but, "last": last}
    why_not = page.evaluate(script("press.js"), asked)
    assert not why_not, f"{page.url}: {among} {words} {why_not}"


def pressed_to_leave(page: Page, among: str, *words: str, but: str = "", last: bool = False) -> None:
    """Until the page that it leads to is there."""
    with page.expect_navigation():
        pressed(page, among, *words, but=but, last=last)
