"""Records that may be some seconds old: what operators set is read for every submission and changes a few times a year."""

from datetime import datetime, timedelta

from functions.ports.case_store import CaseStore, Record
from functions.ports.deps import Clock

KEEP = timedelta(seconds=15)


class RecentRecords:
    """By kind and key; what is not there is remembered too, as long."""

    def __init__(self, store: CaseStore, *, clock: Clock, keep: timedelta = KEEP) -> None:
        self._store, self._clock, self._keep = store, clock, keep
        self._known: dict[tuple[str, str], tuple[datetime, Record | None]] = {}

    def __call__(self, kind: str, key: str) -> Record | None:
        """Raises StoreBusy."""
        now = self._clock()
        read_at, record = self._known.get((kind, key), (None, None))
        if read_at is None or not timedelta(0) <= now - read_at < self._keep:
            record = self._store.record(kind, key)
            self._known[kind, key] = now, record
        return record
