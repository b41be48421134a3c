"""A store in which one place of each list cannot be read, nor the ledger of one case."""

from functions.domain.case.case import Ledger
from functions.domain.errors import RecordUnreadable
from functions.domain.values import replace
from functions.ports.case_store import Record
from functions.ports.page import Page
from tests.support.fakes.case_store import FakeCaseStore


class DamagedPlaces(FakeCaseStore):
    damaged_case = ""

    def records(self, kind: str, *, limit: int, cursor: str | None = None, after: str = "") -> Page[Record]:
        page = super().records(kind, limit=limit, cursor=cursor, after=after)
        return replace(page, unreadable=(f"{kind}/damaged",))

    def ledger(self, case_id: str) -> Ledger:
        if case_id == self.damaged_case:
            raise RecordUnreadable
        return super().ledger(case_id)
