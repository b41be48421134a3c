"""Materials: announce a file, send it to a signed address outside of the interface, confirm it; and what a case holds."""

from functions.api.route import Access, Call, Reply, Route
from functions.domain.case.refusals import ItemNotFound, MaterialNotWanted
from functions.domain.conflicts import DraftChanged
from functions.domain.errors import FileUnread, MaterialsUnavailable, ScannerUnavailable, StaleWrite
from functions.domain.intake.file_faults import REFUSALS
from functions.domain.intake.file_refusals import (
    MaterialDiffers,
    MaterialEmpty,
    MaterialInfected,
    MaterialNotArrived,
    MaterialNotScanned,
    MaterialTooLarge,
    MaterialWrongType,
)
from functions.domain.intake.refusals import MaterialNotDeferrable, MaterialNotFound, TooManyMaterials
from functions.domain.refusals import TooOften
from functions.shapes.intake.materials import case_materials, upload_view, uploaded_view, wanted_page
from functions.usecases.applicant import supply
from functions.usecases.intake import materials
from functions.usecases.intake.kept_drafts import draft_of, edition_of
from functions.web.roles import PAPER_READERS, SUBMITTERS
from schemas.codes import Department
from schemas.intake.materials import (
    CaseMaterialsView,
    DeferralRequest,
    MaterialLinksView,
    UploadedView,
    UploadRequest,
    UploadView,
    WantedPageView,
)

# A file is announced, confirmed or deferred once however often it is sent: by its checksum, its id, its material. The key
# that creating requests carry is asked for here as everywhere.
_DRAFT, _CASE = "/v1/drafts/{draft_id}", "/v1/cases/{case_id}"
_ANNOUNCING = (
    MaterialTooLarge,
    MaterialEmpty,
    MaterialWrongType,
    MaterialNotWanted,
    TooManyMaterials,
    TooOften,
    StaleWrite,
)
CONFIRMING = (
    *REFUSALS.values(),
    MaterialInfected,
    MaterialNotScanned,
    ScannerUnavailable,
    FileUnread,
    TooOften,
    MaterialNotFound,
    MaterialNotArrived,
    MaterialEmpty,
    MaterialTooLarge,
    MaterialWrongType,
    MaterialDiffers,
    MaterialsUnavailable,
    StaleWrite,
)


def list_wanted_materials(call: Call[None, None]) -> Reply[WantedPageView]:
    wanted = materials.wanted_of(call.path["draft_id"], by=call.by, deps=call.deps)
    return _wanted(call, wanted)


def announce_material(call: Call[None, UploadRequest]) -> Reply[UploadView]:
    asked = materials.announce_to_draft(call.path["draft_id"], call.body, by=call.by, deps=call.deps)
    return Reply(upload_view(*asked))


def confirm_material(call: Call[None, None]) -> Reply[UploadedView]:
    path = call.path
    asked = materials.confirm_to_draft(path["draft_id"], path["material_id"], by=call.by, deps=call.deps)
    return Reply(uploaded_view(asked))


def delete_material(call: Call[None, None]) -> Reply[str]:
    path = call.path
    materials.discard_from_draft(path["draft_id"], path["material_id"], by=call.by, deps=call.deps)
    return Reply("", status=204)


def defer_material(call: Call[None, DeferralRequest]) -> Reply[WantedPageView]:
    wanted = materials.defer(call.path["draft_id"], call.body, by=call.by, deps=call.deps)
    return _wanted(call, wanted)


def _wanted(
    call: Call[None, None] | Call[None, DeferralRequest], wanted: tuple[materials.WantedMaterial, ...]
) -> Reply[WantedPageView]:
    held = draft_of(call.path["draft_id"], by=call.by, deps=call.deps)
    return Reply(wanted_page(wanted, edition_of(held.draft, call.deps)))


def list_case_materials(call: Call[None, None]) -> Reply[CaseMaterialsView]:
    files = materials.files_of(call.path["case_id"], by=call.by, deps=call.deps)
    return Reply(case_materials(files, call.deps.editions(files.ledger.case.edition)))


