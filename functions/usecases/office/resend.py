"""An office has sent to itself again (再发) what it lost: one item, or all since a time. Each is recorded on its case first,
with who asked and why, and sent by the engine or else by the sweep, as what an operator retries.

The order's key is the dedupe, for each item: sent twice, it is done once.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from functions.domain.case.access import Principal
from functions.domain.case.case import Change, Ledger
from functions.domain.case.deliveries import deliveries_of
from functions.domain.case.item import CaseItem
from functions.domain.case.refusals import ItemNotFound
from functions.domain.case.sending_again import of_many
from functions.domain.office.refusals import ResendOutOfPlace
from functions.domain.office.resending import is_lost, resent, unsendable
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases import limits
from functions.usecases.case.advance import advance, left_to_sweep
from functions.usecases.case.noted_acts import do_noted
from functions.usecases.case.once import KeyedAct, OnceResult, do_once
from functions.usecases.office.deliveries import Logged, chosen_of_office, deliveries_of_reference
from functions.usecases.office.which_office import id_of_round
from schemas.codes import Department, EventKind, Role
from schemas.office.deliveries import MOST_RESENT, ResendItem, ResendOrder

# So many pages of the lists are read for one order, each of up to `MOST_READ` items.
_MOST_PAGES = 20


@dataclass(frozen=True, slots=True)
class Resent:
    """`refused`: why it is not sent again, in words."""

    logged: Logged
    last_at: datetime
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class ResentAll:
    """`more`: beyond what one order takes, or looks through. `unreadable`: what is damaged, and is not sent again."""

    entries: tuple[Resent, ...]
    more: bool
    unreadable: tuple[str, ...] = ()


def resend(order: ResendOrder, department: Department, *, by: Principal, key: str, deps: Deps) -> ResentAll:
    """Raises OfficeNotFound, CaseNotFound, ItemNotFound, TooOften, KeyReused; ResendOutOfPlace where one item is named."""
    limits.count("resend_look" if order.dry_run else "resend", by, deps)
    found, more = _which(order, department, by=by, deps=deps)
    if order.dry_run:
        entries = tuple(_looked_at(one, order, deps) for one in found.entries)
    else:
        entries = tuple(_done(one, order, by=by, key=key, deps=deps) for one in found.entries)
    return ResentAll(entries, more, found.unreadable)


def _which(
    order: ResendOrder, department: Department, *, by: Principal, deps: Deps
) -> tuple[Page[Logged], bool]:
    if order.item is not None:
        return Page((_named(order.item, order.office, department, by=by, deps=deps),)), False
    if order.since is None:
        return Page(()), False
    return _since(order.since, order.office, department, by=by, deps=deps)


def _named(named: ResendItem, office: str, department: Department, *, by: Principal, deps: Deps) -> Logged:
    """Also one that has gone elsewhere since: whoever asks again under the same key is told the same."""
    logged = deliveries_of_reference(named.reference, office, department, by=by, deps=deps)
    for one in logged:
        if one.item.code == named.item:
            return one
    raise ItemNotFound


def _since(
    since: datetime, office: str, department: Department, *, by: Principal, deps: Deps
) -> tuple[Page[Logged], bool]:
    """Only what is lost: the rest has been answered, or was sent again. What is sent now is not found by the next order."""
    found: list[Logged] = []
    damaged: list[str] = []
    cursor: str | None = None
    for _ in range(_MOST_PAGES):
        page = chosen_of_office(
            office,
            department,
            by=by,
            chosen=lambda item: is_lost(item, office, since),
            limit=MOST_RESENT + 1 - len(found),
            cursor=cursor,
            deps=deps,
        )
        found += page.entries
        damaged += page.unreadable
        cursor = page.cursor
        if cursor is None or len(found) > MOST_RESENT:
            break
    more = cursor is not None or len(found) > MOST_RESENT
    return Page(tuple(found[:MOST_RESENT]), None, tuple(damaged)), more


def last_call(item: CaseItem, office: str) -> datetime:
    """To this office; there was one."""
    return max(call.at for call in deliveries_of(item) if call.office == office)


def _looked_at(one: Logged, order: ResendOrder, deps: Deps) -> Resent:
    gone = None if id_of_round(one.item, deps) == order.office else ResendOutOfPlace.detail
    return Resent(one, last_call(one.item, order.office), gone or unsendable(one.item))


def _done(one: Logged, order: ResendOrder, *, by: Principal, key: str, deps: Deps) -> Resent:
    case_id, code, last = one.item.case_id, one.item.code, last_call(one.item, order.office)
    act, now = _act(case_id, code, order, by=by, key=key), deps.clock()
    operators = by.role is Role.OPERATOR

    def make(ledger: Ledger) -> tuple[Change, OnceResult]:
        return _change(ledger, code, order, act, now, deps, operators=operators)

    try:
        done = do_noted(one.ledger.case, act, make, now, deps) if operators else do_once(act, make, deps)
    except ResendOutOfPlace as error:
        if order.item is not None:
            raise
        return Resent(one, last, error.detail)
    if not done.again:
        with left_to_sweep():
            advance(case_id, deps, release=True)
    ledger = deps.store.ledger(case_id)
    return Resent(Logged(ledger, ledger.item(code)), last)


def _act(case_id: str, code: str, order: ResendOrder, *, by: Principal, key: str) -> KeyedAct:
    """One order may be about several items of a case: each is an act of its own."""
    whose = sha256(f"{by.subject}/{key}/{code}".encode()).hexdigest()[:32]
    digest = sha256(order.model_dump_json().encode()).hexdigest()
    return KeyedAct(case_id, f"resend/{whose}", digest, by.subject)


def _change(
    ledger: Ledger,
    code: str,
    order: ResendOrder,
    act: KeyedAct,
    now: datetime,
    deps: Deps,
    *,
    operators: bool,
) -> tuple[Change, OnceResult]:
    item = ledger.item(code)
    if id_of_round(item, deps) != order.office:
        raise ResendOutOfPlace
    after = resent(item, now)
    detail = {"reason": order.reason, "office": order.office, "round": item.dispatch.round}
    kind = EventKind.RETRIED if operators else EventKind.RESENT
    event = act.event(0, kind, code, detail, now)
    one = of_many(after) if order.item is None else after
    return Change(items=(one,), events=(event,)), {"was": item.status.value}
