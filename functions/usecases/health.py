"""Is the ledger there, and how far did the last sweep come?"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.ports.deps import Deps
from functions.usecases.record_kinds import METRICS
from functions.usecases.records import SWEEP

NOBODYS_CASE = "00000000-0000-0000-0000-000000000000"


def check_ledger(deps: Deps) -> None:
    """One read by key of an event that nobody wrote: the cheapest question that only a working ledger answers.

    Raises StoreBusy.
    """
    deps.store.event(NOBODYS_CASE, "health")


@dataclass(frozen=True, slots=True)
class Readiness:
    """The last sweep (巡检): when, how long ago, how many cases it looked at and how many it could not; None before it.

    `scans`: there is a scanner (病毒扫描).
    """

    at: datetime | None = None
    age: timedelta | None = None
    cases: int = 0
    set_back: int = 0
    scans: bool = False


def readiness(deps: Deps) -> Readiness:
    """Raises StoreBusy, SealKeysMissing."""
    deps.check_keys()
    record, scans = deps.store.record(METRICS, SWEEP), deps.scanner is not None
    if record is None:
        return Readiness(scans=scans)
    at = datetime.fromisoformat(record.body["at"])
    return Readiness(at, deps.clock() - at, record.body["cases"], record.body.get("set_back", 0), scans)
