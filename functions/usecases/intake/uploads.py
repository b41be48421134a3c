"""Files on their way: announced, sent to a signed address, looked at, and only then counted (上传).

Beside each draft, and beside each case that still wants files, stands one small record of what was asked for; it holds
codes, sizes and checksums, nothing of a person. The files themselves wait unclaimed for 61 days at most.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from functions.domain.case.access import Principal
from functions.domain.conflicts import DraftChanged
from functions.domain.errors import FileUnread, StaleWrite
from functions.domain.intake.file_faults import REFUSALS, FileFault
from functions.domain.intake.file_refusals import MaterialNotArrived
from functions.domain.intake.files import (
    FileFacts,
    check_announced,
    check_arrived,
    plain_type,
    too_large_for_form,
)
from functions.domain.intake.refusals import MaterialNotFound
from functions.domain.intake.scanning import judged
from functions.domain.intake.uploads import discarded, discarding, looked_into, with_upload
from functions.domain.refusals import Unacceptable
from functions.ports.deps import Deps
from functions.ports.materials import Upload
from functions.usecases import limits
from functions.usecases.intake.kept_drafts import BEING_SUBMITTED, SUBMITTED_WITHIN
from functions.usecases.record_kinds import end_of
from functions.usecases.record_kinds.intake import MATERIALS
from functions.usecases.records import Body, change_record, read_as
from schemas.intake.materials import AskedUpload, AskedUploads, UploadRequest

SEND_WITHIN = timedelta(minutes=30)
# Of a submission: for files that nobody confirmed.
EXAMINE_WITHIN = timedelta(seconds=8)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where uploads are noted: of a draft `draft/{id}`, of a case `case/{id}`, of an office's answer `answer/{id}/{item}`."""

    key: str


def shelf_of_draft(draft_id: str) -> Shelf:
    return Shelf(f"draft/{draft_id}")


def asked_of(shelf: Shelf, deps: Deps) -> AskedUploads:
    """As it was noted last; nothing, if nothing was asked for yet."""
    asked, _ = shelf_as_noted(shelf, deps)
    return asked


def shelf_as_noted(shelf: Shelf, deps: Deps) -> tuple[AskedUploads, int]:
    """With its version; 0: nothing was asked for yet."""
    found = deps.store.record(MATERIALS, shelf.key)
    return (read_as(AskedUploads, found.body), found.version) if found else (AskedUploads(), 0)


def announce(
    shelf: Shelf, request: UploadRequest, *, by: Principal, deps: Deps, upload_id: str | None = None
) -> tuple[AskedUpload, Upload]:
    """Returns what is noted of it and where to send it; the same file again gets a new address under its first id.
    `upload_id`: its own, where that follows from what it is.

    Raises MaterialTooLarge, MaterialEmpty, MaterialWrongType, TooManyMaterials, TooOften.
    """
    plain = {**request.model_dump(), "media_type": plain_type(request.media_type)}
    upload = AskedUpload(**plain, id=upload_id or deps.new_id.case_id())
    check_announced(_facts_of(upload))
    limits.count("announce", by, deps)
    asked = change_asked(shelf, lambda now: with_upload(now, upload), deps)
    kept = next(one for one in asked.uploads if _is_same(one, upload))
    until = (deps.clock() + SEND_WITHIN).replace(microsecond=0)
    return kept, deps.materials.upload(kept.id, _facts_of(kept), until=until)


def bring(
    whole: bytes,
    announced: Callable[[], tuple[AskedUpload, Upload]],
    confirmed: Callable[[str], AskedUpload],
    deps: Deps,
) -> AskedUpload:
    """Announced, kept and confirmed in one, for a browser that runs no script. Raises MaterialTooLarge (also for what only an
    address takes), and what both steps raise."""
    if len(whole) > deps.materials.most_taken:
        raise too_large_for_form(len(whole), deps.materials.most_taken)
    asked, _ = announced()
    deps.materials.take(asked.id, _facts_of(asked), whole)
    return confirmed(asked.id)


def confirm(shelf: Shelf, upload_id: str, *, by: Principal, deps: Deps) -> AskedUpload:
    """Look at what arrived. What is not the announced file is deleted, and has to be announced again. As long as its scan is
    not back, it is `checking_since`, has not arrived, and is to be confirmed again.

    Raises MaterialNotFound, MaterialNotArrived, MaterialEmpty, MaterialTooLarge, MaterialWrongType, MaterialDiffers, what
    REFUSALS names, MaterialInfected, MaterialNotScanned, MaterialsUnavailable, ScannerUnavailable, FileUnread, TooOften.
    """
    upload = named(asked_of(shelf, deps), upload_id)
    seen = _look_at(upload, shelf, by, deps)
    return named(change_asked(shelf, lambda now: looked_into(now, seen), deps), upload_id)


def _look_at(upload: AskedUpload, shelf: Shelf, by: Principal, deps: Deps) -> AskedUpload:
    """As it was found. Raises as `confirm` does."""
    try:
        return _examined(upload, by, deps)
    except MaterialNotArrived:
        raise
    except Unacceptable:
        discard(shelf, upload.id, deps)
        raise


def _examined(upload: AskedUpload, by: Principal, deps: Deps) -> AskedUpload:
    """What was read once is not read again: an address takes nothing but the file that was announced."""
    check_arrived(_facts_of(upload), deps.materials.find(upload.id))
    if upload.arrived:
        return upload
    whole = deps.materials.read(upload.id)
    if whole is None:
        raise MaterialNotArrived
    fault = None if upload.checking_since else _fault_of(upload, whole, by, deps)
    if fault:
        raise REFUSALS[fault]
    if deps.scanner is None:
        return upload.model_copy(update={"arrived": True})
    return judged(upload, deps.scanner.scan(upload.id, whole), deps.clock().replace(microsecond=0))


