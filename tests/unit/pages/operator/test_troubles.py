"""Planted troubles, from the first page after signing in to repaired, without a browser; tests/browser does them with one."""

from collections.abc import Mapping

import pytest

from tests.support.console import Console
from tests.support.each import each
from tests.support.incidents import SECOND
from tests.support.opened import Opened
from tests.support.pages import Site
from tests.support.troubles import TROUBLES, Trouble, Walk, desk_of, repaired, row_of, shown


class SiteWalk(Walk):
    def __init__(self, desk: Console) -> None:
        self.site: Site = desk.site(SECOND)
        self.page: Opened
        super().__init__(desk)

    def _open(self, address: str) -> None:
        self.page = self.site.get(address)

    def _follow(self, words: str) -> None:
        self.page = self.site.get(self.page.link(words))

    def _send(self, action: str, values: Mapping[str, str]) -> None:
        self.page = self.site.submit(self.page, values, action=action)


@pytest.mark.slow
@each("trouble", TROUBLES, ids=[one.name for one in TROUBLES])
def test_it_is_repaired_within_three_pages_and_one_act(trouble: Trouble) -> None:
    walk = SiteWalk(desk_of(trouble))

    took = repaired(trouble, walk)

    assert walk.page.status == 200
    assert took.is_short, took
    assert row_of(trouble, took) in shown()


def test_the_runbook_tells_of_no_other_trouble() -> None:
    assert len(shown()) == len(TROUBLES)
