"""Somebody at a browser that runs no script: opens, reads, types, chooses, presses."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page

YES, NO = ("true", "yes", "1"), ("false", "no", "0")


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

    def follow(self, words: str) -> None:
        self.page.locator("main a", has_text=words).first.click()

    def press(self, words: str) -> None:
        self.page.locator("main button", has_text=words).first.click()

    def has(self, words: str) -> bool:
        return self.page.get_by_text(words).count() > 0

    def links(self, begin: str) -> list[str]:
        """Addresses of the main part that begin so, each once."""
        found: list[str] = self.page.eval_on_selector_all(
            "main a[href]", "all => all.map(one => one.getAttribute('href'))"
        )
        return list(dict.fromkeys(href for href in found if href.startswith(begin)))

    def names(self) -> list[str]:
        """Of the fields of the main part, each once."""
        found: list[str] = self.page.eval_on_selector_all(
            "main [name]:not([type=hidden])", "all => all.map(one => one.getAttribute('name'))"
        )
        return list(dict.fromkeys(found))

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
        return self.page.locator("#summary a").all_inner_texts()

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
