"""Does what follows from the ledger: blocks items whose prerequisite failed, and ends waits that are over.

Everything here survives being done twice: a block is conditional on the item's version, a resume on its token.
"""

from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import datetime
from functools import partial

from functions.domain.case.case import Change, Event, Ledger
from functions.domain.case.consequences import Block, Resume, is_news, owed
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


def advance(
    case_id: str,
    deps: Deps,
    *,
    after: str | None = None,
    release: bool = False,
    known: Ledger | None = None,
) -> None:
    """Record first (blocks), then act (resumes).

    With `after`, only what follows from that item: its own wait, and those of the items it stands before. What follows
    from another item is done by whoever changed that one, or else by the sweep.
    `known`: the ledger with `after` as it was just written. What follows by it is begun without reading first, and it is read
    again beside that: others may have begun to wait meanwhile, if any stand behind `after`.
    A wait that another state of the same item replaces needs no note that it ended, nor does one of which the news is marked;
    with `release` the former is noted all the same, so that the sweep does not find it again.
    """
    begun, first = _begun(known, after, deps) if known else ((), ())
    ends = [partial(end_resume, resume, deps.executions) for resume in begun]
    if known and not _is_followed(known, after):
        deps.at_once(ends)
        _note_ends(begun, deps, release=release)
        return
    read: list[Ledger] = []
    # Where the mark of the news, or a sweep, makes up for what a glimpse has missed.
    look = deps.store.ledger if after is None or release else deps.store.glimpse
    deps.at_once([lambda: read.append(look(case_id)), *ends])
    now = deps.clock()
    repairs = first if read[0] == known else owed(read[0], now)
    blocks = [repair for repair in repairs if isinstance(repair, Block)]
    for block in blocks:
        commit_block(block, deps)
    if blocks:
        repairs = owed(deps.store.ledger(case_id), now)
    changed = {after, *(block.item.code for block in blocks)}
    resumes = resumes_of(repairs, changed, now)
    # The note comes after all of them: as long as the decided item still waits, a crash in between is found by its check_at.
    ended = {resume.item.wait for resume in begun}
    deps.at_once([partial(end_resume, one, deps.executions) for one in resumes if one.item.wait not in ended])
    _note_ends(resumes, deps, release=release)


def _begun(
    known: Ledger, after: str | None, deps: Deps
) -> tuple[tuple[Resume, ...], tuple[Block | Resume, ...]]:
    """And all that is owed by it. What is to be blocked first is not resumed before."""
    now = deps.clock()
    repairs = owed(known, now)
    found = resumes_of(repairs, {after}, now)
    blocks = any(isinstance(repair, Block) for repair in repairs)
    return tuple(one for one in found if one.item.code == after) if blocks else found, repairs


def resumes_of(
    repairs: Iterable[Block | Resume], changed: Collection[str | None], now: datetime
) -> tuple[Resume, ...]:
    """Those that follow from these items (None: from any), whoever waits for the last time last. What was news before has
    been told, but for its mark.
    """
    found = (
        repair
        for repair in repairs
        if isinstance(repair, Resume)
        and (_follows(repair.item, changed) or (None in changed and not _is_old_news(repair, now)))
    )
    return tuple(sorted(found, key=lambda repair: repair.completion.last))


def _is_old_news(one: Resume, now: datetime) -> bool:
    return one.item.news_at is not None and one.item.news_at <= now


def _note_ends(resumes: Iterable[Resume], deps: Deps, *, release: bool) -> None:
    noted = [
        one.item for one in resumes if one.item.wait and not is_news(one) and (release or one.completion.last)
    ]
    deps.at_once([partial(note_released, item, deps) for item in noted])


def _is_followed(ledger: Ledger, code: str | None) -> bool:
    return code is None or any(item.code != code and _follows(item, {code}) for item in ledger.items)


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


def end_resume(resume: Resume, executions: Executions) -> bool:
    return resume.item.wait is not None and end_wait(resume.item.wait.token, resume.completion, executions)


def end_wait(token: str, completion: Completion, executions: Executions) -> bool:
    """Whether it was still waiting: a task that is gone has ended already."""
    try:
        if completion.failure:
            failure = completion.failure
            executions.fail(token, error=failure.__name__, cause=failure.detail)
        else:
            executions.resume(token, completion.output)
    except TaskGone:
        return False
    return True


def note_released(item: CaseItem, deps: Deps) -> None:
    """If somebody wrote the item meanwhile, its wait has been replaced or is looked at again by the sweep."""
    try:
        deps.store.commit(Change(items=(released(item, deps.clock()),), note=True))
    except StaleWrite:
        return
