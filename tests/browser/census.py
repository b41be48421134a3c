"""Every page in every role: found by following links as that role, and looked at in each way that people look at pages.

A page is opened once, and not at all where another role was shown the very same (known.py). 大字版 is a class of its root
(look.js), a desk a wider window; and a page that loads no script is the same in a browser that runs none (its policy lets no
other run), so only the others are opened once more, without.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, partial
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, StorageState

from functions.pages.routes import PAGES
from functions.web.matching import RouteTable
from tests.browser.judging import (
    NARROW,
    Verdict,
    as_it_stands,
    bring_axe,
    judged,
    policy_heard,
)
from tests.browser.known import Known, known_in
from tests.browser.unmoved import attributes, pressed, pressed_to_leave

NOBODY = ""
ROLES = (NOBODY, "applicant-1", "applicant-2", "clerk", "public-security", "operator")
# Of one page in one role: the first ones that links lead to, for a case under way and one that is over differ.
OF_A_KIND = 2
MOST = 200
# The first page, and those that only an act leads to.
FROM = ("/", "/signed-out", "/session-over")
# Where the issuer of sign-ins sends people back to: nobody follows a link there.
BACK = "/signed-in"
_PATTERNS = RouteTable({page.path for page in PAGES if page.path != BACK})
# By how their handlers are called: a file, or another page takes over at once.
_NO_PAGES = ("hand_", "open_", "return_", "show_static", "show_sign_in")
# Parts of pages that refresh, and pictures.
_PARTS = ("/progress", ".svg")
# Of what is only sent to, what answers with a page to look at.
_LOOKS = ("check_", "look_at_withdrawal", "find_")
# A case that nobody can read is not planted here: tests/unit/pages/operator/test_pages_setback.py shows its page.
_UNPLANTED = {"/console/cases/{case_id}/setback"}


@dataclass(frozen=True, slots=True)
class Way:
    """How somebody looks: `narrow` is a small phone, `large` 大字版, `plain` a browser that runs no script."""

    name: str
    width: int = 390
    large: bool = False
    plain: bool = False


PHONE = Way("phone", width=NARROW)
# In each of these a page is looked at where it stands, when it has been opened in the first.
WAYS = (PHONE, Way("large", width=NARROW, large=True), Way("desk", width=1280))
PLAIN = Way("plain", width=1280, plain=True)
HEIGHT = 800


@contextmanager
def looking(browser: Browser, server: str, role: str, way: Way) -> Iterator[BrowserContext]:
    """A browser of somebody's own, signed in."""
    kept = _begun(browser, server, role, way.large) if role or way.large else None
    context = browser.new_context(
        viewport={"width": way.width, "height": HEIGHT}, locale="zh-CN", storage_state=kept
    )
    context.set_default_timeout(30_000)
    try:
        if way.plain:
            context.route("**/*.js", lambda route: route.abort())
        yield context
    finally:
        context.close()


@contextmanager
def looked_at(browser: Browser, server: str, role: str, way: Way) -> Iterator[Page]:
    """A page on which whatever comes is judged, for one after another: a renderer that is new begins cold."""
    page = _page(browser, way.plain)
    page.context.set_storage_state(
        _begun(browser, server, role, way.large) if role or way.large else StorageState()
    )
    _widen(page, way.width)
    yield page


@cache
def _page(browser: Browser, plain: bool) -> Page:
    context = browser.new_context(viewport={"width": NARROW, "height": HEIGHT}, locale="zh-CN")
    context.set_default_timeout(30_000)
    bring_axe(context)
    page = context.new_page()
    if plain:
        _refuse_scripts(page)
    return page


