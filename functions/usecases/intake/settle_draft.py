"""After a draft has become a case: what was uploaded for it is the case's from now on, and the draft is deleted.

The case says that it is owed from its first write on; a crash anywhere here is repaired by the sweep.
"""

from contextlib import suppress
from dataclasses import replace

from functions.domain.case.case import Change
from functions.domain.errors import StaleWrite
from functions.ports.deps import Deps
from functions.usecases.contention import until_written
from functions.usecases.intake.drafts import KIND
from functions.usecases.intake.uploads import clear, shelf_of_draft


def settle_draft(case_id: str, deps: Deps) -> None:
    """Safe to do twice. Raises StoreError; StaleWrite after too many losses."""
    case = deps.store.ledger(case_id).case
    if case.draft is None:
        return
    # Before the draft goes: until then its files are unclaimed, and would go after their time.
    for one in case.materials:
        deps.materials.keep(one.id)
    clear(shelf_of_draft(case.draft), deps)
    _delete(case.draft, deps)
    with suppress(StaleWrite):
        deps.store.commit(Change(case=replace(case, draft=None)))


def _delete(draft_id: str, deps: Deps) -> None:
    """Whatever was saved in the meantime: it has been submitted."""

    def attempt() -> None:
        record = deps.store.record(KIND, draft_id)
        if record:
            deps.store.delete(record)

    until_written(attempt)
