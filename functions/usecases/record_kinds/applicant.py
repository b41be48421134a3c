"""What applicants say of their cases, and the letters that they are given."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NotRequired, TypedDict

from functions.usecases.record_kinds.kept import Nothing, OwedSince, Plain, RecordKind

FEEDBACK_OPEN = "feedback_open"
FEEDBACK_CLOSED = "feedback_closed"
FEEDBACK_SENT = "feedback_sent"
FEEDBACK_CODE = "feedback_code"
OWN_FEEDBACK = "own_feedback"
RATING = "rating"
RATED = "rated"
ISSUED_LETTERS = "issued"
SEAL_OWED = "seal_owed"


class Feedback(TypedDict):
    """The order (FeedbackOrder) with its sender, None where nobody had signed in.

    Of `answers` each has `at`, `act` (the key that it came under), `said`.
    """

    city: str
    kind: str
    text: str
    reference: str | None
    by: str | None
    role: str | None
    answers: Sequence[Plain]


class FeedbackSent(TypedDict):
    id: str
    digest: str


class FeedbackCode(TypedDict):
    id: str


class RatingWords(TypedDict):
    """Beside the item's Rating, which has no words; `visit`: a VisitReport."""

    text: NotRequired[str | None]
    channel: NotRequired[str]
    visit: NotRequired[Plain]


class RatedPlace(TypedDict):
    case_id: str
    item: str


class IssuedLetter(TypedDict):
    """Nothing of the person. `files`: by the digest of a file that was printed, the number of the seal in it, or "".

    `seal`: number, name, at, demo, and the seal service's signature over the digest.
    """

    case_id: str
    item: str
    kind: str
    reference: str
    on: str
    digest: str
    office: str
    office_name: str
    has_place: bool
    files: Mapping[str, str]
    seal: Plain | None


APPLICANT_KINDS: Mapping[str, RecordKind] = {
    FEEDBACK_OPEN: RecordKind(Feedback, sealed=True, parted=True),
    FEEDBACK_CLOSED: RecordKind(Feedback, sealed=True, parted=True),
    # As long as its key may be sent again.
    FEEDBACK_SENT: RecordKind(FeedbackSent, life=timedelta(days=7)),
    # As long as the feedback itself; its key is made of the code, which nobody but the sender has.
    FEEDBACK_CODE: RecordKind(FeedbackCode),
    OWN_FEEDBACK: RecordKind(Nothing, parted=True),
    RATING: RecordKind(RatingWords, sealed=True),
    # By city, what leads to each item that was rated.
    RATED: RecordKind(RatedPlace, parted=True),
    # By its code, and as long as somebody may show the letter.
    ISSUED_LETTERS: RecordKind(IssuedLetter),
    SEAL_OWED: RecordKind(OwedSince),
}
