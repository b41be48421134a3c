"""Signed addresses of an item's files, for its own office and nobody else, each for a bounded time."""

from datetime import datetime, timedelta

from functions.domain.case.case import CaseMaterial, Ledger
from functions.domain.case.item import CaseItem
from functions.domain.case.parts import ItemDocument
from functions.domain.case.results import HandedOn, handed_on
from functions.domain.case.supply import name_of_file
from functions.domain.catalogue.materials import needed
from functions.domain.catalogue.rules import facts_of
from functions.domain.intake.scanning import scan_text
from functions.ports.deps import Deps
from schemas.catalogue.edition import Edition
from schemas.form.application import Application
from schemas.office.dispatches import EarlierResult, MaterialLink

# A Lambda's own credentials live for some hours, and no address that they sign lives longer.
LINK_LIFE = timedelta(hours=1)


def material_links(
    ledger: Ledger, item: CaseItem, deps: Deps, *, signed: bool = True
) -> tuple[MaterialLink, ...]:
    """Of that item's files only. Without `signed` they are named by size and checksum and have no address: a file over an
    air gap is the same whenever it is made, and the applicant's files go beside it."""
    edition, until = deps.editions(ledger.case.edition), _until(deps, signed=signed)
    return tuple(
        _link(one, one.code, name_of_file(edition, one.item, one.code), until, deps)
        for one in ledger.case.materials
        if one.item == item.code
    )


def earlier_results(
    ledger: Ledger, item: CaseItem, application: Application, deps: Deps, *, signed: bool = True
) -> tuple[EarlierResult, ...]:
    """The papers that it stands on, as the items before it have them by now. `signed`: see material_links."""
    edition, until = deps.editions(ledger.case.edition), _until(deps, signed=signed)
    return tuple(_told(one, edition, until, deps) for one in results_for(ledger, item, application, edition))


def results_for(
    ledger: Ledger, item: CaseItem, application: Application, edition: Edition
) -> tuple[HandedOn, ...]:
    materials = needed(edition.item(item.code), facts_of(application), edition, application.items)
    return tuple(handed_on(ledger, materials, application))


def _told(one: HandedOn, edition: Edition, until: datetime | None, deps: Deps) -> EarlierResult:
    told = one.document
    return EarlierResult(
        item=one.item.code,
        item_name=edition.item(one.item.code).name,
        material=one.material,
        name=told.name,
        number=told.number,
        issued_on=told.issued_on,
        issuer=told.issuer,
        valid_until=told.valid_until,
        provided_by="applicant" if one.held else "office",
        provided_text="申请人提供，待核验" if one.held else "由办理该事项的部门提供",
        file=_link(one.file, one.material, told.name, until, deps) if one.file else None,
    )


def _until(deps: Deps, *, signed: bool) -> datetime | None:
    return (deps.clock() + LINK_LIFE).replace(microsecond=0) if signed else None


def _link(
    file: CaseMaterial | ItemDocument, code: str, name: str, until: datetime | None, deps: Deps
) -> MaterialLink:
    return MaterialLink(
        id=file.id,
        code=code,
        name=name,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        href=deps.materials.link(file.id, media_type=file.media_type, until=until) if until else None,
        expires_at=until,
        scanned_at=file.scanned_at,
        scan_text=scan_text(file.scanned_at),
    )
