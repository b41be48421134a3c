"""Withdrawal (撤回) as a plan: what happens to each item and to those behind it. The applicant is told before it is done."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from functions.domain.case.case import Ledger
from functions.domain.case.consequences import Block, owed
from functions.domain.case.item import CaseItem
from functions.domain.case.refusals import ItemNotFound
from functions.domain.case.transitions import decided
from functions.domain.conflicts import AlreadyDecided
from schemas.codes import Outcome, WithdrawalStep


@dataclass(frozen=True, slots=True)
class Blocked:
    """An item that will be blocked (前置未通过): at once, or only if the office of `because` agrees."""

    code: str
    because: str
    at_once: bool


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Each withdrawn item with its step, and what will be blocked behind them, in the order of the plan."""

    steps: tuple[tuple[str, WithdrawalStep], ...]
    blocked: tuple[Blocked, ...] = ()

    def codes(self, step: WithdrawalStep) -> tuple[str, ...]:
        return tuple(code for code, taken in self.steps if taken is step)


def plan_withdrawal(ledger: Ledger, codes: Collection[str] | None, now: datetime) -> Withdrawal:
    """`codes` None: everything that is still open. Raises ItemNotFound; AlreadyDecided if a named item is, or all are."""
    chosen = _chosen(ledger, codes)
    steps = tuple((item.code, _step(item)) for item in chosen)
    return Withdrawal(steps, _blocked(ledger, steps, now))


def _chosen(ledger: Ledger, codes: Collection[str] | None) -> tuple[CaseItem, ...]:
    if codes is None:
        chosen = tuple(item for item in ledger.held if item.outcome is None)
    else:
        chosen = tuple(item for item in ledger.held if item.code in codes)
        if len(chosen) < len(set(codes)):
            raise ItemNotFound
    if not chosen or any(item.outcome for item in chosen):
        raise AlreadyDecided
    return chosen


def _step(item: CaseItem) -> WithdrawalStep:
    """What was never owed to an office ends at once; of anything else the office must be asked."""
    if item.dispatch.round == 0:
        return WithdrawalStep.ENDS_NOW
    return WithdrawalStep.ALREADY_ASKED if item.withdrawal.at else WithdrawalStep.ASK_OFFICE


def _blocked(
    ledger: Ledger, steps: tuple[tuple[str, WithdrawalStep], ...], now: datetime
) -> tuple[Blocked, ...]:
    at_once = _blocks_without(ledger, [code for code, step in steps if step is WithdrawalStep.ENDS_NOW], now)
    if_agreed = _blocks_without(ledger, [code for code, _ in steps], now)
    return tuple(Blocked(code, because, code in at_once) for code, because in if_agreed.items())


def _blocks_without(ledger: Ledger, codes: list[str], now: datetime) -> dict[str, str]:
    """Code -> the prerequisite that blocks it, once `codes` are withdrawn."""
    for code in codes:
        ledger = ledger.with_item(decided(ledger.item(code), Outcome.WITHDRAWN, now))
    return {repair.item.code: repair.because for repair in owed(ledger, now) if isinstance(repair, Block)}
