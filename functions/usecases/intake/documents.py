"""Documents that an office sends with its answer (附件): announced, kept, opened and scanned as applicants' files are,
and then named by the answer.

What is attached and never sent goes as an upload that no case claimed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from uuid import UUID

from functions.domain.case.access import Principal
from functions.domain.case.documents import named_in
from functions.domain.case.item import CaseItem
from functions.domain.case.parts import ItemDocument
from functions.domain.case.refusals import (
    DocumentAlreadySent,
    DocumentNotReady,
    ItemNotFound,
    UnknownDocument,
)
from functions.domain.conflicts import ClaimFirst
from functions.domain.errors import StoreError
from functions.domain.intake.file_refusals import MaterialNotArrived, MaterialWrongType
from functions.domain.intake.files import plain_type, told_type
from functions.domain.intake.refusals import MaterialNotFound
from functions.domain.office.worklist import claimed_by
from functions.domain.refusals import Unacceptable
from functions.ports.deps import Deps
from functions.ports.materials import Upload
from functions.usecases.case.view import ledger_of
from functions.usecases.intake import uploads
from functions.usecases.intake.uploads import Shelf
from functions.usecases.office.desk import is_at_desk, own_item
from functions.usecases.office.places import Place
from schemas.case.answers import MOST_DOCUMENTS, Answer
from schemas.codes import Department, Role
from schemas.intake.materials import AskedUpload, AskedUploads, DocumentRequest, UploadRequest
from schemas.wire import Wire

_KIND = "answer_document"
# What was attached is there no more.
GONE = (MaterialNotFound, MaterialNotArrived)
# What every applicant's device opens.
_TYPES = ("application/pdf", "image/jpeg", "image/png")
WRONG_TYPE = "附上的文件应为 PDF、JPG 或者 PNG，且内容与类型一致，请转换后重新附上。"


def shelf_of_answer(item: CaseItem) -> Shelf:
    return Shelf(f"answer/{item.case_id}/{item.code}")


def document_id(item: CaseItem, digest: str) -> str:
    """Of a file by its content: attached twice, it is one."""
    whole = sha256(f"document/{item.case_id}/{item.code}/{digest}".encode()).digest()
    return str(UUID(bytes=whole[:16], version=4))


def held_at_desk(place: Place, *, by: Principal, deps: Deps) -> CaseItem:
    """Whoever may answer it may attach something. Raises CaseNotFound, ItemNotFound, ClaimFirst."""
    _, item = own_item(place, by=by, deps=deps)
    if not is_at_desk(item, deps):
        raise ItemNotFound
    if claimed_by(item, by.subject) != "me":
        raise ClaimFirst
    return item


def held_by_system(department: Department, reference: str, code: str, deps: Deps) -> CaseItem:
    """Raises CaseNotFound, ItemNotFound."""
    item = deps.store.ledger(deps.store.case_id_of(reference)).item(code)
    if item.department is not department or not item.dispatch.sent_round:
        raise ItemNotFound
    return item


def system_of(item: CaseItem) -> Principal:
    """Who is counted for what an office's system announces: it is known by its signature and has no account."""
    return Principal(f"{item.department.value}/{item.case_id}", Role.DEPARTMENT_STAFF)


def announce_for_item(
    item: CaseItem, request: DocumentRequest, *, by: Principal, deps: Deps
) -> tuple[AskedUpload, Upload]:
    """Raises DocumentAlreadySent, MaterialWrongType, and what `uploads.announce` raises."""
    own_id = document_id(item, request.sha256)
    if any(one.id == own_id for one in item.files.documents):
        raise DocumentAlreadySent
    if plain_type(request.media_type) not in _TYPES:
        raise MaterialWrongType(WRONG_TYPE)
    shelf = shelf_of_answer(item)
    asked = uploads.asked_of(shelf, deps)
    if len(asked.uploads) >= MOST_DOCUMENTS and all(one.id != own_id for one in asked.uploads):
        # It was attached longest ago and not sent. Its file stays, for an answer may name it at this very moment.
        _drop(shelf, {asked.uploads[0].id}, deps)
    whole = UploadRequest(item=item.code, material=_KIND, **request.model_dump())
    with _to_the_office():
        return uploads.announce(shelf, whole, by=by, deps=deps, upload_id=own_id)


def confirm_for_item(item: CaseItem, upload_id: str, deps: Deps) -> AskedUpload:
    """Raises what `uploads.confirm` raises."""
    shelf = shelf_of_answer(item)
    if any(one.id == upload_id for one in item.files.documents):
        # A file that the applicant has is not looked at again, nor ever deleted.
        return uploads.named(uploads.asked_of(shelf, deps), upload_id)
    with _to_the_office():
        return uploads.confirm(shelf, upload_id, by=system_of(item), deps=deps)


