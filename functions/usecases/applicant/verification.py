"""文书查验: whoever has a letter's code learns whether it was issued here, of which kind, when, and with which digest.

Nothing of the person is on record, so that nothing can be told; what the code does not name is told as one thing.
"""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from functions.domain.applicant.issue import still_stands
from functions.domain.applicant.paper import GivenSeal
from functions.domain.applicant.refusals import LetterUnknown
from functions.domain.case.refusals import CaseNotFound, ItemNotFound
from functions.ports.deps import Deps
from functions.usecases import limits
from functions.usecases.applicant.issued import read_seal
from functions.usecases.record_kinds.applicant import ISSUED_LETTERS
from functions.usecases.records import Body
from schemas.codes import LetterKind


@dataclass(frozen=True, slots=True)
class VerifiedLetter:
    """`sealable`: an office's letter, which bears its seal. `stands`: the decision that it tells of was not replaced since.

    `printed`: of the file held against it, the number of the seal that this file bears, "" of none; None: it is not one of
    ours, or there was none to hold.
    """

    kind: LetterKind
    item: str
    reference: str
    on: date
    digest: str
    seal: GivenSeal | None
    sealable: bool
    stands: bool
    printed: str | None = None


def verify_letter(code: str, *, address: str, deps: Deps, file: bytes | None = None) -> VerifiedLetter:
    """Raises LetterUnknown, TooOften, StoreBusy."""
    limits.count_of("verify", limits.name_of_address(address), deps)
    found = deps.store.record(ISSUED_LETTERS, code)
    if found is None:
        raise LetterUnknown
    body, kind = found.body, LetterKind(found.body["kind"])
    return VerifiedLetter(
        kind=kind,
        item=body["item"],
        reference=body["reference"],
        on=date.fromisoformat(body["on"]),
        digest=body["digest"],
        seal=read_seal(body),
        sealable=body["has_place"],
        stands=_stands(body, kind, deps),
        printed=None if file is None else body["files"].get(sha256(file).hexdigest()),
    )


def _stands(body: Body, kind: LetterKind, deps: Deps) -> bool:
    try:
        item = deps.store.ledger(body["case_id"]).item(body["item"])
    except (CaseNotFound, ItemNotFound):
        return True
    return still_stands(item, kind)
