"""What an applicant is told after an act on a case under way."""

from collections.abc import Mapping

from functions.domain.applicant.withdrawal import Withdrawal
from functions.domain.case.case import Ledger
from functions.shapes import words
from functions.shapes.case.case import open_correction_views
from schemas.applicant.views_acts import (
    BlockedItemView,
    ContestReceiptView,
    CorrectedItemView,
    CorrectionReceiptView,
    WithdrawalView,
    WithdrawnItemView,
)
from schemas.catalogue.edition import Edition
from schemas.codes import CHINESE, WithdrawalStep

CORRECTED = "已转交部门继续办理，可随时查看进度。"
MORE_TO_CORRECT = "已转交部门继续办理。还有事项待补正，请在期限前补正。"
CONTESTED = (
    "已转交核查机构再次核查；需要核查的事项等待核查结果，不会因上一次结果被终止。核查结果出来前无需您操作。"
)
WAIVED = "已记录。需要核查的事项不再办理，各事项的进度中写明了理由和其他办法。"
WOULD_BLOCK = "撤回后，依赖所撤事项的其他事项将不再办理（前置未通过）。确认无误后再提交撤回。"
WOULD_WITHDRAW = "尚未撤回。确认无误后再提交撤回。"
ASKED = "已记录撤回申请，正在通知部门；部门确认前如已作出决定，以部门决定为准。"
WITHDRAWN = "已撤回。如仍需办理，可重新提交申请。"


def correction_receipt(ledger: Ledger, rounds: Mapping[str, int], edition: Edition) -> CorrectionReceiptView:
    left = open_correction_views(ledger, edition)
    answered = tuple(
        CorrectedItemView(item=code, name=words.item_name(edition, code), round=round_)
        for code, round_ in rounds.items()
    )
    return CorrectionReceiptView(
        answered=answered, open=left, next_steps=MORE_TO_CORRECT if left else CORRECTED
    )


def contest_receipt(ledger: Ledger, round_: int | None) -> ContestReceiptView:
    check = ledger.service_check
    return ContestReceiptView(
        round=round_,
        status=check.status,
        status_text=CHINESE[check.status],
        next_steps=WAIVED if round_ is None else CONTESTED,
    )


def withdrawal_view(withdrawal: Withdrawal, edition: Edition, *, dry_run: bool) -> WithdrawalView:
    items = tuple(
        WithdrawnItemView(item=code, name=words.item_name(edition, code), step=step, step_text=CHINESE[step])
        for code, step in withdrawal.steps
    )
    blocked = tuple(
        BlockedItemView(
            item=each.code,
            name=words.item_name(edition, each.code),
            because=each.because,
            because_name=words.item_name(edition, each.because),
            at_once=each.at_once,
        )
        for each in withdrawal.blocked
    )
    return WithdrawalView(
        dry_run=dry_run, items=items, blocked=blocked, next_steps=_next_steps(withdrawal, dry_run=dry_run)
    )


def _next_steps(withdrawal: Withdrawal, *, dry_run: bool) -> str:
    if dry_run:
        return WOULD_BLOCK if withdrawal.blocked else WOULD_WITHDRAW
    waits = any(step is not WithdrawalStep.ENDS_NOW for _, step in withdrawal.steps)
    return ASKED if waits else WITHDRAWN
