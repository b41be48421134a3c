"""What applicants and the window do to a case under way: answer corrections (补正), contest the service check (异议),
withdraw (撤回).
"""

from functions.api.route import Call, Reply, Route
from functions.domain.case.refusals import ContestNeedsPaper, ItemNotFound
from functions.domain.catalogue.refusals import InvalidApplication
from functions.domain.conflicts import (
    AlreadyDecided,
    ContestTooLate,
    CorrectionTooLate,
    KeyReused,
    NothingToContest,
    NothingToCorrect,
    WithdrawalPending,
)
from functions.domain.errors import StaleWrite
from functions.domain.intake.refusals import ContradictsSource
from functions.domain.refusals import TooOften
from functions.shapes.applicant.acts import contest_receipt, correction_receipt, withdrawal_view
from functions.usecases.applicant.contest import contest, waive
from functions.usecases.applicant.correct import correct
from functions.usecases.applicant.withdraw import withdraw
from functions.web.roles import SUBMITTERS
from schemas.applicant.acts import ContestOrder, ContestWaiver, Corrections, WithdrawalOrder
from schemas.applicant.views_acts import ContestReceiptView, CorrectionReceiptView, WithdrawalView


def answer_corrections(call: Call[None, Corrections]) -> Reply[CorrectionReceiptView]:
    ledger, rounds = correct(call.path["case_id"], call.body, by=call.by, key=call.key, deps=call.deps)
    return Reply(correction_receipt(ledger, rounds, call.deps.editions(ledger.case.edition)))


def contest_service_check(call: Call[None, ContestOrder]) -> Reply[ContestReceiptView]:
    ledger, round_ = contest(call.path["case_id"], call.body, by=call.by, key=call.key, deps=call.deps)
    return Reply(contest_receipt(ledger, round_))


def waive_contest(call: Call[None, ContestWaiver]) -> Reply[ContestReceiptView]:
    ledger = waive(call.path["case_id"], call.body, by=call.by, key=call.key, deps=call.deps)
    return Reply(contest_receipt(ledger, None))


def withdraw_items(call: Call[None, WithdrawalOrder]) -> Reply[WithdrawalView]:
    ledger, withdrawal = withdraw(call.path["case_id"], call.body, by=call.by, key=call.key, deps=call.deps)
    edition = call.deps.editions(ledger.case.edition)
    return Reply(withdrawal_view(withdrawal, edition, dry_run=call.body.dry_run))


ROUTES = (
    Route(
        method="POST",
        path="/v1/cases/{case_id}/corrections",
        summary="补正：一次答复各部门的补正要求，可全部也可部分",
        roles=SUBMITTERS,
        body=Corrections,
        response=CorrectionReceiptView,
        handler=answer_corrections,
        idempotent=True,
        invalid=InvalidApplication,
        errors=(
            ItemNotFound,
            NothingToCorrect,
            ContradictsSource,
            CorrectionTooLate,
            WithdrawalPending,
            KeyReused,
            TooOften,
            StaleWrite,
        ),
    ),
    Route(
        method="POST",
        path="/v1/cases/{case_id}/service-check/contest",
        summary="异议：入伍信息核查未通过的，附一份材料说明情况，请核查机构再次核查，一次为限",
        roles=SUBMITTERS,
        body=ContestOrder,
        response=ContestReceiptView,
        handler=contest_service_check,
        idempotent=True,
        invalid=InvalidApplication,
        errors=(
            NothingToContest,
            ContestTooLate,
            ContestNeedsPaper,
            ContradictsSource,
            KeyReused,
            TooOften,
            StaleWrite,
        ),
    ),
    Route(
        method="POST",
        path="/v1/cases/{case_id}/service-check/waiver",
        summary="异议：表示不提出异议，以核查结果为准，不再等待期限届满",
        roles=SUBMITTERS,
        body=ContestWaiver,
        response=ContestReceiptView,
        handler=waive_contest,
        idempotent=True,
        errors=(NothingToContest, ContestTooLate, KeyReused, TooOften, StaleWrite),
    ),
    Route(
        method="POST",
        path="/v1/cases/{case_id}/withdrawals",
        summary="撤回：一个、几个或全部事项；dry_run 只告知后果，不撤回",
        roles=SUBMITTERS,
        body=WithdrawalOrder,
        response=WithdrawalView,
        handler=withdraw_items,
        idempotent=True,
        errors=(ItemNotFound, AlreadyDecided, KeyReused, TooOften, StaleWrite),
    ),
)
