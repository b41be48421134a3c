"""Batches (批量处理): a filter frozen into a list, tried without doing it, then worked off by the sweep (batch_work.py)."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from functools import partial
from hashlib import sha256
from itertools import islice

from functions.domain.case.access import Principal
from functions.domain.case.refusals import CaseNotFound
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
from functions.domain.values import replace
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.operator.applied import applied
from functions.usecases.operator.attention import Filter, Found, Walk
from functions.usecases.operator.batch_work import keep_listed
from functions.usecases.record_kinds.operator import BATCH_SENT
from functions.usecases.records import Body, change_record, first_under, new_record, newest_first
from schemas.operator.acts import MOST_ITEMS, WORKLIST, BatchOrder, Grounds
from schemas.wire import Wire


def create(order: BatchOrder, *, by: Principal, key: str, deps: Deps) -> Batch:
    """The dry run: freezes the items that match now, at most `MOST_ITEMS`, and says of each whether the act would be
    refused. Nothing else is done. The same key gives the same batch. Raises KeyReused, UnknownOffice.
    """
    name, digest = _hash(f"{by.subject}/{key}"), _digest(order)
    # What is refused leaves its key free for what is sent in its place.
    made = None if deps.store.record(BATCH_SENT, name) else _frozen(digest, order, by, deps)
    batch_id = _id_under(name, digest, deps)
    known = deps.store.record(BATCH, batch_id)
    if known is None:
        fresh = replace(made or _frozen(digest, order, by, deps), id=batch_id)
        try:
            deps.store.put(new_record(BATCH, batch_id, body_of(fresh)))
        except StaleWrite:
            known = deps.store.record(BATCH, batch_id)
        else:
            return fresh
    if known is None:
        raise StaleWrite
    return batch_of(batch_id, known.body)


def _id_under(name: str, digest: str, deps: Deps) -> str:
    """The newest first; those of before, whose ids are hashes, come after. Raises KeyReused."""
    now = deps.clock()
    fresh: Body = {"batch": f"0000{newest_first(now)}{name[:15]}", "digest": digest}
    return str(first_under(BATCH_SENT, name, fresh, now=now, store=deps.store)["batch"])


def find(batch_id: str, *, by: Principal, deps: Deps) -> Batch:
    """Raises BatchNotFound, also for another region's."""
    known = deps.store.record(BATCH, batch_id)
    return _visible(batch_id, known.body if known else None, by)


def batches_of(*, by: Principal, limit: int, cursor: str | None, deps: Deps) -> Page[Batch]:
    """Those that the operator's region holds, the newest first; a page may be short of `limit` and more follow. What is
    damaged does not tell whose it is, and is named to all. Raises BadCursor."""
    page = deps.store.records(BATCH, limit=limit, cursor=cursor)
    found = (batch_of(record.key, record.body) for record in page.entries)
    return Page(tuple(batch for batch in found if visible(batch, by)), page.cursor, page.unreadable)


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


def _frozen(digest: str, order: BatchOrder, by: Principal, deps: Deps) -> Batch:
    """Raises UnknownOffice, CityNotFound."""
    _check_office(order, deps)
    now = deps.clock()
    given = order.filter
    wanted = Filter(given.attention, given.state, given.error, given.department, given.city, given.group)
    walk = Walk(wanted, by, deps)
    found = list(islice(walk, MOST_ITEMS + 1))
    entries = tuple(_tried(one, order, by, now, deps) for one in found[:MOST_ITEMS])
    truncated = len(found) > MOST_ITEMS or walk.partial
    return new_batch("", digest, order, by, entries, now=now, truncated=truncated)


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
