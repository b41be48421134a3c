"""What is told of a draft's and a case's files."""

from collections.abc import Iterator

from functions.api import words
from functions.domain.case.case import CaseMaterial
from functions.domain.catalogue.materials import NeededMaterial, material_of, needed
from functions.domain.catalogue.rules import UNKNOWN
from functions.domain.intake.files import MEDIA_TYPES, MOST_BYTES, size_text
from functions.ports.materials import Upload
from functions.usecases.intake.materials import CaseFiles, Wanted
from schemas.catalogue.edition import Edition
from schemas.catalogue.figures import MaterialSource
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
    )


def wanted_page(wanted: tuple[Wanted, ...], edition: Edition) -> WantedPageView:
    return WantedPageView(
        materials=tuple(_wanted(one, edition) for one in wanted),
        missing=sum(one.is_missing for one in wanted),
        most_bytes=MOST_BYTES,
        most_text=size_text(MOST_BYTES),
        media_types=MEDIA_TYPES,
    )


def _wanted(one: Wanted, edition: Edition) -> WantedView:
    material = one.material
    return WantedView(
        item=one.item,
        item_name=words.item_name(edition, one.item),
        material=material.code,
        name=material.name,
        how=material.how,
        waived=material.is_waived,
        required=material.required and material.source is not MaterialSource.ON_SITE,
        deferrable=material.deferrable_days is not None,
        deferred=one.deferred,
        uploads=tuple(map(uploaded_view, one.uploads)),
    )


def case_materials(files: CaseFiles, edition: Edition) -> CaseMaterialsView:
    waived, deferred = tuple(_waived(files, edition)), tuple(_deferred(files, edition))
    uploaded = tuple(_uploaded(kept, link, edition) for kept, link in files.links)
    return CaseMaterialsView(
        materials=(*uploaded, *deferred, *waived),
        uploaded=len(uploaded),
        waived=len(waived),
        deferred=len(deferred),
    )


def _uploaded(kept: CaseMaterial, link: MaterialLink, edition: Edition) -> CaseMaterialView:
    return CaseMaterialView(
        item=kept.item,
        item_name=words.item_name(edition, kept.item),
        material=kept.code,
        name=link.name,
        status="uploaded",
        status_text="已提交",
        how="由申请人上传",
        at=kept.at,
        id=kept.id,
        media_type=kept.media_type,
        size=kept.size,
        sha256=kept.sha256,
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
            status_text="容缺受理，待补交",
            how="申请人承诺在期限前补交",
            at=files.ledger.case.opened_at,
            due_at=one.due_at,
        )


def _waived(files: CaseFiles, edition: Edition) -> Iterator[CaseMaterialView]:
    """免提交 receipt: which material, by what, when."""
    for item, code in files.waived:
        found = _catalogued(item, code, edition)
        yield CaseMaterialView(
            item=item,
            item_name=words.item_name(edition, item),
            material=code,
            name=found.name if found else code,
            status="waived",
            status_text="免予提交",
            how=found.how if found else "免予提交",
            at=files.waived_at,
        )


def _catalogued(item: str, code: str, edition: Edition) -> NeededMaterial | None:
    """Whatever the situation: the receipt says already that it was this one."""
    every = needed(edition.item(item), lambda _: UNKNOWN, edition.items) if edition.has(item) else ()
    return next((one for one in every if one.code == code), None)
