"""An office hands an item to another one of its department (移送), or decides on a late applicant's reason (逾期认定)."""

from functions.api.route import OF_WORDS, Access, Call, Reply, Route
from functions.domain.case.refusals import CaseNotFound, ItemNotFound
from functions.domain.conflicts import (
    AnswerOutOfPlace,
    ClaimFirst,
    KeyReused,
    RoundSuperseded,
    TransferredAway,
    WebhookIdReused,
)
from functions.domain.errors import StaleWrite
from functions.domain.office.refusals import LatenessOutOfPlace, TransferOutOfPlace, UnknownOffice
from functions.usecases.office.lateness import decide_lateness
from functions.usecases.office.places import Place
from functions.usecases.office.transfer import Transferred, transfer_at_desk, transfer_by_system
from functions.web.path_parameters import OFFICE_ITEM
from functions.web.roles import STAFF
from schemas.codes import Department
from schemas.office.lateness import LatenessOrder, LatenessView
from schemas.office.transfers import SignedTransfer, Transfer, TransferView


def hand_item_on(call: Call[None, Transfer]) -> Reply[TransferView]:
    place = Place(Department(call.path["department"]), call.path["case_id"], call.path["item"])
    return _told(transfer_at_desk(place, call.body, by=call.by, key=call.key, deps=call.deps))


def receive_transfer(call: Call[None, SignedTransfer]) -> Reply[TransferView]:
    department = Department(call.path["department"])
    return _told(transfer_by_system(department, call.body, webhook_id=call.webhook_id, deps=call.deps))


def decide_late_reason(call: Call[None, LatenessOrder]) -> Reply[LatenessView]:
    place = Place(Department(call.path["department"]), call.path["case_id"], call.path["item"])
    given = call.body
    done = decide_lateness(place, given, by=call.by, key=call.key, deps=call.deps)
    return Reply(
        LatenessView(
            reference=done.reference,
            item=place.item,
            excused=given.excused,
            reason=given.reason,
            at=done.at,
        )
    )


def _told(done: Transferred) -> Reply[TransferView]:
    return Reply(
        TransferView(
            reference=done.reference,
            item=done.item,
            office=done.office,
            office_name=done.office_name,
            round=done.round,
            at=done.at,
        )
    )


ROUTES = (
    Route(
        method="POST",
        path=f"{OFFICE_ITEM}/lateness",
        summary="工作台：认定逾期提出的原因是否成立；不成立的写明依据和救济途径，都告诉申请人",
        roles=STAFF,
        body=LatenessOrder,
        bounds=OF_WORDS,
        response=LatenessView,
        handler=decide_late_reason,
        idempotent=True,
        errors=(
            CaseNotFound,
            ItemNotFound,
            ClaimFirst,
            TransferredAway,
            LatenessOutOfPlace,
            KeyReused,
            StaleWrite,
        ),
    ),
    Route(
        method="POST",
        path=f"{OFFICE_ITEM}/transfer",
        summary="工作台：把已领取、还没有受理的事项移送本部门的另一个机构，写明理由",
        roles=STAFF,
        body=Transfer,
        response=TransferView,
        handler=hand_item_on,
        idempotent=True,
        errors=(
            CaseNotFound,
            ItemNotFound,
            ClaimFirst,
            TransferredAway,
            TransferOutOfPlace,
            UnknownOffice,
            KeyReused,
            StaleWrite,
        ),
    ),
    Route(
        method="POST",
        path="/v1/departments/{department}/transfers",
        summary="部门的系统移送：把已收到、还没有受理的事项移送本部门的另一个机构；像答复一样签名",
        roles=Access.SIGNED,
        body=SignedTransfer,
        response=TransferView,
        handler=receive_transfer,
        errors=(
            CaseNotFound,
            ItemNotFound,
            RoundSuperseded,
            TransferredAway,
            AnswerOutOfPlace,
            TransferOutOfPlace,
            UnknownOffice,
            WebhookIdReused,
            StaleWrite,
        ),
    ),
)
