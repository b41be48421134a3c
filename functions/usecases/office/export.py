"""Exports what is owed to an office behind an air gap as a signed file (交换文件导出).

A shipment is recorded before it is given away, without the form's fields: they are put in whenever its file is made, and
the recorded digest tells whether it is still the same file.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache, partial
from typing import Any

from functions.domain.case.access import Principal
from functions.domain.case.item import CaseItem
from functions.domain.conflicts import BatchOutdated, NothingToExport
from functions.domain.errors import StaleWrite
from functions.domain.office.exchange import (
    MOST_OUTSTANDING,
    Exchange,
    OwedMessage,
    canonical,
    digest_of,
    from_body,
    owed_messages,
    pruned_exchange,
    shipment_noted,
    shipment_owed_again,
    to_body,
)
from functions.domain.office.refusals import OfficeNotFound
from functions.ports.case_store import ItemQuery, Record
from functions.ports.deps import Deps
from functions.ports.offices import Office
from functions.usecases.case.who_looked import note_look
from functions.usecases.office.dispatch_message import dispatch_message
from functions.usecases.office.exchange_offices import exchange_office
from functions.usecases.office.messages import (
    material_added,
    reminder,
    why_withdrawn,
    withdrawal_request,
)
from functions.usecases.office.shipment_content import holds_fields, shipment_content, without_fields
from functions.usecases.record_kinds.office import EXCHANGE, SHIPMENT
from functions.usecases.records import Body, change_record, new_record
from functions.usecases.walks import every
from schemas.codes import Department
from schemas.office.dispatches import Message
from schemas.office.exchange import Export, SignedFile

_MOST_ENTRIES = 200
# With the envelope and its escapes a file stays under the 1 MB that our own door takes.
_MOST_BYTES = 600_000
# What is kept of it fits a row of the store (400 KB) with the last message that it takes.
_MOST_KEPT_BYTES = 350_000
_PAGE = 200
# Many items went with one shipment, and an office's items come in an order in which few shipments mix.
_AT_HAND = 8

_Entry = dict[str, Any]
_Shipments = Callable[[int], Record | None]


@dataclass(frozen=True, slots=True)
class _Waiting:
    """`entries` as a shipment keeps them; `open_marks` are those of everything that the office has open."""

    entries: tuple[_Entry, ...]
    open_marks: frozenset[str]


def export(department: Department, given: Export, *, by: Principal, key: str, deps: Deps) -> SignedFile:
    """The next shipment; asked again under the key of the last one, or by its sequence, the same file.

    Raises OfficeNotFound, NothingToExport, BatchOutdated, StaleWrite, StoreBusy.
    """
    office = exchange_office(given.office, department, by=by, deps=deps)
    if given.sequence is not None:
        return _again(office, given.sequence, by, deps)
    last = _kept(office, deps, state_of(office.id, deps).exported)
    if last and last.body["key"] == f"{by.subject}/{key}":
        return _again(office, last.body["sequence"], by, deps)
    return _next(office, f"{by.subject}/{key}", by, deps)


def state_of(office_id: str, deps: Deps) -> Exchange:
    found = deps.store.record(EXCHANGE, office_id)
    return from_body(found.body) if found else Exchange()


def _next(office: Office, key: str, by: Principal, deps: Deps) -> SignedFile:
    """A shipment that was made and not noted, by a crash or by somebody at this moment, is the next one."""
    state = state_of(office.id, deps)
    sequence = state.exported + 1
    waiting = _waiting(office, state, deps)
    made = _kept(office, deps, sequence)
    if made is None:
        if not waiting.entries:
            raise NothingToExport
        made = _made(office, _shipment(office, sequence, waiting.entries, key, deps), deps)
    _note(office, made.body, waiting.open_marks, deps)
    return _again(office, sequence, by, deps)


def _made(office: Office, shipment: Body, deps: Deps) -> Record:
    record = new_record(SHIPMENT, _shipment_key(office, shipment["sequence"]), shipment)
    try:
        return deps.store.put(record)
    except StaleWrite:
        return deps.store.record(SHIPMENT, record.key) or record


def _waiting(office: Office, state: Exchange, deps: Deps) -> _Waiting:
    marks: set[str] = set()
    entries: list[_Entry] = []
    room = min(_MOST_ENTRIES, MOST_OUTSTANDING - len(state.outstanding))
    size = kept = 0
    shipped = lru_cache(maxsize=_AT_HAND)(partial(_kept, office, deps))
    for item in open_items(office.id, deps):
        owed = owed_messages(item)
        marks |= {one.mark for one in owed}
        for one in owed:
            if one.mark in state.outstanding or len(entries) >= room:
                continue
            if size >= _MOST_BYTES or kept >= _MOST_KEPT_BYTES:
                continue
            if one.kind == "file" and one.file in _with_dispatch(item, state, shipped):
                continue
            message = _message(item, one, deps).model_dump(mode="json")
            size += len(canonical(message).encode())
            entry = {"mark": one.mark, "case_id": item.case_id, "message": without_fields(message)}
            kept += len(canonical(entry).encode())
            entries.append(entry)
    return _Waiting(tuple(entries), frozenset(marks))


def _with_dispatch(item: CaseItem, state: Exchange, shipped: _Shipments) -> frozenset[str]:
    """The files that its dispatch went with, or goes with where no shipment has it yet."""
    shipment = shipped(state.outstanding.get(item.dispatch_key, 0))
    if shipment is None:
        return frozenset(item.files.shipped)
    entries = (one["message"] for one in shipment.body["entries"] if one["mark"] == item.dispatch_key)
    return frozenset(file["id"] for message in entries for file in message["materials"])


def open_items(office_id: str, deps: Deps) -> Iterator[CaseItem]:
    query = ItemQuery(office=office_id)
    return every(lambda cursor: deps.store.items(query, limit=_PAGE, cursor=cursor))


def _message(item: CaseItem, owed: OwedMessage, deps: Deps) -> Message:
    ledger = deps.store.ledger(item.case_id)
    if owed.kind == "dispatch":
        return dispatch_message(
            ledger, item, deps, sent_at=item.dispatch.sent_at or deps.clock(), signed=False
        )
    if owed.kind == "file":
        file = next(one for one in ledger.case.materials if one.id == owed.file)
        return material_added(ledger, item, file, deps, signed=False)
    if owed.kind == "withdrawal":
        reason = why_withdrawn(item.case_id, item.code, deps)
        return withdrawal_request(ledger, item, item.withdrawal.at or deps.clock(), reason)
    return reminder(ledger, item, item.clock.overdue_since or deps.clock(), deps)


def _shipment(office: Office, sequence: int, entries: tuple[_Entry, ...], key: str, deps: Deps) -> Body:
    made_at = deps.clock().replace(microsecond=0).isoformat()
    shipment = {"office": office.id, "sequence": sequence, "made_at": made_at, "key": key}
    shipment["entries"] = list(entries)
    return {**shipment, "digest": digest_of(shipment_content(shipment, office.department, deps))}


def _note(office: Office, shipment: Body, open_marks: frozenset[str], deps: Deps) -> None:
    marks = tuple(entry["mark"] for entry in shipment["entries"])

    def rule(body: Body | None) -> Body:
        state = from_body(body) if body else Exchange()
        return to_body(shipment_noted(pruned_exchange(state, open_marks), shipment["sequence"], marks))

    change_record(deps.store, EXCHANGE, office.id, rule)


def _again(office: Office, sequence: int, by: Principal, deps: Deps) -> SignedFile:
    found = _kept(office, deps, sequence)
    if found is None or state_of(office.id, deps).exported < sequence:
        raise OfficeNotFound("该机构没有这一批导出，请核对序号。")
    content = shipment_content(found.body, office.department, deps)
    if digest_of(content) != found.body["digest"]:
        # A result may have been corrected since. The moment is kept in whole seconds.
        after = datetime.fromisoformat(found.body["made_at"]) + timedelta(seconds=1)
        content = shipment_content(found.body, office.department, deps, before=after)
    if digest_of(content) != found.body["digest"]:
        change_record(deps.store, EXCHANGE, office.id, lambda body: _owed_again(body, sequence))
        raise BatchOutdated
    _note_taken(found.body, by, deps)
    return _signed(office, sequence, datetime.fromisoformat(found.body["made_at"]), canonical(content), deps)


def _note_taken(shipment: Body, by: Principal, deps: Deps) -> None:
    """Of each item whose fields the file holds, before it is given away. Raises StoreError."""
    taken = {(one["case_id"], one["message"]["item"]) for one in shipment["entries"] if holds_fields(one)}
    for case_id, code in sorted(taken):
        note_look(case_id, "shipped", by=by, deps=deps, item=code)


def _owed_again(body: Body | None, sequence: int) -> Body:
    return to_body(shipment_owed_again(from_body(body) if body else Exchange(), sequence))


def _signed(office: Office, sequence: int, made_at: datetime, content: str, deps: Deps) -> SignedFile:
    file_id = f"dispatches/{office.id}/{sequence}"
    signature = deps.signatures.sign(office.department, file_id, at=made_at, body=content.encode())
    return SignedFile(id=file_id, timestamp=int(made_at.timestamp()), signature=signature, content=content)


def _kept(office: Office, deps: Deps, sequence: int) -> Record | None:
    return deps.store.record(SHIPMENT, _shipment_key(office, sequence))


def _shipment_key(office: Office, sequence: int) -> str:
    return f"{office.id}/{sequence:08d}"