def bring_for_item(
    item: CaseItem, whole: bytes, media_type: str, *, by: Principal, deps: Deps
) -> AskedUpload:
    """Raises what `uploads.bring` raises."""

    def announced() -> tuple[AskedUpload, Upload]:
        said = told_type(media_type, whole)
        if said not in _TYPES:
            raise MaterialWrongType(WRONG_TYPE)
        request = DocumentRequest(media_type=said, size=len(whole), sha256=sha256(whole).hexdigest())
        return announce_for_item(item, request, by=by, deps=deps)

    return uploads.bring(whole, announced, lambda own_id: confirm_for_item(item, own_id, deps), deps)


Recording = Callable[[tuple[ItemDocument, ...]], CaseItem]


def answered_at_desk(place: Place, answer: Wire, record: Recording, *, by: Principal, deps: Deps) -> CaseItem:
    """Raises CaseNotFound, ItemNotFound, and what `_answered` raises."""
    if not named_in(answer):
        return record(())
    return _answered(own_item(place, by=by, deps=deps)[1], answer, record, deps)


def answered_by_system(department: Department, answer: Answer, record: Recording, deps: Deps) -> CaseItem:
    """Raises CaseNotFound, ItemNotFound, and what `_answered` raises."""
    if not named_in(answer):
        return record(())
    return _answered(held_by_system(department, answer.reference, answer.item, deps), answer, record, deps)


def _answered(item: CaseItem, answer: Wire, record: Recording, deps: Deps) -> CaseItem:
    """`record` is told what is known of the documents that the answer names. Raises UnknownDocument, DocumentNotReady,
    and what it raises."""
    found = tuple(_known(item, answer, deps))
    after = record(found)
    # The record of what was attached goes by itself, too.
    with suppress(StoreError):
        _drop(shelf_of_answer(item), {one.id for one in found}, deps)
    return after


def waiting_on(item: CaseItem, deps: Deps) -> tuple[AskedUpload, ...]:
    """Attached, and not sent yet."""
    return uploads.asked_of(shelf_of_answer(item), deps).uploads


def document_at_office(
    place: Place, document_id: str, *, by: Principal, deps: Deps
) -> ItemDocument | AskedUpload:
    """Sent or only attached. Raises CaseNotFound, ItemNotFound, MaterialNotFound."""
    _, item = own_item(place, by=by, deps=deps)
    sent = next((one for one in item.files.documents if one.id == document_id), None)
    if sent is not None:
        return sent
    waiting = uploads.named(uploads.asked_of(shelf_of_answer(item), deps), document_id)
    if not waiting.arrived:
        raise MaterialNotFound
    return waiting


def item_read(case_id: str, code: str, *, by: Principal, deps: Deps) -> CaseItem:
    """For its applicant, a clerk of the region, and its office. Raises CaseNotFound, ItemNotFound."""
    if by.department is not None:
        _, item = own_item(Place(by.department, case_id, code), by=by, deps=deps)
        return item
    return ledger_of(case_id, by=by, deps=deps).item(code)


def kept_document(item: CaseItem, document_id: str) -> ItemDocument:
    """Raises MaterialNotFound."""
    for one in item.files.documents:
        if one.id == document_id:
            return one
    raise MaterialNotFound


def _known(item: CaseItem, answer: Wire, deps: Deps) -> Iterator[ItemDocument]:
    sent = {one.id: one for one in item.files.documents}
    here = {one.id: one for one in waiting_on(item, deps)}
    now, kind = deps.clock().replace(microsecond=0), dict(answer)["type"]
    for named in named_in(answer):
        if named.id in sent:
            yield sent[named.id]
            continue
        upload = here.get(named.id)
        if upload is None:
            raise UnknownDocument
        if not upload.arrived:
            raise DocumentNotReady
        yield ItemDocument(
            id=upload.id,
            name=named.name,
            media_type=upload.media_type,
            size=upload.size,
            sha256=upload.sha256,
            at=now,
            answer=kind,
            scanned_at=upload.scanned_at,
        )


def _drop(shelf: Shelf, ids: set[str], deps: Deps) -> None:
    def without(now: AskedUploads) -> AskedUploads:
        return now.model_copy(update={"uploads": tuple(one for one in now.uploads if one.id not in ids)})

    uploads.change_asked(shelf, without, deps)


@contextmanager
def _to_the_office() -> Iterator[None]:
    """What is refused of a file is told to an applicant; here an office reads it."""
    try:
        yield
    except Unacceptable as error:
        words = error.detail.replace("办理机构", "申请人").replace("材料文件", "文件")
        raise type(error)(words) from error
