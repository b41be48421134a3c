"""A store in which one place of each list of records cannot be read, nor the ledger of one case, nor the form of one,
nor some that operators look at."""

from dataclasses import replace as replace_of

from functions.domain.case.case import Ledger
from functions.domain.case.item import CaseItem
from functions.domain.errors import RecordUnreadable
from functions.domain.guide.place_figures import PLACE_FIGURES
from functions.domain.office.routing import ROUTE_KIND
from functions.domain.values import replace
from functions.ports.case_store import ItemQuery, Record
from functions.ports.page import Page
from schemas.form.application import Application
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.world import World


class DamagedPlaces(FakeCaseStore):
    damaged_case = ""
    damaged_form = ""
    # With a form that can be read.
    damaged_ledger = ""
    damaged_attention: tuple[str, ...] = ()

    def items(self, query: ItemQuery, *, limit: int, cursor: str | None = None) -> Page[CaseItem]:
        page = super().items(query, limit=limit, cursor=cursor)
        return page if query.office else replace(page, unreadable=self.damaged_attention)

    def records(self, kind: str, *, limit: int, cursor: str | None = None, after: str = "") -> Page[Record]:
        page = super().records(kind, limit=limit, cursor=cursor, after=after)
        return replace(page, unreadable=(damaged_key(kind),))

    def ledger(self, case_id: str) -> Ledger:
        if case_id in (self.damaged_case, self.damaged_ledger):
            raise RecordUnreadable
        return super().ledger(case_id)

    def application(self, case_id: str) -> Application:
        if case_id in (self.damaged_case, self.damaged_form):
            raise RecordUnreadable
        return super().application(case_id)


def damaged_key(kind: str) -> str:
    """As a key of that kind is made, where somebody reads something of it."""
    if "_history/" in kind:
        return "00000001"
    return {ROUTE_KIND: "public_security-445300", PLACE_FIGURES: "440100"}.get(kind, f"{kind}/damaged")


def damaged_world(*, by_person: bool = False) -> tuple[World, DamagedPlaces]:
    world = World(by_person=by_person)
    store = DamagedPlaces(world.clock)
    world.store, world.deps = store, replace_of(world.deps, store=store)
    return world, store
