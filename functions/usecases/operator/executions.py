"""The runs of a case, each with how it ended, where the engine still knows it, and what began it, from the ledger."""

from dataclasses import dataclass
from functools import partial
from itertools import islice

from functions.domain.case.access import Principal
from functions.domain.case.case import Event, Ledger
from functions.ports.deps import Deps
from functions.ports.executions import Execution
from functions.usecases.case.view import ledger_of
from functions.usecases.walks import event_pages
from schemas.codes import EventKind

# The engine is asked of each.
RUNS_SHOWN = 20
# Of a case's history; a case that lived longer than this tells no more who began its runs.
PAGES = 10
_BEGIN = (EventKind.CONTINUED, EventKind.HANDED_OVER)


@dataclass(frozen=True, slots=True)
class RunListed:
    """`execution` None: the engine does not keep it any more. `begun`: the event that says so; of run 1 there is none."""

    run: int
    execution: Execution | None
    begun: Event | None


@dataclass(frozen=True, slots=True)
class Runs:
    """Newest first. `before`: older ones are asked for with it."""

    ledger: Ledger
    entries: tuple[RunListed, ...]
    before: int | None


def runs_of(case_id: str, *, before: int | None = None, by: Principal, deps: Deps) -> Runs:
    """Raises CaseNotFound."""
    ledger = ledger_of(case_id, by=by, deps=deps)
    newest = ledger.case.run if before is None else min(before - 1, ledger.case.run)
    oldest = max(newest - RUNS_SHOWN + 1, 1)
    runs = range(newest, oldest - 1, -1)
    found = deps.at_once([partial(deps.executions.find, f"{ledger.case.id}-{run}") for run in runs])
    begun = _begun(case_id, deps) if ledger.case.run > 1 else {}
    entries = tuple(
        RunListed(run, execution, begun.get(run)) for run, execution in zip(runs, found, strict=True)
    )
    return Runs(ledger, entries, oldest if oldest > 1 and entries else None)


def _begun(case_id: str, deps: Deps) -> dict[int, Event]:
    told = (event for page in islice(event_pages(deps.store, case_id), PAGES) for event in page.entries)
    return {run: event for event in told if event.kind in _BEGIN and (run := _run_of(event)) is not None}


def _run_of(event: Event) -> int | None:
    """Of the system's own, `run`; of an operator's act, what came after it."""
    after = event.detail.get("after")
    run = after.get("run") if isinstance(after, dict) else event.detail.get("run")
    return run if isinstance(run, int) else None
