"""Does what follows from the ledger: blocks items whose prerequisite failed, and ends waits that are over.

Everything here survives being done twice: a block is conditional on the item's version, a resume on its token.
"""

from collections.abc import Collection
from contextlib import suppress
from functools import partial

from functions.domain.case.case import Change, Event
from functions.domain.case.consequences import Block, Resume, owed
from functions.domain.case.events import key_of
from functions.domain.case.item import SERVICE_CHECK, CaseItem
from functions.domain.case.transitions import decided, released
from functions.domain.case.waits import Completion
from functions.domain.errors import ExecutionError, StaleWrite, StoreError, TaskGone
from functions.ports.deps import Deps
from functions.ports.executions import Executions
from schemas.codes import EventKind, Outcome


def left_to_sweep() -> suppress:
    """What is done here is recorded: whatever of it fails is done again by the sweep (faults.md, row 12)."""
    return suppress(ExecutionError, StoreError)


def advance(case_id: str, deps: Deps, *, after: str | None = None, release: bool = False) -> None:
    """Record first (blocks), then act (resumes).

    With `after`, only what follows from that item: its own wait, and those of the items it stands before. What follows
    from another item is done by whoever changed that one, or else by the sweep.
    A wait that another state of the same item replaces needs no note that it ended; with `release` it is noted all the
    same, so that the sweep does not find it again.
    """
    repairs = owed(deps.store.ledger(case_id), deps.clock())
    blocks = [repair for repair in repairs if isinstance(repair, Block)]
    for block in blocks:
        commit_block(block, deps)
    if blocks:
        repairs = owed(deps.store.ledger(case_id), deps.clock())
    changed = {after, *(block.item.code for block in blocks)}
    resumes = [
        repair
        for repair in repairs
        if isinstance(repair, Resume) and (after is None or _follows(repair.item, changed))
    ]
    # The note comes after all of them: as long as the decided item still waits, a crash in between is found by its check_at.
    in_order = sorted(resumes, key=lambda repair: repair.completion.last)
    deps.at_once([partial(_end, resume, deps.executions) for resume in in_order])
    noted = [resume.item for resume in in_order if resume.item.wait and (release or resume.completion.last)]
    deps.at_once([partial(note_released, item, deps) for item in noted])


def _follows(item: CaseItem, changed: Collection[str | None]) -> bool:
    return any(code in changed for code in (item.code, SERVICE_CHECK, *item.after))


def commit_block(block: Block, deps: Deps) -> None:
    item, now = block.item, deps.clock()
    event = Event(
        item.case_id,
        key_of(EventKind.BLOCKED, item=item.code),
        now,
        EventKind.BLOCKED,
        item.code,
        detail={"because": block.because},
    )
    blocked = decided(item, Outcome.BLOCKED, now)
    deps.store.commit(Change(items=(blocked,), events=(event,)))


def _end(resume: Resume, executions: Executions) -> None:
    if resume.item.wait is not None:
        end_wait(resume.item.wait.token, resume.completion, executions)


def end_wait(token: str, completion: Completion, executions: Executions) -> None:
    """A task that is gone has ended already."""
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
        deps.store.commit(Change(items=(released(item, deps.clock()),)))
    except StaleWrite:
        return
