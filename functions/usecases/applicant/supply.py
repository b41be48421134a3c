"""Files that come after the submission, to a case: announced and looked at as those of a draft, then held by the case."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from functions.domain.case.access import Principal
from functions.domain.case.case import CaseMaterial, Change, Event, Ledger
from functions.domain.case.events import key_of
from functions.domain.case.item import with_todos
from functions.domain.case.office_debts import file_came
from functions.domain.case.put_back import told_anew
from functions.domain.case.refusals import MaterialNotWanted
from functions.domain.case.supply import (
    check_supply,
    name_of_file,
    next_due,
    reminded_material,
    reminder_of_deferred_due,
    supplied,
)
from functions.domain.errors import DuplicateEvent
from functions.domain.intake.uploads import case_material
from functions.ports.deps import Deps
from functions.ports.materials import Upload
from functions.usecases.case.view import ledger_of
from functions.usecases.contention import until_written
from functions.usecases.intake import uploads
from functions.usecases.intake.uploads import Shelf, announce, asked_of, confirm, named
from schemas.catalogue.edition import Edition
from schemas.codes import EventKind
from schemas.intake.materials import AskedUpload, UploadRequest


def shelf_of_case(case_id: str) -> Shelf:
    return Shelf(f"case/{case_id}")


def may_bring(ledger: Ledger, edition: Edition, item: str, material: str) -> bool:
    """Whether a file of this material is taken now. Raises ItemNotFound."""
    try:
        check_supply(ledger, edition, ledger.item(item), material)
    except MaterialNotWanted:
        return False
    return True


def announce_to_case(
    case_id: str, request: UploadRequest, *, by: Principal, deps: Deps
) -> tuple[AskedUpload, Upload]:
    """Returns what is noted of it and where to send it. Raises CaseNotFound, ItemNotFound, MaterialNotWanted, and what
    `announce` raises."""
    ledger = ledger_of(case_id, by=by, deps=deps)
    edition = deps.editions(ledger.case.edition)
    check_supply(ledger, edition, ledger.item(request.item), request.material)
    return announce(shelf_of_case(case_id), request, by=by, deps=deps)


def confirm_to_case(case_id: str, upload_id: str, *, by: Principal, deps: Deps) -> AskedUpload:
    """The upload as it is; once it has arrived the case holds it. Raises CaseNotFound, MaterialNotWanted (the item went on
    without it), and what `confirm` raises."""
    ledger_of(case_id, by=by, deps=deps)
    shelf = shelf_of_case(case_id)
    waiting = named(asked_of(shelf, deps), upload_id)
    if any(one.id == upload_id for one in deps.store.ledger(case_id).case.materials):
        return waiting
    upload = confirm(shelf, upload_id, by=by, deps=deps)
    if not upload.arrived:
        return upload
    deps.materials.keep(upload_id)
    _hold(case_id, upload, by, deps)
    return upload


def bring_to_case(
    case_id: str, request: UploadRequest, whole: bytes, *, by: Principal, deps: Deps
) -> AskedUpload:
    """Raises what `uploads.bring` raises."""
    announced = partial(announce_to_case, case_id, request, by=by, deps=deps)
    return uploads.bring(whole, announced, partial(confirm_to_case, case_id, by=by, deps=deps), deps)


@dataclass(frozen=True, slots=True)
class Brought:
    """Of one material of a case: what the case holds, and what was sent and is not looked at to the end. `open`: whether more
    is taken."""

    ledger: Ledger
    name: str
    held: tuple[CaseMaterial, ...]
    waiting: tuple[AskedUpload, ...]
    open: bool


def brought_to_case(case_id: str, item: str, material: str, *, by: Principal, deps: Deps) -> Brought:
    """Raises CaseNotFound, ItemNotFound."""
    ledger = ledger_of(case_id, by=by, deps=deps)
    edition, place = deps.editions(ledger.case.edition), (item, material)
    held = tuple(one for one in ledger.case.materials if (one.item, one.code) == place)
    known = {one.id for one in held}
    asked = asked_of(shelf_of_case(case_id), deps).uploads
    waiting = tuple(one for one in asked if (one.item, one.material) == place and one.id not in known)
    name = name_of_file(edition, item, material)
    return Brought(ledger, name, held, waiting, may_bring(ledger, edition, item, material))


def _hold(case_id: str, upload: AskedUpload, by: Principal, deps: Deps) -> None:
    def attempt() -> None:
        ledger = deps.store.ledger(case_id)
        check_supply(ledger, deps.editions(ledger.case.edition), ledger.item(upload.item), upload.material)
        now = deps.clock()
        detail = {"material": upload.material}
        key = key_of(EventKind.MATERIAL_ADDED, upload=upload.id)
        event = Event(case_id, key, now, EventKind.MATERIAL_ADDED, upload.item, by.role.value, detail)
        # With the item, even unchanged: a round that becomes owed at this moment either carries the file, or is told of it.
        case = supplied(ledger.case, case_material(upload, now))
        item = file_came(ledger.item(upload.item), upload.id, now)
        left = with_todos(item, bring_by=next_due(case, item.code))
        change = Change(case=case, items=(left,), events=(event,))
        with suppress(DuplicateEvent):
            deps.store.commit(told_anew(ledger, change, deps.mark))

    until_written(attempt)


def remind_of_deferred(ledger: Ledger, item: str, code: str, deps: Deps) -> None:
    """The history says so, and the notice follows from it; somebody who wrote meanwhile leaves it to the next look."""
    now = deps.clock()
    due = [one for one in ledger.case.deferred if (one.item, one.code) == (item, code)]
    if not any(reminder_of_deferred_due(ledger, one, now) for one in due):
        return
    case = reminded_material(ledger.case, item, code, now)
    deps.store.commit(Change(case=case, events=(_due_event(ledger, item, code, now),)))


def _due_event(ledger: Ledger, item: str, code: str, now: datetime) -> Event:
    key = key_of(EventKind.MATERIAL_DUE, item=item, material=code)
    return Event(ledger.case.id, key, now, EventKind.MATERIAL_DUE, item, detail={"material": code})
