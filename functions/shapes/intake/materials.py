"""What is told of a draft's and a case's files."""

from collections import Counter
from collections.abc import Iterator
from typing import Literal

from functions.domain.case.case import CaseMaterial
from functions.domain.catalogue.materials import material_of
from functions.domain.intake.files import MEDIA_TYPES, MOST_BYTES, size_text
from functions.domain.intake.scanning import scan_text
from functions.ports.materials import Upload
from functions.shapes import words
from functions.usecases.intake.materials import CaseFiles, WantedMaterial
from schemas.catalogue.edition import Edition
from schemas.catalogue.figures import MaterialSource
from schemas.catalogue.prefill import SOURCE_NAMES
from schemas.catalogue.standing import STANDING_TEXTS, Standing
from schemas.form.words import field_title
from schemas.intake.materials import (
    AskedUpload,
    CaseMaterialsView,
    CaseMaterialView,
    UploadedView,
    UploadView,
    WantedPageView,
    WantedView,
)
from schemas.office.dispatches import MaterialLink


def upload_view(asked: AskedUpload, upload: Upload) -> UploadView:
    return UploadView(
        id=asked.id,
        item=asked.item,
        material=asked.material,
        address=upload.address,
        headers=dict(upload.headers),
        expires_at=upload.until,
    )


def uploaded_view(asked: AskedUpload) -> UploadedView:
    return UploadedView(
        id=asked.id,
        media_type=asked.media_type,
        size=asked.size,
        size_text=size_text(asked.size),
        arrived=asked.arrived,
        state="arrived" if asked.arrived else "checking" if asked.checking_since else "announced",
        state_text=_state_text(asked),
    )


def _state_text(asked: AskedUpload) -> str:
    if asked.arrived:
        return f"已收到，{scan_text(asked.scanned_at)}"
    if asked.checking_since:
        return "已收到，正在进行病毒扫描，请稍后再次确认"
    return "等待上传或者确认"


def wanted_page(wanted: tuple[WantedMaterial, ...], edition: Edition) -> WantedPageView:
    return WantedPageView(
        materials=tuple(_wanted(one, edition) for one in wanted),
        missing=sum(one.is_missing for one in wanted),
        most_bytes=MOST_BYTES,
        most_text=size_text(MOST_BYTES),
        media_types=MEDIA_TYPES,
    )


def _wanted(one: WantedMaterial, edition: Edition) -> WantedView:
    material = one.material
    return WantedView(
        item=one.item,
        item_name=words.item_name(edition, one.item),
        material=material.code,
        name=material.name,
        how=_how(one),
        standing=Standing.OPTIONAL if _is_undecided(one) else one.stands.standing,
        standing_text="现在还不用交" if _is_undecided(one) else one.stands.text,
        waived=one.stands.standing is Standing.VERIFIED,
        required=one.sure and material.must_be_uploaded,
        uploadable=material.source is not MaterialSource.ON_SITE,
        deferrable=material.deferrable_days is not None,
        deferred=one.deferred,
        uploads=tuple(map(uploaded_view, one.uploads)),
    )


def _is_undecided(one: WantedMaterial) -> bool:
    """Nobody is told to bring what may not be for them."""
    return not one.sure and one.stands.standing is Standing.TO_UPLOAD


def _how(one: WantedMaterial) -> str:
    if not _is_undecided(one):
        return one.stands.how
    fields = "、".join(f"“{field_title(path)}”" for path in dict.fromkeys(one.open_on))
    return f"要不要交，看{fields}怎样填，填好以后才知道"


def case_materials(files: CaseFiles, edition: Edition) -> CaseMaterialsView:
    obtained, deferred = tuple(_obtained(files, edition)), tuple(_deferred(files, edition))
    uploaded = tuple(_uploaded(kept, link, edition) for kept, link in files.links)
    number = Counter(one.status for one in obtained)
    return CaseMaterialsView(
        materials=(*uploaded, *deferred, *obtained),
        uploaded=len(uploaded),
        waived=number["waived"],
        deferred=len(deferred),
        from_item=number["from_item"],
        office_checks=number["office_checks"],
    )


def _uploaded(kept: CaseMaterial, link: MaterialLink, edition: Edition) -> CaseMaterialView:
    return CaseMaterialView(
        item=kept.item,
        item_name=words.item_name(edition, kept.item),
        material=kept.code,
        name=link.name,
        status="uploaded",
        status_text=STANDING_TEXTS[Standing.UPLOADED],
        how="由申请人上传",
        at=kept.at,
        id=kept.id,
        media_type=kept.media_type,
        size=kept.size,
        sha256=kept.sha256,
        scanned_at=kept.scanned_at,
        scan_text=scan_text(kept.scanned_at),
        href=link.href,
        expires_at=link.expires_at,
    )


def _deferred(files: CaseFiles, edition: Edition) -> Iterator[CaseMaterialView]:
    for one in files.deferred:
        material = material_of(edition, one.item, one.code)
        yield CaseMaterialView(
            item=one.item,
            item_name=words.item_name(edition, one.item),
            material=one.code,
            name=material.name if material else one.code,
            status="deferred",
            status_text=STANDING_TEXTS[Standing.DEFERRED],
            how="申请人承诺在期限前补交",
            at=files.ledger.case.opened_at,
            due_at=one.due_at,
        )


_STATUS: dict[Standing, Literal["waived", "from_item", "office_checks"]] = {
    Standing.VERIFIED: "waived",
    Standing.FROM_ITEM: "from_item",
    Standing.OFFICE_CHECKS: "office_checks",
}


def _obtained(files: CaseFiles, edition: Edition) -> Iterator[CaseMaterialView]:
    """What is not asked of the applicant: verified by what and when, or who has yet to check it."""
    for item, found in files.obtained:
        if found.standing in _STATUS:
            yield CaseMaterialView(
                item=item,
                item_name=words.item_name(edition, item),
                material=found.material.code,
                name=found.material.name,
                status=_STATUS[found.standing],
                status_text=found.text,
                how=found.how,
                at=found.at or files.submitted_at,
                source=found.source,
                source_text=SOURCE_NAMES[found.source] if found.source else None,
                found=found.found,
            )
