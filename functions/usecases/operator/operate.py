"""An operator's acts on one item, and the case's next run: recorded with reason, before and after. What an office is to get
is sent by the engine or else by the sweep, each in the department's line: no request waits for somebody else's system.

The act's key is its dedupe: the history holds one event `operator/…` for it, whatever crashes in between.
"""

from datetime import datetime
from hashlib import sha256

from functions.domain.case.access import Principal
from functions.domain.case.case import Case, Change, Event, Ledger
from functions.domain.case.events import act_key
from functions.domain.case.item import CaseItem, with_aftercare
from functions.domain.case.notices import told_otherwise, tried_anew
from functions.domain.case.sending_again import of_many
from functions.domain.case.waits import with_run
from functions.domain.conflicts import ActOutOfPlace, ItemChanged
from functions.domain.operator.acts import (
    snapshot,
)
from functions.domain.values import replace
from functions.ports.deps import Deps
from functions.usecases.case.advance import advance, left_to_sweep
from functions.usecases.case.noted_acts import do_noted
from functions.usecases.case.once import KeyedAct, OnceResult
from functions.usecases.case.people import note_person_of
from functions.usecases.case.runs import start_run
from functions.usecases.case.view import ledger_of
from functions.usecases.operator import reviews
from functions.usecases.operator.applied import applied
from schemas.codes import CaseStatus, EventKind
from schemas.operator.acts import (
    Correct,
    Grounds,
    Notify,
    Resolution,
    Told,
)
from schemas.wire import Wire

_IN_CLOSED_CASE = "该办件已办结，没有可接续的办理；如需更正某个事项的结果，请对该事项提出更正。"


def resolve(
    case_id: str,
    code: str,
    order: Resolution,
    *,
    by: Principal,
    key: str,
    deps: Deps,
    version: int | None = None,
    in_batch: bool = False,
) -> Ledger:
    """The ledger after the act. `version`: only if the item is still as it was then (ItemChanged otherwise).
    `in_batch`: one of many.

    Raises CaseNotFound, ItemNotFound, ActOutOfPlace, SecondOperatorNeeded, UnknownOffice, NothingToTell, KeyReused,
    StaleWrite, StoreBusy.
    """
    before = ledger_of(case_id, by=by, deps=deps)
    present = before.item(code)
    act, now = _act(case_id, order, code, by=by, key=key), deps.clock()
    if isinstance(order, Correct) and present.outcome:
        reviews.note(present, deps)

    def make(ledger: Ledger) -> tuple[Change, OnceResult]:
        item = ledger.item(code)
        if version is not None and item.version != version:
            raise ItemChanged
        return _change(ledger, item, order, act, now, deps, in_batch=in_batch)

    done = do_noted(before.case, act, make, now, deps)
    if not done.again:
        with left_to_sweep():
            advance(case_id, deps, release=True)
    ledger = deps.store.ledger(case_id)
    if isinstance(order, Correct):
        reviews.keep(ledger.item(code), deps)
    return ledger


def continue_case(case_id: str, order: Grounds, *, by: Principal, key: str, deps: Deps) -> Case:
    """接续办理: stop the present run and go on from the ledger in the next one.

    Raises CaseNotFound, ActOutOfPlace (the case is closed), KeyReused, StaleWrite, StoreBusy.
    """
    before = ledger_of(case_id, by=by, deps=deps)
    act, now = _act(case_id, order, "", by=by, key=key), deps.clock()
    done = do_noted(before.case, act, lambda ledger: _next_run(ledger, order, act, now), now, deps)
    ledger = deps.store.ledger(case_id)
    if not done.again:
        _start(ledger, done.result["run"], deps)
    return ledger.case


def _act(case_id: str, order: Wire, code: str, *, by: Principal, key: str) -> KeyedAct:
    """Two operators may choose the same key; one operator's key stands for one act on one item."""
    whose = sha256(f"{by.subject}/{key}".encode()).hexdigest()[:32]
    digest = sha256(f"{code}/{order.model_dump_json()}".encode()).hexdigest()
    return KeyedAct(case_id, f"operator/{whose}", digest, by.subject)


def _change(
    ledger: Ledger,
    item: CaseItem,
    order: Resolution,
    act: KeyedAct,
    now: datetime,
    deps: Deps,
    *,
    in_batch: bool,
) -> tuple[Change, OnceResult]:
    if isinstance(order, Told | Notify):
        return _of_notices(ledger, item, order, act, now)
    after, kind = applied(item, order, reference=ledger.case.reference, by=act.actor, now=now, deps=deps)
    given = order.model_dump(mode="json", exclude_none=True)
    detail = {"before": snapshot(item), "after": snapshot(after), **given}
    amended = replace(ledger.case, amended_at=now) if kind is EventKind.OVERRIDDEN else None
    event = act.event(0, kind, item.code, detail, now)
    one = of_many(after) if in_batch else after
    return Change(case=amended, items=(one,), events=(event,)), {"was": item.status.value}


def _of_notices(
    ledger: Ledger, item: CaseItem, order: Told | Notify, act: KeyedAct, now: datetime
) -> tuple[Change, OnceResult]:
    if isinstance(order, Told):
        case, kind = told_otherwise(ledger, item, now), EventKind.TOLD
    else:
        case, kind = tried_anew(ledger, item, now), EventKind.NOTIFIED_AGAIN
    seen = with_aftercare(item, untold_since=None)
    event = act.event(0, kind, item.code, {"reason": order.reason}, now)
    return Change(case=case, items=(seen,), events=(event,)), {"was": item.status.value}


def _next_run(ledger: Ledger, order: Grounds, act: KeyedAct, now: datetime) -> tuple[Change, OnceResult]:
    if ledger.case.status is CaseStatus.CLOSED:
        raise ActOutOfPlace(_IN_CLOSED_CASE)
    run = ledger.case.run + 1
    case = with_run(ledger.case, run, now)
    detail = {"before": {"run": ledger.case.run}, "after": {"run": run}, "reason": order.reason}
    event = Event(case.id, act_key(act.name), now, EventKind.CONTINUED, None, act.actor, detail)
    return Change(case=case, events=(event,)), {"run": run}


def _start(ledger: Ledger, run: int, deps: Deps) -> None:
    """Recorded: the sweep starts a run that was refused, and stops the older one."""
    if ledger.case.run != run:
        return
    with left_to_sweep():
        # A submission that crashed may have left it out, and no sweep starts this run any more.
        note_person_of(ledger.case.id, deps)
        start_run(ledger, deps)
        deps.executions.stop(f"{ledger.case.id}-{run - 1}")
