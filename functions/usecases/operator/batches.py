"""Batches (批量处理): a filter frozen into a list, tried without doing it, then worked off by the sweep, item by item.

Every item's act has its own key, so that a crash anywhere, or two sweeps at once, do it once; what came of it is noted
after it was done, and is found again if that note was lost.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import partial
from hashlib import sha256
from itertools import islice

from functions.domain.case.access import Principal
from functions.domain.case.case import Ledger
from functions.domain.case.refusals import CaseNotFound
from functions.domain.conflicts import ItemChanged, KeyReused
from functions.domain.errors import LianbanError, StaleWrite, StoreError
from functions.domain.office.refusals import UnknownOffice
from functions.domain.operator.batch import (
    BATCH,
    Batch,
    BatchStep,
    Entry,
    Verb,
    batch_of,
    became,
    body_of,
    new_batch,
    recorded,
    stepped,
    visible,
)
from functions.domain.operator.refusals import BatchNotFound
from functions.domain.refusals import Refusal
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.operator.applied import applied
from functions.usecases.operator.attention import Filter, Found, Walk
from functions.usecases.operator.operate import resolve
from functions.usecases.record_kinds import RUNNING_BATCHES
from functions.usecases.records import Body, change_record, new_record
from schemas.operator.acts import MOST_ITEMS, WORKLIST, BatchOrder, Grounds
from schemas.wire import Wire

# Of one batch at a time, and of all batches in one call: a sweep must end in time.
PORTION = 25
PER_CALL = 100
# One document lists the batches under way, so that the sweep need not look at those that are over.


def create(order: BatchOrder, *, by: Principal, key: str, deps: Deps) -> Batch:
    """The dry run: freezes the items that match now, at most `MOST_ITEMS`, and says of each whether the act would be
    refused. Nothing else is done. The same key gives the same batch. Raises KeyReused, UnknownOffice.
    """
    batch_id, digest = _hash(f"{by.subject}/{key}"), _digest(order)
    known = deps.store.record(BATCH, batch_id)
    if known is None:
        _check_office(order, deps)
        made = _frozen(batch_id, digest, order, by, deps)
        try:
            deps.store.put(new_record(BATCH, batch_id, body_of(made)))
        except StaleWrite:
            known = deps.store.record(BATCH, batch_id)
        else:
            return made
    if known is None:
        raise StaleWrite
    found = batch_of(batch_id, known.body)
    if found.digest != digest:
        raise KeyReused
    return found


def find(batch_id: str, *, by: Principal, deps: Deps) -> Batch:
    """Raises BatchNotFound, also for another region's."""
    known = deps.store.record(BATCH, batch_id)
    return _visible(batch_id, known.body if known else None, by)


def batches_of(*, by: Principal, limit: int, cursor: str | None, deps: Deps) -> Page[Batch]:
    """Those that the operator's region holds; a page may be short of `limit` and more follow. Raises BadCursor."""
    page = deps.store.records(BATCH, limit=limit, cursor=cursor)
    found = (batch_of(record.key, record.body) for record in page.entries)
    return Page(tuple(batch for batch in found if visible(batch, by)), page.cursor)


def references(case_ids: Iterable[str], deps: Deps) -> dict[str, str]:
    """The public numbers of some of a batch's cases; of one that cannot be read there is none."""
    wanted = tuple(dict.fromkeys(case_ids))
    found = deps.at_once([partial(_reference, case_id, deps) for case_id in wanted])
    return {case_id: reference for case_id, reference in zip(wanted, found, strict=True) if reference}


def _reference(case_id: str, deps: Deps) -> str | None:
    with suppress(StoreError, CaseNotFound):
        return deps.store.ledger(case_id).case.reference
    return None


def step(batch_id: str, verb: Verb, order: Grounds, *, by: Principal, key: str, deps: Deps) -> Batch:
    """Start, stop or resume. Raises BatchNotFound, ActOutOfPlace, KeyReused, StaleWrite."""
    found = find(batch_id, by=by, deps=deps)
    said = _hash(f"{by.subject}/{key}"), _digest(order, verb)
    taken = BatchStep(verb, by.subject, order.reason, deps.clock().isoformat(), *said)
    if stepped(found, taken) is found:
        return found
    if verb != "stop":
        # Listed first: should we crash in between, a listed batch that does not run is passed over by the sweep.
        _list(batch_id, deps)

    def rule(body: Body | None) -> Body:
        return body_of(stepped(_visible(batch_id, body, by), taken))

    return batch_of(batch_id, change_record(deps.store, BATCH, batch_id, rule))


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


def _frozen(batch_id: str, digest: str, order: BatchOrder, by: Principal, deps: Deps) -> Batch:
    now = deps.clock()
    given = order.filter
    wanted = Filter(given.attention, given.state, given.error, given.department, given.city, given.group)
    walk = Walk(wanted, by, deps)
    found = list(islice(walk, MOST_ITEMS + 1))
    entries = tuple(_tried(one, order, by, now, deps) for one in found[:MOST_ITEMS])
    truncated = len(found) > MOST_ITEMS or walk.partial
    return new_batch(batch_id, digest, order, by, entries, now=now, truncated=truncated)


def _tried(found: Found, order: BatchOrder, by: Principal, now: datetime, deps: Deps) -> Entry:
    item = found.item
    frozen = Entry(item.case_id, item.code, item.version)
    try:
        applied(item, order.act(), reference="", by=by.subject, now=now, deps=deps)
    except Refusal as refusal:
        return Entry(item.case_id, item.code, item.version, code=refusal.code)
    return frozen


def _check_office(order: BatchOrder, deps: Deps) -> None:
    """A wrong office would fail item by item: better said at once."""
    if order.office is None or order.office == WORKLIST:
        return
    office = deps.offices.by_id(order.office)
    if office is None or order.filter.department not in (None, office.department):
        raise UnknownOffice


def _visible(batch_id: str, body: Body | None, by: Principal) -> Batch:
    if body is None:
        raise BatchNotFound
    batch = batch_of(batch_id, body)
    if not visible(batch, by):
        raise BatchNotFound
    return batch


def _listed(deps: Deps) -> tuple[str, ...]:
    known = deps.store.record(RUNNING_BATCHES, RUNNING_BATCHES)
    return tuple(known.body["ids"]) if known else ()


def _list(batch_id: str, deps: Deps) -> None:
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
        _list(batch_id, deps)


def _ids(body: Body | None) -> list[str]:
    return list(body["ids"]) if body else []


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:32]


def _digest(order: Wire, verb: str = "") -> str:
    return _hash(f"{verb}/{order.model_dump_json()}")
