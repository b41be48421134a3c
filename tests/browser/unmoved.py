"""What is done on a page without keys and mostly without a mouse, for which a browser that draws nothing would wait for ever.

Nor with Playwright's locators: each page that one is used on is sent a third of a megabyte first. Real presses are those of
the first walks (test_journeys.py, test_troubles.py), real keys those of test_within.py.
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


def pressed(
    page: Page, among: str, *words: str, but: str = "", last: bool = False, mouse: bool = False
) -> None:
    """Raises AssertionError for what nobody could press."""
    asked: dict[str, Any] = {"among": among, "words": list(words), "but": but, "last": last, "mouse": mouse}
    told = page.evaluate(script("press.js"), asked)
    assert not isinstance(told, str), f"{page.url}: {among} {words} {told}"
    if mouse:
        page.mouse.click(*told)


def pressed_to_leave(
    page: Page, among: str, *words: str, but: str = "", last: bool = False, mouse: bool = False
) -> None:
    """Until the page that it leads to is there: a press alone comes back as soon as the next page begins, which on a busy
    machine has no fields yet.
    """
    with page.expect_navigation():
        pressed(page, among, *words, but=but, last=last, mouse=mouse)
