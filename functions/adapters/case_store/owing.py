"""A case store that notes with an event whom of the province's platforms it is to be told (domain/national/owed_messages.py).

Only where one is connected: elsewhere nothing stands around the store, and nothing more is written.
"""

from collections.abc import Iterable
from contextlib import suppress

from functions.adapters.case_store.sealed import SealedTexts
from functions.adapters.sealing import Seal
from functions.domain.case.case import Change
from functions.domain.errors import StaleWrite
from functions.domain.national.owed_messages import OwedMark, ToldPlatform, owed_marks
from functions.domain.values import replace
from functions.ports.case_store import CaseStore, Opening, Record, Submission


class OwingStore(SealedTexts):
    def __init__(self, store: CaseStore, seal: Seal, platforms: Iterable[ToldPlatform]) -> None:
        super().__init__(store, seal)
        self._platforms = frozenset(platforms)

    def create(self, opening: Opening) -> Submission:
        """Noted first: of a case that is not opened in a while, whoever comes to tell lets the mark go."""
        for mark in owed_marks(opening.events, self._platforms):
            with suppress(StaleWrite):
                self.put(_record(mark))
        return super().create(opening)

    def commit(self, change: Change) -> Change:
        marks = tuple(map(_record, owed_marks(change.events, self._platforms)))
        if not marks:
            return super().commit(change)
        stored = super().commit(replace(change, records=(*change.records, *marks)))
        return replace(stored, records=change.records)


def _record(mark: OwedMark) -> Record:
    return Record(mark.kind, mark.key, mark.body)


def sealed_store(store: CaseStore, seal: Seal, platforms: frozenset[ToldPlatform]) -> SealedTexts:
    return OwingStore(store, seal, platforms) if platforms else SealedTexts(store, seal)
