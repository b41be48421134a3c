"""One office a department, for every region but those told to have none: these have its worklist."""

from collections.abc import Mapping

from functions.adapters.offices import worklist_of, worklist_office
from functions.ports.offices import Office
from schemas.codes import CHINESE, Department
from schemas.office.routes import OfficeMode


class FakeOffices:
    def __init__(
        self,
        *,
        without: frozenset[str] = frozenset(),
        modes: Mapping[Department, OfficeMode] | None = None,
        endpoints: Mapping[Department, str] | None = None,
    ) -> None:
        """`without`: the codes of cities where no route leads; `modes`: departments whose offices have no system;
        `endpoints`: of those that are called for real."""
        self._without = without
        self._modes = modes or {}
        self._endpoints = endpoints or {}
        self._known: dict[tuple[Department, str], Office] = {}

    def office(self, department: Department, *, city: str, county: str | None) -> Office:
        region = county or city
        return (
            worklist_office(department, region) if city in self._without else self._office(department, region)
        )

    def by_id(self, office_id: str) -> Office | None:
        department, _, region = office_id.rpartition("-")
        if department in set(Department) and region.isdigit():
            return self._office(Department(department), region)
        return worklist_of(office_id)

    def at(self, department: Department, region: str) -> Office | None:
        return None if f"{region[:4]}00" in self._without else self._office(department, region)

    def places(self) -> frozenset[tuple[Department, str]]:
        return frozenset()

    def offices(self) -> tuple[Office, ...]:
        return ()

    def forget(self) -> None:
        """Nothing is kept that could be old."""

    def _office(self, department: Department, region: str) -> Office:
        known = self._known.get((department, region))
        return known or self._known.setdefault((department, region), self._made(department, region))

    def _made(self, department: Department, region: str) -> Office:
        mode = self._modes.get(department, "api")
        host = department.value.replace("_", "-")
        endpoint = self._endpoints.get(department, f"https://{host}.example/dispatches")
        return Office(
            department=department,
            id=f"{department.value}-{region}",
            name=f"{CHINESE[department]}（测试）",
            endpoint=endpoint if mode == "api" else "",
            mode=mode,
        )
