"""A hand that looks at what its acts lead to: in 大字版 on a small phone, in a browser that runs no script and has no mouse.

Where it fits there, it fits everywhere.
"""

from playwright.sync_api import Page

from tests.browser.census import Way
from tests.browser.hand import Unmoved
from tests.browser.judging import NARROW, Verdict, as_it_stands
from tests.browser.unmoved import script

WAY = Way("acts", width=NARROW, large=True, plain=True)
# The item that waits for the police's staff in the scene.
ITEM = "household_registration"


class Watch(Unmoved):
    """A hand that looks at what it sees."""

    def __init__(self, page: Page, server: str, role: str) -> None:
        super().__init__(page, server)
        self.role = role
        self.verdicts: list[Verdict] = []

    def look(self) -> None:
        self.verdicts.append(as_it_stands(self.page, mode=f"{self.role or 'nobody'} {WAY.name}", large=True))

    def press_and_look(
        self, *words: str, among: str = "main button", but: str = "", last: bool = False
    ) -> None:
        self.press(*words, among=among, but=but, last=last)
        self.look()

    def open_and_look(self, path: str) -> None:
        self.open(path)
        self.look()

    def fill_whatever_is_asked(self) -> None:
        """In the last form of the page: the first choice, or words that say nothing."""
        self.page.evaluate(script("answer.js"), "演示用的原因")

    def case(self) -> str:
        """The first of one's own cases."""
        self.open("/my")
        return self.links("/cases/")[0]
