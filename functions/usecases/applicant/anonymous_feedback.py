"""问题反馈 of whoever has not signed in: kept like any other, bounded by network address, and found again by a code alone.

Nothing is kept of the sender. The code follows from the key that it was sent under, so that sending again tells it again;
what is stored is made of the code and does not tell it.
"""

from base64 import b32encode
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256

from functions.domain.applicant.refusals import FeedbackNotFound
from functions.domain.catalogue.refusals import UnknownRegion
from functions.domain.errors import StaleWrite
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.usecases import limits
from functions.usecases.applicant.feedback import feedback_name, found_of, kept_once
from functions.usecases.case.lists import cities_within
from functions.usecases.record_kinds.applicant import FEEDBACK_CODE
from functions.usecases.records import new_record
from schemas.applicant.feedback import CODE_LENGTH, FeedbackOrder

_ALL = "all"
WRONG_CODE = "没有找到该反馈，请核对查询码，注意不要漏掉字母和数字。"


@dataclass(frozen=True, slots=True)
class SentFeedback:
    id: str
    code: str = field(repr=False)


def send_anonymously(order: FeedbackOrder, *, address: str, key: str, deps: Deps) -> SentFeedback:
    """The same key with the same words from the same address is the same feedback, under the same code.

    Raises UnknownRegion, KeyReused, TooOften, StoreBusy.
    """
    if order.city not in cities_within("440000", (), deps):
        raise UnknownRegion
    sender = limits.name_of_address(address)
    limits.count_of("anonymous_feedback", sender, deps)
    limits.count_of("all_anonymous_feedback", limits.name_of_address(_ALL), deps)
    name = feedback_name(f"anonymous/{sender}", key)
    code = b32encode(sha256(f"feedback-code/{sender}/{key}".encode()).digest()).decode()[:CODE_LENGTH]

    def note(feedback_id: str) -> None:
        with suppress(StaleWrite):
            deps.store.put(new_record(FEEDBACK_CODE, _place(code), {"id": feedback_id}))

    found = kept_once(order, {"by": None, "role": None}, name=name, note=note, deps=deps)
    return SentFeedback(found, code)


def feedback_by_code(code: str, *, address: str, deps: Deps) -> Record:
    """The feedback, as `feedback_of` gives it. Raises FeedbackNotFound, TooOften."""
    sender = limits.name_of_address(address)
    limits.check_of("wrong_feedback_code", sender, deps)
    named = deps.store.record(FEEDBACK_CODE, _place(code))
    found = found_of(named.body["id"], deps) if named else None
    if found is None:
        limits.count_of("wrong_feedback_code", sender, deps)
        raise FeedbackNotFound(WRONG_CODE)
    return found


def _place(code: str) -> str:
    return sha256(f"feedback-code/{code}".encode()).hexdigest()
