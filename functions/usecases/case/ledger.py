"""Reading and changing one item of the ledger: read, apply a pure rule, write what it expects, again if beaten."""

from collections.abc import Callable

from functions.domain.case.case import Change, Event, Ledger
from functions.domain.case.item import CaseItem
from functions.domain.errors import DuplicateEvent, StaleWrite
from functions.ports.case_store import CaseStore
from functions.usecases.contention import turn_of, until_written

LedgerRule = Callable[[Ledger, CaseItem], "tuple[CaseItem, tuple[Event, ...]]"]


def change_item(store: CaseStore, case_id: str, code: str, rule: LedgerRule) -> Ledger:
    """Apply `rule` to the item as it is now and write the result with its events; unchanged means nothing is written.

    Returns the ledger with the item as stored. Raises StaleWrite after too many losses; DuplicateEvent if one of the
    events is of before; and whatever `rule` raises.
    """

    def attempt() -> Ledger:
        ledger = store.ledger(case_id)
        before = ledger.item(code)
        after, events = rule(ledger, before)
        if after == before and not events:
            return ledger
        try:
            stored = store.commit(Change(items=(after,), events=events))
        except DuplicateEvent:
            # Whoever wrote the event meanwhile moved the item with it: the rule has not seen that yet.
            if store.ledger(case_id).item(code) == before:
                raise
            raise StaleWrite from None
        return ledger.with_item(stored.items[0])

    return until_written(attempt)


def change_in_turn(store: CaseStore, case_id: str, code: str, rule: LedgerRule) -> Ledger:
    """The same, of writers who often meet: an office may answer before it is noted that it was asked."""
    with turn_of(case_id, code):
        return change_item(store, case_id, code, rule)
