"""A browser whose every request this process answers: a page with its style and its script, and no server."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Route

from tests.browser.judging import NARROW
from tests.support.pages import HOST, Site

# Secure, as scripts that count a checksum need it.
OURS = f"https://{HOST}"


@contextmanager
def within(browser: Browser, site: Site) -> Iterator[Page]:
    """Of a small phone; whoever asked for less motion is where a link leads at once."""
    context = browser.new_context(
        viewport={"width": NARROW, "height": 800}, locale="zh-CN", reduced_motion="reduce"
    )
    context.set_default_timeout(20_000)
    try:
        page = context.new_page()
        page.route("**/*", partial(_answer, site))
        yield page
    finally:
        context.close()


def _answer(site: Site, route: Route) -> None:
    request = route.request
    address = urlsplit(request.url)._replace(scheme="", netloc="").geturl()
    headers = {"content-type": request.headers.get("content-type", "")}
    told = site.send(request.method, address, request.post_data_buffer or b"", headers)
    route.fulfill(status=told.status, headers=dict(told.headers), body=told.html)
