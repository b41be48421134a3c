"""Somebody at a browser that runs no script: opens, reads, types, chooses, presses."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page

from tests.browser.unmoved import attributes, pressed, pressed_to_leave, script

YES, NO = ("true", "yes", "1"), ("false", "no", "0")
_TICKED = "selector => document.querySelectorAll(selector).forEach(one => one.checked || one.click())"


@dataclass
class Hand:
    page: Page
    server: str

    @property
    def here(self) -> str:
        """Without what follows a question mark."""
        return urlsplit(self.page.url).path

    @property
    def heading(self) -> str:
        return self.page.locator("h1").first.inner_text().strip()

    def open(self, path: str) -> None:
        """Raises AssertionError for what is refused."""
        response = self.page.goto(f"{self.server}{path}")
        assert response is not None
        assert response.status < 400, f"{path}: {response.status} {self.heading}"

    def follow(self, *words: str, among: str = "main a") -> None:
        self.press(*words, among=among)

    def press(self, *words: str, among: str = "main button", but: str = "", last: bool = False) -> None:
        """What leads to another page: the first, or the last, that says all these words and not `but`. Until that is there:
        a click alone comes back as soon as the next page begins, which on a busy machine has no fields yet.
        """
        found = self.page.locator(among, has_not_text=but or None)
        for word in words:
            found = found.filter(has_text=word)
        with self.page.expect_navigation():
            (found.last if last else found.first).click()

    def offers(self, words: str, *, among: str = "main button", but: str) -> bool:
        texts = self.page.evaluate(
            "among => Array.from(document.querySelectorAll(among), one => one.textContent)", among
        )
        return any(words in text and but not in text for text in texts)

    def choose(self, selector: str) -> None:
        """The first one, which leads nowhere."""
        self.page.locator(selector).first.check()

    def choose_all(self, selector: str) -> None:
        for box in self.page.locator(selector).all():
            box.check()

    def has(self, words: str) -> bool:
        return bool(self.page.evaluate("words => document.body.textContent.includes(words)", words))

    def links(self, begin: str) -> list[str]:
        """Addresses of the main part that begin so, each once."""
        found = attributes(self.page, "main a[href]", "href")
        return list(dict.fromkeys(href for href in found if href.startswith(begin)))

    def names(self) -> list[str]:
        """Of the fields of the main part, each once."""
        return list(dict.fromkeys(attributes(self.page, "main [name]:not([type=hidden])", "name")))

    def fill(self, name: str, value: object) -> bool:
        """As the field wants it; False where the page has no such field (it is locked, or asked elsewhere)."""
        if self._named(f"{name}.year").count():
            self._date(name, str(value))
            return True
        field = self._named(name)
        if not field.count():
            return False
        kind = field.first.evaluate("one => one.type || one.tagName.toLowerCase()")
        if kind in ("radio", "checkbox"):
            self._choose(field, value)
        elif kind.startswith("select"):
            field.first.select_option(str(value))
        else:
            field.first.fill(str(value))
        return True

    def attach(self, name: str, file: Path) -> None:
        self._named(name).first.set_input_files(file)

    def errors(self) -> list[str]:
        found: list[str] = self.page.evaluate(
            "() => Array.from(document.querySelectorAll('#summary a'), one => one.innerText)"
        )
        return found

    def _named(self, name: str) -> Locator:
        return self.page.locator(f'main [name="{name}"]:not([type=hidden])')

    def _date(self, name: str, value: str) -> None:
        for part, text in zip(("year", "month", "day"), value.split("-"), strict=False):
            self._named(f"{name}.{part}").fill(text)

    def _choose(self, field: Locator, value: object) -> None:
        wanted = (YES if value else NO) if isinstance(value, bool) else (str(value),)
        for one in field.all():
            if one.get_attribute("value") in wanted:
                one.check()
                return
        raise LookupError(f"{field} has no choice {value!r}")


class Unmoved(Hand):
    """One that needs no mouse."""

    def press(self, *words: str, among: str = "main button", but: str = "", last: bool = False) -> None:
        pressed_to_leave(self.page, among, *words, but=but, last=last)

    def choose(self, selector: str) -> None:
        pressed(self.page, selector)

    def choose_all(self, selector: str) -> None:
        self.page.evaluate(_TICKED, selector)

    def fill(self, name: str, value: object) -> bool:
        values = (YES if value else NO) if isinstance(value, bool) else (str(value),)
        return bool(self.page.evaluate(script("type.js"), {"name": name, "values": list(values)}))
