"""Offices by the file of routes and, over it, by what operators set: seen after `KEEP` at the latest, on every machine."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from functions.adapters.offices import worklist_office
from functions.adapters.recent import KEEP
from functions.domain.office.routing import (
    ROUTE_KIND,
    RoutedPlace,
    place_of_office,
    route_of,
    routed_place,
    set_office_id,
)
from functions.ports.case_store import CaseStore, Record
from functions.ports.deps import Clock
from functions.ports.offices import Office
from schemas.codes import Department
from schemas.regions import enclosing

# A dispatch looks once; a list of a region's offices looks hundreds of times.
_PAGE = 500


class _Table(Protocol):
    """The file of routes, as far as it is asked."""

    def at(self, department: Department, region: str) -> Office | None: ...

    def by_id(self, office_id: str) -> Office | None: ...

    def places(self) -> frozenset[RoutedPlace]: ...

    def offices(self) -> tuple[Office, ...]: ...


_Known = tuple[datetime, Mapping[RoutedPlace, Office]]


class SetOffices:
    """`guarded`: what an operator sets must lead to the public network, which is looked at again when connecting."""

    def __init__(
        self, table: _Table, store: CaseStore, *, clock: Clock, guarded: bool, keep: timedelta = KEEP
    ) -> None:
        self._table, self._store, self._clock = table, store, clock
        self._guarded, self._keep = guarded, keep
        self._known: _Known | None = None

    def office(self, department: Department, *, city: str, county: str | None) -> Office:
        """Raises StoreBusy if what is set cannot be asked: an old route is not taken for the present one."""
        ours = self._set()
        for region in enclosing(county or city):
            if found := ours.get((department, region)) or self._table.at(department, region):
                return found
        return worklist_office(department, county or city)

    def by_id(self, office_id: str) -> Office | None:
        place = place_of_office(office_id)
        if place is None:
            return self._table.by_id(office_id)
        # Taken back since: whoever had it from there is served by whatever serves the region now.
        return self._set().get(place) or self._serving(place)

    def at(self, department: Department, region: str) -> Office | None:
        return self._table.at(department, region)

    def places(self) -> frozenset[RoutedPlace]:
        return self._table.places()

    def secrets(self, department: Department) -> frozenset[str]:
        """The secrets that the department's routes name."""
        offices = (*self._table.offices(), *self._set().values())
        return frozenset(one.secret for one in offices if one.department is department and one.secret)

    def is_in_doubt(self, department: Department) -> bool:
        """Whether a route of it cannot be read, which may name one more secret."""
        return any(one.unreadable and one.department is department for one in self._set().values())

    def forget(self) -> None:
        self._known = None

    def _serving(self, place: RoutedPlace) -> Office:
        department, region = place
        county = None if region == f"{region[:4]}00" else region
        return self.office(department, city=f"{region[:4]}00", county=county)

    def _set(self) -> Mapping[RoutedPlace, Office]:
        now = self._clock()
        if self._known is None or not timedelta(0) <= now - self._known[0] < self._keep:
            self._known = now, dict(self._read())
        return self._known[1]

    def _read(self) -> Iterator[tuple[RoutedPlace, Office]]:
        cursor: str | None = None
        while True:
            page = self._store.records(ROUTE_KIND, limit=_PAGE, cursor=cursor)
            for record in page.entries:
                if found := self._office(record):
                    yield routed_place(record.key), found
            for key in page.unreadable:
                yield routed_place(key), _unreadable(*routed_place(key))
            cursor = page.cursor
            if cursor is None:
                return

    def _office(self, record: Record) -> Office | None:
        route, (department, region) = route_of(record.body), routed_place(record.key)
        set_at = record.body.get("at")
        if route is None:
            return None
        return Office(
            department=department,
            id=set_office_id(department, region),
            name=route.name,
            endpoint=route.endpoint,
            mode=route.mode,
            secret=route.secret,
            guarded=self._guarded,
            telephone=route.telephone,
            set_at=datetime.fromisoformat(set_at) if set_at else None,
        )


def _unreadable(department: Department, region: str) -> Office:
    """Passed over, its region's items would go to whoever serves around it. Whom nothing is sent to has no list either."""
    nobodys = worklist_office(department, region)
    return replace(nobodys, id=set_office_id(department, region), mode="api", unreadable=True)
