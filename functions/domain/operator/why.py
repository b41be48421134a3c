"""Why a case waits (为什么还没办好): for whom, since when, what to do. Of its ledger and what is known beside it; pure.

One kind of reason each: `reasons.py`. Which one an item has: `why_item.py`. An act is offered only where it would be taken.
"""

from datetime import datetime

from functions.domain.case.case import Ledger
from functions.domain.deadlines.silence import SILENTLY_LOST
from functions.domain.operator.known import CaseWhy, Known, SweepStopped, Why
from functions.domain.operator.reasons import REASONS, rank
from functions.domain.operator.why_item import SOON, why_item
from functions.domain.values import replace
from schemas.codes import CaseStatus


def why(known: Known) -> CaseWhy:
    items = tuple(found for item in known.ledger.items if (found := why_item(item, known)))
    return CaseWhy(_of_case(known, items), items)


def _of_case(known: Known, items: tuple[Why, ...]) -> Why:
    """What presses most; of two alike, what has waited longest."""
    own = _own(known)
    found = (*items, *([own] if own else []))
    return min(found, key=lambda one: (rank(one.code), one.since))


def _own(known: Known) -> Why | None:
    """Of the case itself, whatever its items wait for. None: one of them tells."""
    case = known.ledger.case
    if known.setback:
        return _acting(Why(_stopped(known.setback), known.setback.since, error=known.setback.error), known)
    if case.status is CaseStatus.CLOSED:
        return Why("case-closed", case.closed_at or case.opened_at)
    if known.running is False:
        return _acting(Why("run-lost", _last_act(known.ledger)), known)
    if all(item.outcome for item in known.ledger.items):
        return _closing(known)
    return None


def _stopped(setback: SweepStopped) -> str:
    if setback.aside:
        return "case-set-aside"
    return "items-silently-lost" if setback.error == SILENTLY_LOST else "case-stops-sweep"


def _closing(known: Known) -> Why:
    since = _last_act(known.ledger)
    return _acting(Why("being-closed" if known.now - since < SOON else "closing-late", since), known)


def _last_act(ledger: Ledger) -> datetime:
    return max([ledger.case.opened_at, *(item.since for item in ledger.items)])


def _acting(found: Why, known: Known) -> Why:
    is_open = known.ledger.case.status is CaseStatus.OPEN
    acts = tuple(act for act in REASONS[found.code].acts if is_open or act != "continue")
    return replace(found, acts=acts)
