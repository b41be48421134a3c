"""Batches (批量处理) worked off by the sweep, item by item, and the list of those under way.

Every item's act has its own key, so that a crash anywhere, or two sweeps at once, do it once; what came of it is noted
after it was done, and is found again if that note was lost.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

from functions.domain.case.case import Ledger
from functions.domain.case.refusals import CaseNotFound
from functions.domain.conflicts import ItemChanged
from functions.domain.errors import LianbanError, StaleWrite, StoreError
from functions.domain.operator.batch import (
    BATCH,
    Batch,
    Entry,
    batch_of,
    became,
    body_of,
    recorded,
)
from functions.domain.operator.refusals import BatchNotFound
from functions.domain.refusals import Refusal
from functions.ports.deps import Deps
from functions.usecases.operator.operate import resolve
from functions.usecases.record_kinds.operator import RUNNING_BATCHES
from functions.usecases.records import Body, change_record

# Of one batch at a time, and of all batches in one call: a sweep must end in time.
PORTION = 25
PER_CALL = 100


def work(deps: Deps, *, most: int = PER_CALL) -> Counter[str]:
    """Do a bounded part of what is left, and count what came of it. One batch's trouble never stops the next."""
    done: Counter[str] = Counter()
    for batch_id in _listed(deps):
        left = min(PORTION, most - done.total())
        if left <= 0:
            break
        # What was done and not noted stays pending; tried again, it is found to be done.
        with suppress(LianbanError):
            done.update(_portion(batch_id, left, deps))
    return done


def _portion(batch_id: str, most: int, deps: Deps) -> Counter[str]:
    known = deps.store.record(BATCH, batch_id)
    batch = batch_of(batch_id, known.body) if known else None
    if batch is None or batch.state in ("finished", "stopped"):
        _unlist(batch_id, deps)
        return Counter()
    if batch.state == "dry_run":
        return Counter()
    results = (*_followed(batch, deps), *_results(batch, most, deps))
    after = _note(batch_id, results, deps)
    if after.state == "finished":
        _unlist(batch_id, deps)
    return Counter(entry.result for entry in results if entry.result != "sent")


def _followed(batch: Batch, deps: Deps) -> Iterator[Entry]:
    """Of those that were sent, what has become of them by now."""
    for entry in batch.sent[:PER_CALL]:
        with suppress(StoreError, CaseNotFound):
            found = _became(entry, deps.store.ledger(entry.case_id))
            if found != entry:
                yield found


def _became(entry: Entry, ledger: Ledger) -> Entry:
    result, code = became(ledger.item(entry.item))
    return Entry(entry.case_id, entry.item, entry.version, result, code)


def _results(batch: Batch, most: int, deps: Deps) -> Iterator[Entry]:
    """A trouble of our own (a busy store) is no item's result: it stays pending."""
    for entry in batch.pending(most):
        with suppress(StoreError):
            yield _done(batch, entry, deps)


def _done(batch: Batch, entry: Entry, deps: Deps) -> Entry:
    case_id, code = entry.case_id, entry.item
    key = f"batch/{batch.id}/{case_id}/{code}"
    try:
        after = resolve(
            case_id,
            code,
            batch.act,
            by=batch.operator,
            key=key,
            deps=deps,
            version=entry.version,
            in_batch=True,
        )
    except ItemChanged as changed:
        return Entry(case_id, code, entry.version, "skipped", changed.code)
    except Refusal as refusal:
        return Entry(case_id, code, entry.version, "failed", refusal.code)
    return _became(entry, after)


def _note(batch_id: str, results: tuple[Entry, ...], deps: Deps) -> Batch:
    """Somebody may have stopped the batch meanwhile: what was done is noted all the same."""

    def rule(body: Body | None) -> Body:
        if body is None:
            raise BatchNotFound
        return body_of(recorded(batch_of(batch_id, body), results))

    return batch_of(batch_id, change_record(deps.store, BATCH, batch_id, rule))


def _listed(deps: Deps) -> tuple[str, ...]:
    known = deps.store.record(RUNNING_BATCHES, RUNNING_BATCHES)
    return tuple(known.body["ids"]) if known else ()


# One document lists the batches under way, so that the sweep need not look at those that are over.
def keep_listed(batch_id: str, deps: Deps) -> None:
    """Last in line: a batch that is resumed does not overtake those that wait."""
    change_record(
        deps.store,
        RUNNING_BATCHES,
        RUNNING_BATCHES,
        lambda body: {"ids": [*(one for one in _ids(body) if one != batch_id), batch_id]},
    )


def _unlist(batch_id: str, deps: Deps) -> None:
    """Should it be resumed at this very moment, it is listed before it runs, and a stale reading takes it off again:
    so look once more after taking it off.
    """
    with suppress(StaleWrite):
        change_record(
            deps.store,
            RUNNING_BATCHES,
            RUNNING_BATCHES,
            lambda body: {"ids": [one for one in _ids(body) if one != batch_id]},
        )
    known = deps.store.record(BATCH, batch_id)
    if known and batch_of(batch_id, known.body).state == "running":
        keep_listed(batch_id, deps)


def _ids(body: Body | None) -> list[str]:
    return list(body["ids"]) if body else []
