"""Reading and changing one item of the ledger: read, apply a pure rule, write what it expects, again if beaten."""

from collections.abc import Callable
from itertools import chain

from functions.domain.case.case import Case, Change, Event, Ledger
from functions.domain.case.item import CaseItem
from functions.domain.errors import DuplicateEvent, StaleWrite
from functions.domain.values import replace
from functions.ports.case_store import CaseStore
from functions.ports.deps import Deps
from functions.usecases.contention import until_written
from schemas.codes import CaseStatus

LedgerRule = Callable[[Ledger, CaseItem], "tuple[CaseItem, tuple[Event, ...]]"]


def change_item(
    store: CaseStore,
    case_id: str,
    code: str,
    rule: LedgerRule,
    *,
    known: Ledger | None = None,
    note: bool = False,
) -> Ledger:
    """Apply `rule` to the item as it is now and write the result with its events; unchanged means nothing is written.
    `known`: the ledger as it was a moment ago, for a rule that changes that; a write of anybody since makes us read.
    `note`: as of a Change.

    Returns the ledger with the item as stored. Raises StaleWrite after too many losses; DuplicateEvent if one of the
    events is of before; and whatever `rule` raises.
    """

    ledgers = chain([] if known is None else [known], iter(lambda: store.ledger(case_id), None))

    def attempt() -> Ledger:
        ledger = next(ledgers)
        before = ledger.item(code)
        after, events = rule(ledger, before)
        if after == before and not events:
            return ledger
        try:
            case = None if note or after == before else _amended(ledger.case, events)
            stored = store.commit(Change(case=case, items=(after,), events=events, note=note))
        except DuplicateEvent:
            # Whoever wrote the event meanwhile moved the item with it: the rule has not seen that yet.
            if store.ledger(case_id).item(code) == before:
                raise
            raise StaleWrite from None
        return Ledger(stored.case or ledger.case, ledger.items).with_item(stored.items[0])

    return until_written(attempt)


def _amended(case: Case, events: tuple[Event, ...]) -> Case | None:
    """What changes in a closed case is found by whoever tells what happened to such cases since."""
    if case.status is CaseStatus.OPEN or not events:
        return None
    return replace(case, amended_at=max(event.at for event in events))


def change_in_turn(
    deps: Deps,
    case_id: str,
    code: str,
    rule: LedgerRule,
    *,
    known: Ledger | None = None,
    note: bool = False,
) -> Ledger:
    """The same, of writers who often meet: an office may answer before it is noted that it was asked."""
    turn = deps.turns(case_id, code)
    with turn.lock:
        if known and turn.is_past(case_id, code, known.item(code).version):
            known = None
        changed = change_item(deps.store, case_id, code, rule, known=known, note=note)
        turn.written = (case_id, code, changed.item(code).version)
        return changed
