"""A store of which one draft cannot be read."""

from functions.domain.errors import RecordUnreadable
from functions.ports.case_store import Record
from functions.usecases.record_kinds.intake import DRAFT
from tests.support.fakes.case_store import FakeCaseStore


class DamagedDraft(FakeCaseStore):
    draft = ""

    def record(self, kind: str, key: str) -> Record | None:
        if (kind, key) == (DRAFT, self.draft):
            raise RecordUnreadable
        return super().record(kind, key)
