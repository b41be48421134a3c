"""Documents that go with an office's answer (附件): uploaded by its staff or its system, then named by the answer; and those
that were sent, for whoever may read the item."""

from collections.abc import Mapping

from functions.api.intake.routes_materials import CONFIRMING
from functions.api.route import Access, Call, Reply, Route
from functions.domain.case.refusals import DocumentAlreadySent, ItemNotFound
from functions.domain.conflicts import ClaimFirst
from functions.domain.errors import StaleWrite
from functions.domain.intake.file_refusals import MaterialEmpty, MaterialTooLarge, MaterialWrongType
from functions.domain.intake.refusals import TooManyMaterials
from functions.domain.refusals import TooOften
from functions.shapes.case.documents import document_links
from functions.shapes.intake.materials import upload_view, uploaded_view
from functions.usecases.intake import documents
from functions.usecases.office.places import Place
from functions.web.path_parameters import OFFICE_ITEM
from functions.web.roles import PAPER_READERS, STAFF
from schemas.case.views_item import DocumentLinksView
from schemas.codes import Department
from schemas.intake.materials import DocumentRequest, UploadedView, UploadView

OF_SYSTEM = "/v1/departments/{department}/documents/{reference}/{item}"
_ANNOUNCING = (
    ItemNotFound,
    DocumentAlreadySent,
    MaterialTooLarge,
    MaterialEmpty,
    MaterialWrongType,
    TooManyMaterials,
    TooOften,
    StaleWrite,
)


def announce_staff_document(call: Call[None, DocumentRequest]) -> Reply[UploadView]:
    item = documents.held_at_desk(_place(call.path), by=call.by, deps=call.deps)
    return Reply(upload_view(*documents.announce_for_item(item, call.body, by=call.by, deps=call.deps)))


def confirm_staff_document(call: Call[None, None]) -> Reply[UploadedView]:
    item = documents.held_at_desk(_place(call.path), by=call.by, deps=call.deps)
    return Reply(uploaded_view(documents.confirm_for_item(item, call.path["material_id"], call.deps)))


def _place(path: Mapping[str, str]) -> Place:
    return Place(Department(path["department"]), path["case_id"], path["item"])


def announce_document(call: Call[None, DocumentRequest]) -> Reply[UploadView]:
    department, reference, code = (call.path[name] for name in ("department", "reference", "item"))
    item = documents.held_by_system(Department(department), reference, code, call.deps)
    asked = documents.announce_for_item(item, call.body, by=documents.system_of(item), deps=call.deps)
    return Reply(upload_view(*asked))


def confirm_document(call: Call[None, None]) -> Reply[UploadedView]:
    department, reference, code = (call.path[name] for name in ("department", "reference", "item"))
    item = documents.held_by_system(Department(department), reference, code, call.deps)
    return Reply(uploaded_view(documents.confirm_for_item(item, call.path["material_id"], call.deps)))


def list_documents(call: Call[None, None]) -> Reply[DocumentLinksView]:
    item = documents.item_read(call.path["case_id"], call.path["item"], by=call.by, deps=call.deps)
    return Reply(document_links(item, call.deps))


ROUTES = (
    Route(
        method="POST",
        path=f"{OFFICE_ITEM}/documents",
        summary="工作台：随答复发送的文件第一步，说明文件，取得上传地址；文件直接传到该地址",
        roles=STAFF,
        body=DocumentRequest,
        response=UploadView,
        handler=announce_staff_document,
        idempotent=True,
        errors=(*_ANNOUNCING, ClaimFirst),
    ),
    Route(
        method="POST",
        path=f"{OFFICE_ITEM}/documents/{{material_id}}/confirmation",
        summary="工作台：随答复发送的文件第二步，确认已上传；然后在答复的 documents 中写明",
        roles=STAFF,
        response=UploadedView,
        handler=confirm_staff_document,
        idempotent=True,
        errors=(*CONFIRMING, ItemNotFound, ClaimFirst),
    ),
    Route(
        method="POST",
        path=OF_SYSTEM,
        summary="部门系统：随答复发送的文件第一步，说明文件，取得上传地址；文件直接传到该地址",
        roles=Access.SIGNED,
        body=DocumentRequest,
        response=UploadView,
        handler=announce_document,
        errors=_ANNOUNCING,
    ),
    Route(
        method="POST",
        path=f"{OF_SYSTEM}/{{material_id}}/confirmation",
        summary="部门系统：随答复发送的文件第二步，确认已上传；然后在答复的 documents 中写明",
        roles=Access.SIGNED,
        response=UploadedView,
        handler=confirm_document,
        errors=(*CONFIRMING, ItemNotFound),
    ),
    Route(
        method="GET",
        path="/v1/cases/{case_id}/items/{item}/documents",
        summary="部门随答复发来的文件，各有限时的下载地址",
        roles=PAPER_READERS,
        response=DocumentLinksView,
        handler=list_documents,
        errors=(ItemNotFound,),
    ),
)