def _fault_of(upload: AskedUpload, whole: bytes, by: Principal, deps: Deps) -> FileFault | None:
    """Whoever has sent many that take all of a file's time waits, and not everybody else. Raises TooOften, FileUnread,
    MaterialsUnavailable."""
    limits.check_limit("hard_file", by, deps)
    try:
        fault = deps.file_reading.fault(upload.media_type, whole)
    except FileUnread:
        limits.count("hard_file", by, deps)
        raise
    if fault is FileFault.TOO_COMPLEX:
        limits.count("hard_file", by, deps)
    return fault


def discard(shelf: Shelf, upload_id: str, deps: Deps) -> None:
    """Raises MaterialNotFound, DraftChanged."""
    # No submission counts the file any more before it goes; asked again after a failure, this goes on.
    change_asked(shelf, lambda now: discarding(now, upload_id), deps)
    deps.materials.delete(upload_id)
    change_asked(shelf, lambda now: discarded(now, upload_id), deps)


def uploads_now(asked: AskedUploads, *, by: Principal, deps: Deps) -> AskedUploads:
    """Everything asked for, as it is now: who sent a file and did not confirm it has sent it all the same, as far as there is
    time to read it; and what is gone from the store again has not arrived."""
    until = deps.clock() + EXAMINE_WITHIN
    return asked.model_copy(
        update={"uploads": tuple(_as_it_is(one, until, by, deps) for one in asked.uploads)}
    )


def change_asked(shelf: Shelf, rule: Callable[[AskedUploads], AskedUploads], deps: Deps) -> AskedUploads:
    """Again if beaten; the record lives as long as the youngest of its files may. Raises what `rule` raises, StaleWrite,
    DraftChanged (a submission has read it)."""

    def changed(body: Body | None) -> Body:
        asked = read_as(AskedUploads, body) if body is not None else AskedUploads()
        if asked.submitting_until and deps.clock() < asked.submitting_until:
            raise DraftChanged(BEING_SUBMITTED)
        return _body(rule(asked.model_copy(update={"submitting_until": None})))

    expires_at = end_of(MATERIALS, deps.clock())
    return read_as(
        AskedUploads, change_record(deps.store, MATERIALS, shelf.key, changed, expires_at=expires_at)
    )


def note_gone(shelf: Shelf, deps: Deps) -> None:
    """What was here and is gone from the store again has not arrived, also for whoever looks at the draft. Raises StoreError,
    DraftChanged."""
    here = (one.id for one in asked_of(shelf, deps).uploads if one.arrived)
    gone = {upload_id for upload_id in here if deps.materials.find(upload_id) is None}

    def noted(now: AskedUploads) -> AskedUploads:
        uploads = tuple(_not_here(one) if one.id in gone else one for one in now.uploads)
        return now.model_copy(update={"uploads": uploads})

    if gone:
        change_asked(shelf, noted, deps)


def claim_shelf(shelf: Shelf, seen: AskedUploads, deps: Deps) -> None:
    """What was read is what is submitted: no file of it goes, or comes, until the case is there. Raises StaleWrite."""
    found = deps.store.record(MATERIALS, shelf.key)
    if (read_as(AskedUploads, found.body) if found else AskedUploads()) != seen:
        raise StaleWrite
    if found:
        until = (deps.clock() + SUBMITTED_WITHIN).replace(microsecond=0)
        claimed = seen.model_copy(update={"submitting_until": until})
        deps.store.put(replace(found, body=_body(claimed)))


def clear(shelf: Shelf, deps: Deps) -> None:
    """Nobody needs the record any more; one that somebody writes at this moment expires by itself."""
    found = deps.store.record(MATERIALS, shelf.key)
    if found:
        with suppress(StaleWrite):
            deps.store.delete(found)


def discard_all(shelf: Shelf, deps: Deps) -> None:
    """Of a draft that nobody can submit any more. Raises StoreError; what is left then goes after its time, unclaimed."""
    asked = asked_of(shelf, deps)
    for upload_id in (*(one.id for one in asked.uploads), *asked.discarding):
        deps.materials.delete(upload_id)
    clear(shelf, deps)


def _body(asked: AskedUploads) -> Body:
    """What is not there is not written: a version from before can read the others."""
    unsaid = set() if asked.discarding else {"discarding"}
    return asked.model_dump(mode="json", exclude_none=True, exclude=unsaid)


def _as_it_is(upload: AskedUpload, until: datetime, by: Principal, deps: Deps) -> AskedUpload:
    try:
        return _examined(upload, by, deps) if upload.arrived or deps.clock() < until else upload
    except Unacceptable:
        return _not_here(upload)


def _not_here(upload: AskedUpload) -> AskedUpload:
    return upload.model_copy(update={"arrived": False, "checking_since": None})


def named(asked: AskedUploads, upload_id: str) -> AskedUpload:
    """Raises MaterialNotFound."""
    for one in asked.uploads:
        if one.id == upload_id:
            return one
    raise MaterialNotFound


def _facts_of(upload: UploadRequest) -> FileFacts:
    return FileFacts(upload.media_type, upload.size, upload.sha256)


def _is_same(one: AskedUpload, other: AskedUpload) -> bool:
    return (one.item, one.material, one.sha256) == (other.item, other.material, other.sha256)
