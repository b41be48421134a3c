"""What the tests of the console's pages share: operators at a browser, and a world whose first case has an incident."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from functions.domain.case.access import Principal
from tests.support.fakes.cookies import PlainCookies
from tests.support.incidents import OPERATOR, REPORT, stuck_case
from tests.support.pages import Site
from tests.support.world import World

WHY = "已与部门核实情况"


class Console:
    def __init__(self, *items: str, plant: Callable[..., str] = stuck_case) -> None:
        """`plant`: makes a case in a world, and something wrong with it."""
        planted, self.case_id = _planted(plant, items)
        self.world = planted.copy()
        self.case = f"/console/cases/{self.case_id}"
        self.item = f"{self.case}/items/{REPORT}"

    def site(self, who: Principal = OPERATOR) -> Site:
        return Site(replace(self.world.deps, cookies=PlainCookies())).signed_in(who)


# Most consoles begin with one of a few.
@lru_cache(maxsize=32)
def _planted(plant: Callable[..., str], items: tuple[str, ...]) -> tuple[World, str]:
    world = World()
    return world, plant(world, *items)
