"""Letters as they are issued: on record before anybody has one, then sealed where a seal service is connected (电子印章).

That its seal is owed is written first, then the letter; it stands there until the seal does, so that the sweep asks again
under the same key what nobody answered, and so does whoever opens the letter.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from functions.domain.applicant.issue import (
    NO_SEAL_SERVICE,
    SEAL_AWAITED,
    SEAL_REFUSED,
    Issue,
    as_issued,
    content_digest,
    letter_code,
    seal_place,
)
from functions.domain.applicant.letter_bodies import Letter
from functions.domain.applicant.paper import GivenSeal, Paper, SealImprint
from functions.domain.case.item import CaseItem
from functions.domain.clock import shanghai_date
from functions.domain.errors import PlatformError, PlatformRefused, PlatformUnavailable, StaleWrite
from functions.ports.case_store import Record
from functions.ports.deps import SEALS_LINE, Deps
from functions.ports.electronic_seal import SealGiven, SealOrder
from functions.telemetry.lines import write_line
from functions.usecases.office.circuits import resting, through_circuit
from functions.usecases.owed import came_to_nothing
from functions.usecases.record_kinds.applicant import ISSUED_LETTERS, SEAL_OWED
from functions.usecases.records import Body, change_record, new_record

# Of the files that were printed of one letter, so many are known again; a release that prints otherwise makes one more.
_MOST_FILES = 20


@dataclass(frozen=True, slots=True)
class LetterOffice:
    """Whose letter it is."""

    id: str
    name: str


def issue_letter(paper: Paper, item: CaseItem, letter: Letter, office: LetterOffice, deps: Deps) -> Paper:
    """With its code, its digest and its seal, or why it has none. Raises StoreBusy."""
    digest = content_digest(paper)
    code = letter_code(item.case_id, item.code, letter.name, digest)
    on_record = deps.store.record(ISSUED_LETTERS, code)
    body = on_record.body if on_record else _registered(code, digest, paper, item, letter, office, deps)
    without = NO_SEAL_SERVICE
    if body["seal"] is None and _is_sealed(body, deps):
        body, without = _sealed_now(code, body, deps)
    issue = Issue(code, digest, deps.public_address, read_seal(body), without)
    return as_issued(paper, issue)


def read_seal(body: Mapping[str, Any]) -> GivenSeal | None:
    seal = body["seal"]
    if seal is None:
        return None
    return GivenSeal(seal["number"], seal["name"], datetime.fromisoformat(seal["at"]), seal["demo"])


def note_file(paper: Paper, file: bytes, deps: Deps) -> None:
    """That this very file was printed of the letter, so that whoever has it can hold it against the record; with the seal
    that stands in it, whatever came to the record meanwhile.

    Raises StaleWrite, StoreBusy: a file that would not be known again is not handed over.
    """
    digest, found = sha256(file).hexdigest(), deps.store.record(ISSUED_LETTERS, paper.code)
    if found is None or digest in found.body["files"]:
        return

    def noted(body: Body | None) -> Body:
        body = body or found.body
        newest = dict([*body["files"].items(), (digest, _seal_number(paper))][-_MOST_FILES:])
        return {**body, "files": newest}

    change_record(deps.store, ISSUED_LETTERS, paper.code, noted)


def seal_owed(code: str, deps: Deps) -> bool:
    """What the sweep does of an owed seal: whether it is there now, or will not come. Raises StoreError."""
    found = deps.store.record(ISSUED_LETTERS, code)
    if found is None:
        # Not on record yet, or that came to nothing.
        owed = deps.store.record(SEAL_OWED, code)
        if owed and came_to_nothing(owed, deps.clock()):
            _settled(code, deps)
        return False
    if found.body["seal"] or not _is_sealed(found.body, deps):
        _settled(code, deps)
        return False
    body, _ = _sealed_now(code, found.body, deps)
    return body["seal"] is not None


def _registered(
    code: str, digest: str, paper: Paper, item: CaseItem, letter: Letter, office: LetterOffice, deps: Deps
) -> Body:
    body: Body = {
        "case_id": item.case_id,
        "item": item.code,
        "kind": letter.kind.value,
        "reference": paper.reference,
        "on": shanghai_date(letter.at).isoformat(),
        "digest": digest,
        "office": office.id,
        "office_name": office.name,
        "has_place": seal_place(paper) is not None,
        "files": {},
        "seal": None,
    }
    # Owed before there is a letter: one that is on record is sealed, whoever dies in between.
    if _is_sealed(body, deps):
        with suppress(StaleWrite):
            deps.store.put(new_record(SEAL_OWED, code, {"at": deps.clock().isoformat()}))
    with suppress(StaleWrite):
        deps.store.put(new_record(ISSUED_LETTERS, code, body))
    return body


def _is_sealed(body: Body, deps: Deps) -> bool:
    return deps.electronic_seal is not None and bool(body["has_place"])


def _sealed_now(code: str, body: Body, deps: Deps) -> tuple[Body, str]:
    """(The record as it is after one try, what a letter without a seal says.)"""
    if resting(SEALS_LINE, deps):
        return body, SEAL_AWAITED
    try:
        given = through_circuit(SEALS_LINE, lambda: _asked(code, body, deps), deps)
    except PlatformUnavailable as error:
        _told(code, error)
        return body, SEAL_AWAITED
    except PlatformRefused as error:
        _told(code, error)
        _settled(code, deps)
        return body, SEAL_REFUSED
    after = change_record(deps.store, ISSUED_LETTERS, code, lambda known: _with_seal(known or body, given))
    _settled(code, deps)
    return after, ""


def _asked(code: str, body: Body, deps: Deps) -> SealGiven:
    if deps.electronic_seal is None:
        raise PlatformUnavailable
    order = SealOrder(
        office=body["office"],
        office_name=body["office_name"],
        kind=body["kind"],
        on=date.fromisoformat(body["on"]),
        digest=body["digest"],
    )
    return deps.electronic_seal.seal(order, key=f"{body['case_id']}/seal/{code}")


def _with_seal(body: Body, given: SealGiven) -> Body:
    """The first that came stays."""
    if body["seal"]:
        return body
    seal = given.seal
    told = {"number": seal.number, "name": seal.name, "at": seal.at.isoformat(), "demo": seal.demo}
    return {**body, "seal": {**told, "signature": given.signature}}


def _settled(code: str, deps: Deps) -> None:
    owed: Record | None = deps.store.record(SEAL_OWED, code)
    if owed:
        with suppress(StaleWrite):
            deps.store.delete(owed)


def _seal_number(paper: Paper) -> str:
    return next((block.seal.number for block in paper.blocks if isinstance(block, SealImprint)), "")


def _told(code: str, error: PlatformError) -> None:
    write_line("letter not sealed", {"error": type(error).__name__}, level="WARNING")
