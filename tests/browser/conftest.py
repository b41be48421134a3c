from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import browser, still


@pytest.fixture(scope="package")
def opened() -> Iterator[Browser]:
    """One for whatever of these files a process runs in a row: who looks has a context of their own in it."""
    with browser() as found:
        yield found


@pytest.fixture(scope="package")
def onlooker(opened: Browser) -> Iterator[Browser]:
    """Beside it, one that has no mouse and no keys, for whoever only looks."""
    with still(opened) as found:
        yield found