def announce_case_material(call: Call[None, UploadRequest]) -> Reply[UploadView]:
    asked = supply.announce_to_case(call.path["case_id"], call.body, by=call.by, deps=call.deps)
    return Reply(upload_view(*asked))


def confirm_case_material(call: Call[None, None]) -> Reply[UploadedView]:
    path = call.path
    asked = supply.confirm_to_case(path["case_id"], path["material_id"], by=call.by, deps=call.deps)
    return Reply(uploaded_view(asked))


def list_office_materials(call: Call[None, None]) -> Reply[MaterialLinksView]:
    department, reference, item = (call.path[name] for name in ("department", "reference", "item"))
    links, results = materials.links_for_office(Department(department), reference, item, call.deps)
    return Reply(MaterialLinksView(materials=links, results=results))


ROUTES = (
    Route(
        method="GET",
        path=f"{_DRAFT}/materials",
        summary="材料清单：每个事项需要的材料、谁来提供、还缺几件",
        roles=SUBMITTERS,
        response=WantedPageView,
        handler=list_wanted_materials,
    ),
    Route(
        method="POST",
        path=f"{_DRAFT}/materials",
        summary="上传材料第一步：说明文件，取得上传地址；文件直接传到该地址，不经过本接口",
        roles=SUBMITTERS,
        body=UploadRequest,
        response=UploadView,
        handler=announce_material,
        idempotent=True,
        errors=(DraftChanged, *_ANNOUNCING),
    ),
    Route(
        method="POST",
        path=f"{_DRAFT}/materials/{{material_id}}/confirmation",
        summary="上传材料第二步：确认已上传，由系统核对大小、类型和校验值，并打开文件查看是否完整、有无密码、有无内容",
        roles=SUBMITTERS,
        response=UploadedView,
        handler=confirm_material,
        idempotent=True,
        errors=(DraftChanged, *CONFIRMING),
    ),
    Route(
        method="DELETE",
        path=f"{_DRAFT}/materials/{{material_id}}",
        summary="删除草稿中的一份材料文件",
        roles=SUBMITTERS,
        response=str,
        handler=delete_material,
        status=204,
        errors=(DraftChanged, MaterialNotFound, MaterialsUnavailable, StaleWrite),
    ),
    Route(
        method="POST",
        path=f"{_DRAFT}/deferrals",
        summary="容缺：承诺限期补交一份材料",
        roles=SUBMITTERS,
        body=DeferralRequest,
        response=WantedPageView,
        handler=defer_material,
        idempotent=True,
        errors=(DraftChanged, MaterialNotWanted, MaterialNotDeferrable, StaleWrite),
    ),
    Route(
        method="GET",
        path=f"{_CASE}/materials",
        summary="办件的材料：已提交的、容缺待补的、免予提交的（免提交凭证）",
        roles=PAPER_READERS,
        response=CaseMaterialsView,
        handler=list_case_materials,
    ),
    Route(
        method="POST",
        path=f"{_CASE}/materials",
        summary="补交材料第一步：容缺材料，或者补正要求的材料",
        roles=SUBMITTERS,
        body=UploadRequest,
        response=UploadView,
        handler=announce_case_material,
        idempotent=True,
        errors=(ItemNotFound, *_ANNOUNCING),
    ),
    Route(
        method="POST",
        path=f"{_CASE}/materials/{{material_id}}/confirmation",
        summary="补交材料第二步：确认已上传，由系统打开查看后归入办件",
        roles=SUBMITTERS,
        response=UploadedView,
        handler=confirm_case_material,
        idempotent=True,
        errors=(*CONFIRMING, MaterialNotWanted),
    ),
    Route(
        method="GET",
        path="/v1/departments/{department}/materials/{reference}/{item}",
        summary="部门系统重新取得材料和前面事项结果文书的下载地址",
        roles=Access.SIGNED,
        response=MaterialLinksView,
        handler=list_office_materials,
        errors=(ItemNotFound,),
    ),
)
