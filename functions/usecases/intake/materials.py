"""The materials of a draft, to be gathered, and those of a case, to be shown (申请材料)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from functions.domain.case.access import Principal
from functions.domain.case.case import CaseMaterial, DeferredMaterial, Ledger
from functions.domain.case.events import key_of
from functions.domain.case.item import CaseItem
from functions.domain.case.materials import recorded_standings
from functions.domain.case.refusals import ItemNotFound
from functions.domain.catalogue.materials import NeededMaterial, needed, really
from functions.domain.catalogue.rules import UNKNOWN, Facts, Truth, read_rules
from functions.domain.catalogue.standing import Stands, stands
from functions.domain.errors import FieldProblem
from functions.domain.intake.checking import Submitted, compared
from functions.domain.intake.prefilled import value_in
from functions.domain.intake.refusals import MaterialNotFound
from functions.domain.intake.uploads import missing_problem, wanted_upload, with_deferral
from functions.ports.deps import Deps
from functions.ports.materials import Upload
from functions.usecases.case.view import items_seen, ledger_of
from functions.usecases.case.who_looked import note_look
from functions.usecases.intake import uploads
from functions.usecases.intake.kept_drafts import Held, check_free, draft_of, edition_of
from functions.usecases.intake.uploads import shelf_of_draft
from functions.usecases.office.links import earlier_results, material_links
from schemas.catalogue.item import Item
from schemas.codes import Department, EventKind
from schemas.intake.materials import AskedUpload, AskedUploads, DeferralRequest, UploadRequest
from schemas.office.dispatches import EarlierResult, MaterialLink


@dataclass(frozen=True, slots=True)
class WantedMaterial:
    """A material of a draft's item, with what of it is here, and how it stands. `open_on`: the fields not filled in yet
    that tell whether it is for this situation."""

    item: str
    material: NeededMaterial
    stands: Stands
    uploads: tuple[AskedUpload, ...]
    deferred: bool
    open_on: tuple[str, ...] = ()

    @property
    def sure(self) -> bool:
        return not self.open_on

    @property
    def is_missing(self) -> bool:
        here = self.deferred or any(one.arrived for one in self.uploads)
        return self.sure and self.material.must_be_uploaded and not here

    @property
    def is_checking(self) -> bool:
        return any(one.checking_since for one in self.uploads)


@dataclass(frozen=True, slots=True)
class Shelved:
    """What is beside a draft: which materials its submission would be refused for, and as of which version of the shelf."""

    missing: tuple[FieldProblem, ...]
    version: int


def announce_to_draft(
    draft_id: str, request: UploadRequest, *, by: Principal, deps: Deps
) -> tuple[AskedUpload, Upload]:
    """Returns what is noted of it and where to send it. Raises DraftNotFound, MaterialNotWanted, and what `uploads.announce`
    raises."""
    held = _free(draft_id, by, deps)
    wanted_upload(edition_of(held.draft, deps), held.draft.items, request.item, request.material)
    return uploads.announce(shelf_of_draft(draft_id), request, by=by, deps=deps)


def bring_to_draft(
    draft_id: str, request: UploadRequest, whole: bytes, *, by: Principal, deps: Deps
) -> AskedUpload:
    """Raises what `uploads.bring` raises."""
    announced = partial(announce_to_draft, draft_id, request, by=by, deps=deps)
    return uploads.bring(whole, announced, partial(confirm_to_draft, draft_id, by=by, deps=deps), deps)


def confirm_to_draft(draft_id: str, upload_id: str, *, by: Principal, deps: Deps) -> AskedUpload:
    """Raises DraftNotFound, DraftChanged, and what `uploads.confirm` raises."""
    _free(draft_id, by, deps)
    return uploads.confirm(shelf_of_draft(draft_id), upload_id, by=by, deps=deps)


def discard_from_draft(draft_id: str, upload_id: str, *, by: Principal, deps: Deps) -> None:
    """Raises DraftNotFound, DraftChanged, MaterialNotFound."""
    _free(draft_id, by, deps)
    uploads.discard(shelf_of_draft(draft_id), upload_id, deps)


def defer(draft_id: str, given: DeferralRequest, *, by: Principal, deps: Deps) -> tuple[WantedMaterial, ...]:
    """容缺; returns what `wanted_of` does. Raises DraftNotFound, MaterialNotWanted, MaterialNotDeferrable."""
    held = _free(draft_id, by, deps)
    material = wanted_upload(edition_of(held.draft, deps), held.draft.items, given.item, given.material)
    asked = uploads.change_asked(
        shelf_of_draft(draft_id), lambda now: with_deferral(now, given, material), deps
    )
    return tuple(_wanted(held, asked, deps))


def wanted_of(draft_id: str, *, by: Principal, deps: Deps) -> tuple[WantedMaterial, ...]:
    """Every material of every chosen item, whoever brings it. Raises DraftNotFound."""
    held = draft_of(draft_id, by=by, deps=deps)
    return tuple(_wanted(held, uploads.asked_of(shelf_of_draft(draft_id), deps), deps))


def shelved(held: Held, deps: Deps) -> Shelved:
    """Of a draft that its reader has read."""
    asked, version = uploads.shelf_as_noted(shelf_of_draft(held.id), deps)
    return Shelved(missing_materials(held, asked, deps), version)


def missing_materials(held: Held, asked: AskedUploads, deps: Deps) -> tuple[FieldProblem, ...]:
    """As a submission tells them."""
    edition = edition_of(held.draft, deps)
    return tuple(
        missing_problem(edition.item(one.item), one.material, checking=one.is_checking)
        for one in _wanted(held, asked, deps)
        if one.is_missing
    )


def _free(draft_id: str, by: Principal, deps: Deps) -> Held:
    """To be changed. Raises DraftNotFound, DraftChanged (it is being submitted)."""
    held = draft_of(draft_id, by=by, deps=deps)
    check_free(held, deps)
    return held


def _wanted(held: Held, asked: AskedUploads, deps: Deps) -> Iterator[WantedMaterial]:
    edition, items = edition_of(held.draft, deps), held.draft.items
    # What the draft does not say so far is not known.
    facts = partial(value_in, held.draft.form, absent=UNKNOWN)
    told = compared(Submitted(held.draft.form, items, edition), held.draft.answered)
    read = {code: read_rules(edition.item(code).applies_when, facts) for code in items}
    applying = {code for code, one in read.items() if one.truth is not Truth.FAILS}
    for code in items:
        for material in really(needed(edition.item(code), facts, edition, items), applying):
            place = (code, material.code)
            here = tuple(one for one in asked.uploads if (one.item, one.material) == place)
            deferred = any((one.item, one.material) == place for one in asked.deferred)
            arrived = any(one.arrived for one in here)
            how = stands(
                material,
                told,
                here=arrived,
                deferred=deferred,
                will_ask=deps.shared_data is not None,
            )
            open_on = (*read[code].open_on, *_open_on(material.code, edition.item(code), facts))
            yield WantedMaterial(code, material, how, here, deferred, open_on)


def _open_on(code: str, item: Item, facts: Facts) -> tuple[str, ...]:
    read = [read_rules(one.when, facts) for one in item.materials if one.code == code]
    if any(one.truth is Truth.HOLDS for one in read):
        return ()
    return tuple(path for one in read for path in one.open_on)


@dataclass(frozen=True, slots=True)
class CaseFiles:
    """Of the items that somebody may see: files with links, deferrals, and how all that is not asked of the applicant stands,
    by item."""

    ledger: Ledger
    links: tuple[tuple[CaseMaterial, MaterialLink], ...]
    deferred: tuple[DeferredMaterial, ...]
    obtained: tuple[tuple[str, Stands], ...]
    submitted_at: datetime


def files_of(case_id: str, *, by: Principal, deps: Deps) -> CaseFiles:
    """Raises CaseNotFound."""
    ledger, items = items_seen(case_id, by, deps)
    note_look(case_id, "files", by=by, deps=deps)
    codes = {item.code for item in items}
    edition = deps.editions(ledger.case.edition)
    receipt = deps.store.event(case_id, key_of(EventKind.SUBMITTED))
    return CaseFiles(
        ledger=ledger,
        links=tuple(_linked(ledger, items, deps)),
        deferred=tuple(one for one in ledger.case.deferred if one.item in codes),
        obtained=tuple(
            (item.code, found)
            for item in items
            for found in recorded_standings(ledger, item.code, receipt, edition)
        ),
        submitted_at=receipt.at if receipt else ledger.case.opened_at,
    )


def file_of_draft(draft_id: str, upload_id: str, *, by: Principal, deps: Deps) -> AskedUpload:
    """One that was looked at and found whole. Raises DraftNotFound, MaterialNotFound."""
    draft_of(draft_id, by=by, deps=deps)
    found = uploads.named(uploads.asked_of(shelf_of_draft(draft_id), deps), upload_id)
    if not found.arrived:
        raise MaterialNotFound
    return found


def file_of_case(case_id: str, material_id: str, *, by: Principal, deps: Deps) -> CaseMaterial:
    """For its applicant, and a clerk of the region. Raises CaseNotFound, MaterialNotFound."""
    for one in ledger_of(case_id, by=by, deps=deps).case.materials:
        if one.id == material_id:
            note_look(case_id, "file", by=by, deps=deps, item=one.item)
            return one
    raise MaterialNotFound


def _linked(
    ledger: Ledger, items: tuple[CaseItem, ...], deps: Deps
) -> Iterator[tuple[CaseMaterial, MaterialLink]]:
    kept = {one.id: one for one in ledger.case.materials}
    for item in items:
        for link in material_links(ledger, item, deps):
            yield kept[link.id], link


def links_for_office(
    department: Department, reference: str, code: str, deps: Deps
) -> tuple[tuple[MaterialLink, ...], tuple[EarlierResult, ...]]:
    """New addresses for an office whose first ones are past their time. Raises CaseNotFound, ItemNotFound."""
    ledger = deps.store.ledger(deps.store.case_id_of(reference))
    item = ledger.item(code)
    if item.department is not department or not item.dispatch.sent_round:
        raise ItemNotFound
    application = deps.store.application(ledger.case.id)
    return material_links(ledger, item, deps), earlier_results(ledger, item, application, deps)
