"""Planted troubles, each in a world of its own behind a real server, repaired in a browser that runs no script."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache

from chalice.app import Chalice
from playwright.sync_api import Browser, Page

from functions.pages.binder import bind_pages
from functions.pages.routes import PAGES
from functions.pages.signed_in import SESSION
from functions.ports.deps import Deps
from functions.web.edge import guard
from infra.embedded.web.wsgi import wsgi
from tests.browser.hand import Hand
from tests.support.client import Reports
from tests.support.console import Console
from tests.support.fakes.cookies import PlainCookies
from tests.support.incidents import SECOND
from tests.support.pages import session_of
from tests.support.serving import serving
from tests.support.troubles import Took, Trouble, Walk, desk_of, repaired


class BrowserWalk(Walk):
    def __init__(self, desk: Console, hand: Hand) -> None:
        self.hand = hand
        super().__init__(desk)

    def _open(self, address: str) -> None:
        self.hand.open(address)

    def _follow(self, words: str) -> None:
        self.hand.follow(words, among="a")

    def _send(self, action: str, values: Mapping[str, str]) -> None:
        form = f'form[action="{action}"]'
        for name, value in values.items():
            assert self.hand.fill(name, value, among=form), f"{form} has no {name}"
        self.hand.press(among=f"{form} button")


def walked(browser: Browser, trouble: Trouble, *, kind: type[Hand] = Hand) -> Took:
    """From the first page after signing in to repaired. Raises AssertionError where it is not."""
    desk = desk_of(trouble)
    deps = replace(desk.world.deps, cookies=PlainCookies(), plain_http=True)
    with _served(deps) as server:
        page = _page(browser)
        # Cookies know no ports: it takes the place of the one before.
        page.context.add_cookies([{"name": SESSION, "value": session_of(SECOND, deps), "url": server}])
        return repaired(trouble, BrowserWalk(desk, kind(page, server)))


@cache
def _page(browser: Browser) -> Page:
    """For one trouble after another: a renderer that is new begins cold."""
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    context.set_default_timeout(20_000)
    return context.new_page()


@contextmanager
def _served(deps: Deps) -> Iterator[str]:
    app = Chalice("lianban-troubles", configure_logs=False, env={})
    guard(app)
    bind_pages(app, PAGES, deps=lambda: deps, report=Reports())
    with serving(wsgi(app)) as port:
        yield f"http://127.0.0.1:{port}"
