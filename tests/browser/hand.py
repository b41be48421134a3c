"""Somebody at a browser that runs no script: opens, reads, types, chooses, presses."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser.unmoved import attributes, pressed, pressed_to_leave, script

YES, NO = ("true", "yes", "1"), ("false", "no", "0")


@dataclass
class Hand:
    page: Page
    server: str
    mouse: ClassVar[bool] = True

    @property
    def here(self) -> str:
        """Without what follows a question mark."""
        return urlsplit(self.page.url).path

    @property
    def heading(self) -> str:
        return self.read("h1").strip()

    def read(self, selector: str) -> str:
        """What the first one shows."""
        return str(self.page.evaluate("selector => document.querySelector(selector).innerText", selector))

    def open(self, path: str) -> None:
        """Raises AssertionError for what is refused."""
        response = self.page.goto(f"{self.server}{path}")
        assert response is not None
        assert response.status < 400, f"{path}: {response.status} {self.heading}"

    def follow(self, *words: str, among: str = "main a") -> None:
        self.press(*words, among=among)

    def press(self, *words: str, among: str = "main button", but: str = "", last: bool = False) -> None:
        """What leads to another page: the first, or the last, that says all these words and not `but`."""
        pressed_to_leave(self.page, among, *words, but=but, last=last, mouse=self.mouse)

    def offers(self, words: str, *, among: str = "main button", but: str) -> bool:
        texts = self.page.evaluate(
            "among => Array.from(document.querySelectorAll(among), one => one.textContent)", among
        )
        return any(words in text and but not in text for text in texts)

    def choose(self, selector: str) -> None:
        """The first one, which leads nowhere."""
        pressed(self.page, selector, mouse=self.mouse)

    def choose_all(self, selector: str) -> None:
        """Those that are not chosen yet."""
        left = f"{selector}:not(:checked)"
        for _ in attributes(self.page, left, "name"):
            self.choose(left)

    def has(self, words: str) -> bool:
        return bool(self.page.evaluate("words => document.body.textContent.includes(words)", words))

    def links(self, begin: str) -> list[str]:
        """Addresses of the main part that begin so, each once."""
        found = attributes(self.page, "main a[href]", "href")
        return list(dict.fromkeys(href for href in found if href.startswith(begin)))

    def names(self) -> list[str]:
        """Of the fields of the main part, each once."""
        return list(dict.fromkeys(attributes(self.page, "main [name]:not([type=hidden])", "name")))

    def fill(self, name: str, value: object, *, among: str = "main") -> bool:
        """As the field wants it; False where the page has no such field (it is locked, or asked elsewhere)."""
        values = (YES if value else NO) if isinstance(value, bool) else (str(value),)
        asked = {"among": among, "name": name, "values": list(values)}
        return bool(self.page.evaluate(script("type.js"), asked))

    def attach(self, name: str, file: Path) -> None:
        self.page.locator(f'main [name="{name}"]').first.set_input_files(file)

    def errors(self) -> list[str]:
        found: list[str] = self.page.evaluate(
            "() => Array.from(document.querySelectorAll('#summary a'), one => one.innerText)"
        )
        return found


class Unmoved(Hand):
    """One that needs no mouse."""

    mouse = False
