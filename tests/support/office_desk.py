"""A desk at the police, who work on our pages: its staff and the case that they have."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from functions.domain.case.access import Principal
from tests.support.fakes.cookies import PlainCookies
from tests.support.offices_without_systems import ANNE, HOUSEHOLD, at_the_police, without_systems
from tests.support.opened import Opened
from tests.support.pages import Site
from tests.support.world import World


class Desk:
    """The police have the household registration of one case."""

    def __init__(self, world: World | None = None) -> None:
        self.world, self.case_id = _begun(world) if world else _begun_before()
        self.address = f"/office/items/{self.case_id}/{HOUSEHOLD}"

    def site(self, who: Principal = ANNE) -> Site:
        return Site(self.world.deps).signed_in(who)

    def open(self, who: Principal = ANNE) -> Opened:
        return self.site(who).get(self.address)

    @property
    def reference(self) -> str:
        return self.world.ledger(self.case_id).case.reference

    def claimed(self) -> "Desk":
        self.site().submit(self.open(), action=f"{self.address}/claim")
        return self

    def form(self, kind: str) -> Opened:
        return self.site().get(f"{self.address}/answers/{kind}")

    def checked(self, kind: str, values: Mapping[str, str | tuple[str, ...]]) -> Opened:
        """What is shown before it is sent."""
        return self.site().submit(self.form(kind), values, action=f"{self.address}/answers")

    def sent(self, kind: str, values: Mapping[str, str | tuple[str, ...]]) -> Opened:
        return self.site().submit(self.checked(kind, values), action=f"{self.address}/answers/{kind}/send")


def _begun(world: World) -> tuple[World, str]:
    world = without_systems(world)
    world.deps = replace(world.deps, cookies=PlainCookies())
    case_id, _ = at_the_police(world)
    return world, case_id


@cache
def _first() -> tuple[World, str]:
    return _begun(World())


def _begun_before() -> tuple[World, str]:
    world, case_id = _first()
    return world.copy(), case_id
