"""Planted troubles, each in a world of its own behind a real server, repaired in a browser that runs no script."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from chalice.app import Chalice
from playwright.sync_api import Browser, Locator, Page

from functions.pages.binder import bind_pages
from functions.pages.routes import PAGES
from functions.pages.signed_in import SESSION
from functions.ports.deps import Deps
from functions.web.edge import guard
from infra.embedded.web.wsgi import wsgi
from tests.support.client import Reports
from tests.support.console import Console
from tests.support.fakes.cookies import PlainCookies
from tests.support.incidents import SECOND
from tests.support.pages import session_of
from tests.support.serving import serving
from tests.support.troubles import Took, Trouble, Walk, desk_of, repaired


class BrowserWalk(Walk):
    def __init__(self, desk: Console, page: Page, server: str) -> None:
        self.page, self.server = page, server
        super().__init__(desk)

    def _open(self, address: str) -> None:
        self.page.goto(f"{self.server}{address}")

    def _follow(self, words: str) -> None:
        self._leave(self.page.locator("a", has_text=words).first)

    def _send(self, action: str, values: Mapping[str, str]) -> None:
        form = self.page.locator(f'form[action="{action}"]').first
        for name, value in values.items():
            _fill(form.locator(f'[name="{name}"]:not([type=hidden])'), value)
        self._leave(form.locator("button").first)

    def _leave(self, there: Locator) -> None:
        with self.page.expect_navigation():
            there.click()


def _fill(field: Locator, value: str) -> None:
    if field.first.get_attribute("type") == "radio":
        field.and_(field.page.locator(f'[value="{value}"]')).check()
    else:
        field.fill(value)


def walked(browser: Browser, trouble: Trouble) -> Took:
    """From the first page after signing in to repaired. Raises AssertionError where it is not."""
    desk = desk_of(trouble)
    deps = replace(desk.world.deps, cookies=PlainCookies(), plain_http=True)
    with _served(deps) as server:
        context = browser.new_context(java_script_enabled=False, locale="zh-CN")
        context.set_default_timeout(20_000)
        try:
            context.add_cookies([{"name": SESSION, "value": session_of(SECOND, deps), "url": server}])
            return repaired(trouble, BrowserWalk(desk, context.new_page(), server))
        finally:
            context.close()


@contextmanager
def _served(deps: Deps) -> Iterator[str]:
    app = Chalice("lianban-troubles", configure_logs=False, env={})
    guard(app)
    bind_pages(app, PAGES, deps=lambda: deps, report=Reports())
    with serving(wsgi(app)) as port:
        yield f"http://127.0.0.1:{port}"
