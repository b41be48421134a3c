"""Is the ledger there, does all that this server stands on hold, and how far did the last sweep come?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from functions.domain.errors import FieldProblem, LianbanError, NotReady
from functions.domain.values import replace
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.usecases.record_kinds.shared import METRICS
from functions.usecases.records import SWEEP

NOBODYS_CASE = "00000000-0000-0000-0000-000000000000"
# A sweep comes every few seconds on one machine, every minute on AWS.
SWEEP_LATE = timedelta(minutes=10)
NO_ROOM = "数据目录所在的磁盘快满了：请清理或扩容，否则新的内容将无法保存。"
_LATE = "最近一次巡检已是 {minutes} 分钟以前：请查看日志里的 sweep failed。"


def check_ledger(deps: Deps) -> None:
    """One read by key of an event that nobody wrote: the cheapest question that only a working ledger answers.

    Raises StoreBusy.
    """
    deps.store.event(NOBODYS_CASE, "health")


@dataclass(frozen=True, slots=True)
class Readiness:
    """The last sweep (巡检): when, how long ago, how many cases it looked at and how many it could not; None before it.

    `scans`: there is a scanner (病毒扫描). `has_disk`: the data lies on a disk that may get full.
    """

    at: datetime | None = None
    age: timedelta | None = None
    cases: int = 0
    set_back: int = 0
    scans: bool = False
    has_disk: bool = False


def readiness(deps: Deps) -> Readiness:
    """Raises NotReady, which names everything that does not hold, whatever else does."""
    record, ledger = _tried("ledger", lambda: deps.store.record(METRICS, SWEEP))
    found = _readiness(record, deps)
    _, notes = _tried("ledger", deps.check_notes)
    _, keys = _tried("keys", deps.check_keys)
    _, issuer = _tried("issuer", deps.check_issuer)
    if problems := (*(ledger or notes), *keys, *issuer, *_disk(deps), *_sweep(found, deps)):
        raise NotReady(problems=problems)
    return found


def _readiness(record: Record | None, deps: Deps) -> Readiness:
    here = Readiness(scans=deps.scanner is not None, has_disk=deps.has_room is not None)
    if record is None:
        return here
    at = datetime.fromisoformat(record.body["at"])
    return replace(
        here,
        at=at,
        age=deps.clock() - at,
        cases=record.body["cases"],
        set_back=record.body.get("set_back", 0),
    )


def _tried(part: str, ask: Callable[[], Any]) -> tuple[Any, tuple[FieldProblem, ...]]:
    try:
        return ask(), ()
    except LianbanError as error:
        return None, (FieldProblem(f"/{part}", error.detail),)


def _disk(deps: Deps) -> Iterator[FieldProblem]:
    if deps.has_room is not None and not deps.has_room():
        yield FieldProblem("/disk", NO_ROOM)


def _sweep(found: Readiness, deps: Deps) -> Iterator[FieldProblem]:
    """After a standstill or a restore the last one is long ago, and this server's first may be under way."""
    if found.at is None or found.age is None:
        return
    began = deps.began or found.at
    if deps.clock() - max(found.at, began) > SWEEP_LATE:
        yield FieldProblem("/sweep", _LATE.format(minutes=int(found.age.total_seconds() // 60)))
