"""The table of planted troubles as an operator's browser measures it, and as docs/runbook.md shows it."""

import pytest
from playwright.sync_api import Browser

from tests.browser.hand import Hand, Unmoved
from tests.browser.troubles import walked
from tests.support.troubles import TROUBLES, Trouble, row_of, shown

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120), pytest.mark.together("browser")]


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda one: one.name)
def test_it_is_repaired_in_a_browser_as_shortly_as_the_runbook_says(
    trouble: Trouble, opened: Browser, onlooker: Browser
) -> None:
    """The first with a mouse, as in test_journeys.py."""
    browser, kind = (opened, Hand) if trouble == TROUBLES[0] else (onlooker, Unmoved)

    took = walked(browser, trouble, kind=kind)

    assert took.is_short, took
    assert row_of(trouble, took) in shown()
