"""Withdraws items (撤回): what no office has ends at once; of anything else that an office is to be asked is recorded,
and its answer ends it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from functions.domain.applicant.withdrawal import Blocked, Withdrawal, plan_withdrawal
from functions.domain.case.access import Principal
from functions.domain.case.case import Change, Ledger
from functions.domain.case.contests import without_purpose
from functions.domain.case.item import CaseItem
from functions.domain.case.office_debts import asked
from functions.domain.case.transitions import decided
from functions.domain.case.unmet import by_applicant
from functions.ports.deps import Deps
from functions.usecases.case.advance import advance, left_to_sweep
from functions.usecases.case.once import KeyedAct, OnceResult, counted_act, do_once
from functions.usecases.case.view import ledger_of
from schemas.applicant.acts import WithdrawalOrder
from schemas.codes import EventKind, Outcome, WithdrawalStep


def withdraw(
    case_id: str, order: WithdrawalOrder, *, by: Principal, key: str, deps: Deps
) -> tuple[Ledger, Withdrawal]:
    """Returns (the ledger as it is now, what happens to each item and to those behind it). A dry run tells it and writes
    nothing.

    Versions decide every race: if a round went out or an answer came meanwhile, the plan is made again.
    Raises CaseNotFound, ItemNotFound, AlreadyDecided, KeyReused, TooOften, StaleWrite, StoreBusy.
    """
    ledger = ledger_of(case_id, by=by, deps=deps)
    if order.dry_run:
        return ledger, plan_withdrawal(ledger, order.items, deps.clock())
    act = counted_act("withdrawal", case_id, order, by=by, key=key, deps=deps)
    done = do_once(act, lambda present: _withdrawn(present, order, act, deps), deps)
    withdrawal = _read(done.result)
    if not done.again:
        _follow_up(case_id, deps)
    return deps.store.ledger(case_id), withdrawal


def _withdrawn(
    ledger: Ledger, order: WithdrawalOrder, act: KeyedAct, deps: Deps
) -> tuple[Change, OnceResult]:
    """All in one write: an item withdrawn together with its prerequisite is withdrawn, and not blocked by it."""
    now = deps.clock()
    plan = plan_withdrawal(ledger, order.items, now)
    changed = [(code, step) for code, step in plan.steps if step is not WithdrawalStep.ALREADY_ASKED]
    items, events = [], []
    for number, (code, step) in enumerate(changed):
        item, at_once = ledger.item(code), step is WithdrawalStep.ENDS_NOW
        ended = decided(item, Outcome.WITHDRAWN, now, reason=by_applicant(order.reason))
        items.append(ended if at_once else asked(item, now))
        kind = EventKind.WITHDRAWN if at_once else EventKind.WITHDRAWAL_REQUESTED
        events.append(
            act.event(number, kind, code, {"round": item.dispatch.round, "reason": order.reason}, now)
        )
    check = _without_purpose(ledger, items, now)
    if check is not None:
        items.append(check)
        detail = {"round": check.dispatch.round, "reason": order.reason, "outcome": check.outcome}
        kind = EventKind.WITHDRAWN if check.outcome is Outcome.WITHDRAWN else EventKind.CONTEST_WAIVED
        events.append(act.event(len(events), kind, check.code, detail, now))
    return Change(items=tuple(items), events=tuple(events)), _written(plan)


def _without_purpose(ledger: Ledger, items: list[CaseItem], now: datetime) -> CaseItem | None:
    """A service check that waits for its applicant, once nothing waits for it any more: the case need not wait either."""
    for item in items:
        ledger = ledger.with_item(item)
    return without_purpose(ledger, now)


def _written(plan: Withdrawal) -> OnceResult:
    return {
        "steps": [[code, step.value] for code, step in plan.steps],
        "blocked": [[each.code, each.because, each.at_once] for each in plan.blocked],
    }


def _read(result: Mapping[str, Any]) -> Withdrawal:
    return Withdrawal(
        tuple((code, WithdrawalStep(step)) for code, step in result["steps"]),
        tuple(Blocked(code, because, at_once) for code, because, at_once in result["blocked"]),
    )


def _follow_up(case_id: str, deps: Deps) -> None:
    """What ended at once. The offices are asked by the sweep: nobody waits here for somebody else's system."""
    with left_to_sweep():
        advance(case_id, deps, release=True)
