"""What one sweep (巡检) found and did, and what is kept of it for operators."""

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock

from functions.domain.errors import StoreError
from functions.ports.deps import Deps
from functions.usecases.record_kinds.shared import METRICS
from functions.usecases.records import SWEEP, new_record, record_made_anew


@dataclass(frozen=True, slots=True)
class SweepReport:
    """How many cases were looked at, how many repairs of each kind were done, and which failures stay owed.

    `lost`: items of those cases, by code, that are neither final, nor open and on time, nor shown to an operator.
    `set_back`: how many cannot be looked at, due now or not, those that an operator has set aside among them (`setbacks.py`).
    """

    cases: int
    repairs: Counter[str]
    failures: Counter[str]
    lost: Counter[str] = field(default_factory=Counter)
    delays: list[timedelta] = field(default_factory=list)
    set_back: int = 0
    # Offices that do not answer, by their ids.
    down: tuple[str, ...] = ()
    # Looks may go side by side, and what they put in line goes on beside them.
    _one_at_a_time: Lock = field(default_factory=Lock, repr=False, compare=False)

    def did(self, repair: str, times: int = 1) -> None:
        with self._one_at_a_time:
            self.repairs[repair] += times

    def failed(self, error: Exception) -> None:
        self.failed_too({type(error).__name__: 1})

    def failed_too(self, failures: Mapping[str, int]) -> None:
        with self._one_at_a_time:
            self.failures.update(failures)

    def found_lost(self, items: Iterable[str]) -> None:
        with self._one_at_a_time:
            self.lost.update(items)

    @property
    def silent_loss(self) -> int:
        """Must be 0."""
        return self.lost.total()

    @property
    def oldest_owed(self) -> timedelta:
        """How late this sweep came to the oldest thing that was owed."""
        return max(self.delays, default=timedelta())


def record_sweep(report: SweepReport, deps: Deps) -> None:
    """For operators: what the last sweep found. Another sweep at the same moment, or a busy store, loses nothing but this."""
    body = {
        "at": deps.clock().isoformat(),
        "cases": report.cases,
        "repairs": dict(report.repairs),
        "failures": dict(report.failures),
        "lost": dict(report.lost),
        "silent_loss": report.silent_loss,
        "set_back": report.set_back,
    }
    with suppress(StoreError):
        before = record_made_anew(deps.store, METRICS, SWEEP)
        deps.store.put(new_record(METRICS, SWEEP, body, before.version if before else 0))
