"""Does what follows from the ledger: blocks items whose prerequisite failed, and ends waits that are over.

Everything here survives being done twice: a block is conditional on the item's version, a resume on its token.
"""

from functions.domain.case import CaseItem, Change, Event
from functions.domain.errors import StaleWrite, TaskGone
from functions.domain.repairs import Block, Resume, owed
from functions.domain.transitions import decided, released
from functions.domain.waits import Completion
from functions.ports import Deps, Executions
from schemas.codes import EventKind, Outcome


def advance(case_id: str, deps: Deps, *, release: bool = False) -> None:
    """Record first (blocks), then act (resumes).

    A wait that another state of the same item replaces needs no note that it ended; with `release` it is noted all the
    same, so that the sweep does not find it again.
    """
    ledger = deps.store.ledger(case_id)
    blocks = [repair for repair in owed(ledger, deps.clock()) if isinstance(repair, Block)]
    for block in blocks:
        commit_block(block, deps)
    if blocks:
        ledger = deps.store.ledger(case_id)
    resumes = [repair for repair in owed(ledger, deps.clock()) if isinstance(repair, Resume)]
    # Other items first: as long as the decided one still waits, a crash in between is found by its check_at.
    for resume in sorted(resumes, key=lambda repair: repair.completion.last):
        complete(resume.item, resume.completion, deps, release=release)


def commit_block(block: Block, deps: Deps) -> None:
    item, now = block.item, deps.clock()
    event = Event(
        item.case_id,
        f"blocked/{item.code}",
        now,
        EventKind.BLOCKED,
        item.code,
        detail={"because": block.because},
    )
    blocked = decided(item, Outcome.BLOCKED, now)
    deps.store.commit(Change(items=(blocked,), events=(event,)))


def complete(item: CaseItem, completion: Completion, deps: Deps, *, release: bool = False) -> None:
    """End the wait of `item` in the engine, then note it; a task that is gone has ended already."""
    if item.wait is None:
        return
    end_wait(item.wait.token, completion, deps.executions)
    if release or completion.last:
        note_released(item, deps)


def end_wait(token: str, completion: Completion, executions: Executions) -> None:
    try:
        if completion.failure:
            failure = completion.failure
            executions.fail(token, error=failure.__name__, cause=failure.detail)
        else:
            executions.resume(token, completion.output)
    except TaskGone:
        return


def note_released(item: CaseItem, deps: Deps) -> None:
    """If somebody wrote the item meanwhile, its wait has been replaced or is looked at again by the sweep."""
    try:
        deps.store.commit(Change(items=(released(item),)))
    except StaleWrite:
        return
