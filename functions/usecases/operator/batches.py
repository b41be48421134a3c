"""Batches (批量处理): a filter frozen into a list, tried without doing it, then worked off by the sweep (batch_work.py)."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from functools import partial
from hashlib import sha256
from itertools import islice

from functions.domain.case.access import Principal
from functions.domain.case.refusals import CaseNotFound
from functions.domain.conflicts import KeyReused
from functions.domain.errors import StaleWrite, StoreError
from functions.domain.office.refusals import UnknownOffice
from functions.domain.operator.batch import (
    BATCH,
    Batch,
    BatchStep,
    Entry,
    Verb,
    batch_of,
    body_of,
    new_batch,
    stepped,
    visible,
)
from functions.domain.operator.refusals import BatchNotFound
from functions.domain.refusals import Refusal
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.operator.applied import applied
from functions.usecases.operator.attention import Filter, Found, Walk
from functions.usecases.operator.batch_work import keep_listed
from functions.usecases.records import Body, change_record, new_record
from schemas.operator.acts import MOST_ITEMS, WORKLIST, BatchOrder, Grounds
from schemas.wire import Wire


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
        keep_listed(batch_id, deps)

    def rule(body: Body | None) -> Body:
        return body_of(stepped(_visible(batch_id, body, by), taken))

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


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:32]


def _digest(order: Wire, verb: str = "") -> str:
    return _hash(f"{verb}/{order.model_dump_json()}")
