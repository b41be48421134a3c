"""Which cases a round asks for: others each time, known from their numbers alone."""

import random
from datetime import date

from infra.growth.filling import OPEN_CASES, CopyPlan, is_open, original_of, planned
from infra.growth.people import BUSY_COUNTY
from infra.growth.probes import PickedCases


class Picks:
    """Of a ledger of `count` copies that was filled as of `today`."""

    def __init__(self, count: int, today: date, open_cases: int = OPEN_CASES) -> None:
        self._count, self._today, self._open_cases = count, today, open_cases
        self._open = [
            number for number in range(count) if is_open(number, count=count, open_cases=open_cases)
        ]
        self._waiting = [number for number in self._open if self._kind(number) == "open"]
        self._stuck = [number for number in self._open if self._kind(number) == "stuck"]

    def of(self, number: int) -> PickedCases:
        """Round by round; an open one is answered once, as long as there are others."""
        chance = random.Random(f"round {number} of {self._count}")
        own = self._drawn(chance, "closed")
        busy = self._drawn(chance, "closed", BUSY_COUNTY)
        desk = self._drawn(chance, "closed_at_desk")
        waiting = self._plan(self._waiting[number % len(self._waiting)])
        return PickedCases(
            number=number,
            own=own.number,
            closed=own.copy.case_id,
            reference=own.copy.reference,
            busy=busy.copy.case_id,
            busy_reference=busy.copy.reference,
            desk_reference=desk.copy.reference,
            open=waiting.copy.case_id,
            open_reference=waiting.copy.reference,
            stuck=self._plan(chance.choice(self._stuck)).copy.case_id,
        )

    def _drawn(self, chance: random.Random, kind: str, county: str | None = None) -> CopyPlan:
        while True:
            number = chance.randrange(self._count)
            if self._kind(number) != kind:
                continue
            plan = self._plan(number)
            if county in (None, plan.copy.county):
                return plan

    def _kind(self, number: int) -> str:
        return original_of(number, count=self._count, open_cases=self._open_cases)

    def _plan(self, number: int) -> CopyPlan:
        return planned(number, count=self._count, today=self._today, open_cases=self._open_cases)