def _refuse_scripts(page: Page) -> None:
    """By the browser itself. Where a route is set, every request is asked about, and nothing is kept for the next page."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setBlockedURLs", {"urls": ["*.js"]})


@cache
def _begun(browser: Browser, server: str, role: str, large: bool) -> StorageState:
    """Once for all that begin so; who signs out does so in their own browser only."""
    context = browser.new_context(locale="zh-CN")
    context.set_default_timeout(30_000)
    try:
        if role:
            sign_in(context, server, role)
        if large:
            _choose_large(context, server)
        return context.storage_state()
    finally:
        context.close()


def _choose_large(context: BrowserContext, server: str) -> None:
    page = context.new_page()
    page.goto(f"{server}/")
    # A page that is closed on its way to the next one sometimes never closes.
    pressed_to_leave(page, "button", "大字版")
    page.close()


def sign_in(context: BrowserContext, server: str, role: str) -> None:
    page = context.new_page()
    page.goto(f"{server}/sign-in")
    pressed(page, f"input[name=identity][value={role}]")
    pressed_to_leave(page, "button", "登录")
    page.get_by_role("button", name="退出").wait_for()
    page.wait_for_load_state("load")
    page.close()


def census(page: Page, server: str, known: Known | None = None) -> Iterator[tuple[str, str, list[Verdict]]]:
    """Pattern and address of everything that links lead to from the first page on; each is open as it is told, but for what
    is `known`, of which is told what was found.
    """
    found, queue = dict[str, int](), [f"{server}{one}" for one in FROM]
    asked, opened = set(queue), 0
    while queue and opened < MOST:
        address = queue.pop(0)
        pattern = pattern_of(address)
        if pattern is None or found.get(pattern, 0) >= OF_A_KIND:
            continue
        opened += 1
        seen = known.again(address, partial(_asked, page)) if known else None
        links, looks = seen or (links_of(page, address), [])
        # A file that the browser shows is no page of ours.
        if links is None:
            continue
        for link in (urljoin(address, href).split("#")[0] for href in links):
            if link not in asked and link.startswith(server):
                asked.add(link)
                queue.append(link)
        if seen or page.url.split("#")[0] == address:
            found[pattern] = found.get(pattern, 0) + 1
            yield pattern, address, looks


def _asked(page: Page, address: str) -> str:
    """What a browser would be sent, which does not open it. Nothing where it would be sent elsewhere."""
    answer = page.context.request.get(address, max_redirects=0)
    return answer.text() if answer.ok else ""


def links_of(page: Page, address: str) -> list[str] | None:
    """Nothing of what is downloaded, and None of a file."""
    try:
        response = page.goto(address, wait_until="load")
    except Exception as error:
        # A file: the browser keeps it and shows no page.
        if "Download is starting" in str(error):
            return []
        raise
    if response is None or "text/html" not in response.headers.get("content-type", ""):
        return None
    return attributes(page, "a[href]", "href")


def pattern_of(address: str) -> str | None:
    pattern, _ = _PATTERNS.match(urlsplit(address).path or "/")
    return pattern


def found_as(browser: Browser, server: str, role: str) -> list[Verdict]:
    """Of every address that links lead a role to, in each of WAYS."""
    known, found = known_in(browser, server), list[Verdict]()
    with looked_at(browser, server, role, PHONE) as page, policy_heard(page) as heard:
        for _, address, looks in census(page, server, known):
            again = [replace(one, mode=_mode(role, one.mode.rpartition(" ")[2])) for one in looks]
            found += again or known.kept(list(in_each_way(page, address, role, heard)))
    return found


def in_each_way(page: Page, address: str, role: str, heard: list[str]) -> Iterator[Verdict]:
    """As wide as the page came first: each change of its width is laid out anew. Its weight is the same in each."""
    came, kb = page.viewport_size, 0.0
    for way in sorted(WAYS, key=lambda way: came is not None and way.width != came["width"]):
        _widen(page, way.width)
        verdict = as_it_stands(page, mode=_mode(role, way.name), large=way.large, made=True, weighed=not kb)
        kb = kb or verdict.kb
        yield replace(verdict, address=address, policy=list(heard), kb=kb)
    heard.clear()


def _widen(page: Page, width: int) -> None:
    if page.viewport_size is None or page.viewport_size["width"] != width:
        page.set_viewport_size({"width": width, "height": HEIGHT})


def without_scripts(browser: Browser, server: str, role: str, found: Iterable[Verdict]) -> Iterator[Verdict]:
    """Of those found that have one."""
    addresses = dict.fromkeys(verdict.address for verdict in found if verdict.scripts)
    with looked_at(browser, server, role, PLAIN) as page:
        for address in addresses:
            yield judged(page, address, mode=_mode(role, PLAIN.name))


def _mode(role: str, way: str) -> str:
    return f"{role or 'nobody'} {way}"


def unseen(addresses: Iterable[str]) -> list[str]:
    """The pages that none of these is one of."""
    seen = {pattern_of(address) for address in addresses}
    return [path for path in sorted(shown()) if path not in seen]


def shown() -> set[str]:
    """Of everything that a browser may ask for, what it shows as a page by itself."""
    gets = (page for page in PAGES if page.method == "GET" and page.path != BACK)
    asked = {page.path for page in gets if not page.handler.__name__.startswith(_NO_PAGES)}
    sent = {page.path for page in PAGES if page.method == "POST" and page.handler.__name__.startswith(_LOOKS)}
    return {path for path in (asked | sent) - _UNPLANTED if not path.endswith(_PARTS)}
