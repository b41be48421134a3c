"""Files on their way: announced, sent to a signed address, looked at, and only then counted (上传).

Beside each draft, and beside each case that still wants files, stands one small record of what was asked for; it holds
codes, sizes and checksums, nothing of a person. The files themselves wait unclaimed for 61 days at most.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from functions.domain.errors import StaleWrite
from functions.domain.intake.files import FileFacts, check_announced, check_arrived
from functions.domain.intake.uploads import arrived, with_upload, without_upload
from functions.domain.refusals import MaterialNotArrived, MaterialNotFound, Unacceptable
from functions.ports.deps import Deps
from functions.ports.materials import Upload
from functions.usecases.record_kinds import MATERIALS, end_of
from functions.usecases.records import Body, change_record
from schemas.intake.materials import Asked, AskedUpload, UploadRequest

SEND_WITHIN = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where the uploads of one draft or case are noted: `draft/{id}` or `case/{id}`."""

    key: str


def shelf_of_draft(draft_id: str) -> Shelf:
    return Shelf(f"draft/{draft_id}")


def asked_of(shelf: Shelf, deps: Deps) -> Asked:
    """As it was noted last; nothing, if nothing was asked for yet."""
    found = deps.store.record(MATERIALS, shelf.key)
    return _parsed(found.body) if found else Asked()


def announce(shelf: Shelf, request: UploadRequest, deps: Deps) -> tuple[AskedUpload, Upload]:
    """Returns what is noted of it and where to send it; the same file again gets a new address under its first id.

    Raises MaterialTooLarge, MaterialEmpty, MaterialWrongType, TooManyMaterials.
    """
    check_announced(facts_of(request))
    upload = AskedUpload(**request.model_dump(), id=deps.new_id.case_id())
    asked = change_asked(shelf, lambda now: with_upload(now, upload), deps)
    kept = next(one for one in asked.uploads if _is_same(one, upload))
    until = (deps.clock() + SEND_WITHIN).replace(microsecond=0)
    return kept, deps.materials.upload(kept.id, facts_of(kept), until=until)


def confirm(shelf: Shelf, upload_id: str, deps: Deps) -> AskedUpload:
    """Look at what arrived. What is not the announced file is deleted, and has to be announced again.

    Raises MaterialNotFound, MaterialNotArrived, MaterialEmpty, MaterialTooLarge, MaterialWrongType, MaterialDiffers.
    """
    upload = named(asked_of(shelf, deps), upload_id)
    look_at(upload, shelf, deps)
    return named(change_asked(shelf, lambda now: arrived(now, upload_id), deps), upload_id)


def look_at(upload: AskedUpload, shelf: Shelf, deps: Deps) -> None:
    """Raises as `confirm` does."""
    try:
        check_arrived(facts_of(upload), deps.materials.find(upload.id))
    except MaterialNotArrived:
        raise
    except Unacceptable:
        discard(shelf, upload.id, deps)
        raise


def discard(shelf: Shelf, upload_id: str, deps: Deps) -> None:
    """Raises MaterialNotFound."""
    named(asked_of(shelf, deps), upload_id)
    # The file first: a note without a file is found at the next look, a file without a note is not.
    deps.materials.delete(upload_id)
    change_asked(shelf, lambda now: without_upload(now, upload_id), deps)


def looked_at(shelf: Shelf, deps: Deps) -> Asked:
    """Everything asked for, as it is now: who sent a file and did not confirm it has sent it all the same, and what is gone
    from the store again has not arrived."""
    asked = asked_of(shelf, deps)
    uploads = tuple(one.model_copy(update={"arrived": _is_there(one, deps)}) for one in asked.uploads)
    return asked.model_copy(update={"uploads": uploads})


def change_asked(shelf: Shelf, rule: Callable[[Asked], Asked], deps: Deps) -> Asked:
    """Again if beaten; the record lives as long as the youngest of its files may. Raises what `rule` raises, StaleWrite."""

    def changed(body: Body | None) -> Body:
        return rule(_parsed(body) if body is not None else Asked()).model_dump(mode="json")

    expires_at = end_of(MATERIALS, deps.clock())
    return _parsed(change_record(deps.store, MATERIALS, shelf.key, changed, expires_at=expires_at))


def clear(shelf: Shelf, deps: Deps) -> None:
    """Nobody needs the record any more; one that somebody writes at this moment expires by itself."""
    found = deps.store.record(MATERIALS, shelf.key)
    if found:
        with suppress(StaleWrite):
            deps.store.delete(found)


def _parsed(body: Body) -> Asked:
    return Asked.model_validate_json(json.dumps(dict(body)))


def _is_there(upload: AskedUpload, deps: Deps) -> bool:
    try:
        check_arrived(facts_of(upload), deps.materials.find(upload.id))
    except Unacceptable:
        return False
    return True


def named(asked: Asked, upload_id: str) -> AskedUpload:
    """Raises MaterialNotFound."""
    for one in asked.uploads:
        if one.id == upload_id:
            return one
    raise MaterialNotFound


def facts_of(upload: UploadRequest) -> FileFacts:
    return FileFacts(upload.media_type, upload.size, upload.sha256)


def _is_same(one: AskedUpload, other: AskedUpload) -> bool:
    return (one.item, one.material, one.sha256) == (other.item, other.material, other.sha256)
