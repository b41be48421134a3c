"""The periodic look at what is owed (巡检). It redoes what a crash, a lost task or a lost engine left undone."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from functions.domain.case import CaseItem, Change, Ledger
from functions.domain.errors import LianbanError, StaleWrite
from functions.domain.repairs import Block, Repair, Resume, next_check, owed, plan
from functions.ports import Deps
from functions.usecases.repair import repair
from schemas.codes import CaseStatus

PAGE = 100
_EVERYTHING = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SweepReport:
    """How many cases were looked at, how many repairs of each kind were done, and which failures stay owed."""

    cases: int
    repairs: Counter[str]
    failures: Counter[str]


def sweep(deps: Deps, *, everything: bool = False) -> SweepReport:
    """Look at every case of which something is due; with `everything`, at every open case (after an engine was lost)."""
    report = SweepReport(0, Counter(), Counter())
    for case_id in _due(deps, everything=everything):
        report = replace(report, cases=report.cases + 1)
        try:
            _sweep_case(case_id, deps, report)
        except LianbanError as error:
            # One case's trouble never stops the rest; it stays owed and is looked at again.
            report.failures[type(error).__name__] += 1
    return report


def _due(deps: Deps, *, everything: bool) -> Iterator[str]:
    horizon = _EVERYTHING if everything else deps.clock()
    cursor: str | None = None
    while True:
        page = deps.store.due(horizon, limit=PAGE, cursor=cursor)
        yield from page.entries
        if page.cursor is None:
            return
        cursor = page.cursor


def _sweep_case(case_id: str, deps: Deps, report: SweepReport) -> None:
    ledger = deps.store.ledger(case_id)
    execution = deps.executions.find(ledger.case.execution)
    for each in _distinct(plan(ledger, execution.status if execution else None, deps.clock())):
        try:
            repair(ledger, each, deps)
            report.repairs[type(each).__name__] += 1
        except LianbanError as error:
            report.failures[type(error).__name__] += 1
    _look_again_later(case_id, deps)


def _distinct(repairs: tuple[Repair, ...]) -> Iterator[Repair]:
    """Blocks and resumes are done together, in the order that prerequisites ask for: one stands for all."""
    seen = False
    for each in repairs:
        if not isinstance(each, Block | Resume):
            yield each
        elif not seen:
            seen = True
            yield each


def _look_again_later(case_id: str, deps: Deps) -> None:
    """Unless somebody wrote meanwhile: then it is theirs to say when to look, and it is still due."""
    ledger, now = deps.store.ledger(case_id), deps.clock()
    case = ledger.case
    if case.status is CaseStatus.OPEN:
        case = replace(case, check_at=next_check(case, now), checks=case.checks + 1)
    items = () if owed(ledger, now) else tuple(_looked_at(ledger, now))
    try:
        if case != ledger.case or items:
            deps.store.commit(Change(case=case if case != ledger.case else None, items=items))
    except StaleWrite:
        return


def _looked_at(ledger: Ledger, now: datetime) -> Iterator[CaseItem]:
    for item in ledger.items:
        if item.check_at is not None and item.check_at <= now:
            yield replace(item, check_at=None)
