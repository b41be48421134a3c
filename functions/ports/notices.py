"""The gateway of messages to applicants."""

from typing import Literal, Protocol

from schemas.applicant.notices import NoticeMessage

# What the gateway said of a notice: it has it, or the applicant has it.
NoticeDelivery = Literal["sent", "delivered"]


class Notices(Protocol):
    """Sends a notice to the applicant under a deterministic key; the same key again is the same notice.

    Errors: NoticeUnavailable (408, 425, 429, 5xx, no answer in time); NoticeRefused (any other 4xx).
    """

    def send(self, message: NoticeMessage, *, key: str) -> NoticeDelivery: ...
