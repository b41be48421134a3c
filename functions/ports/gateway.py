"""Calls to departments' offices."""

from typing import TYPE_CHECKING, Protocol

from functions.ports.offices import Office

if TYPE_CHECKING:
    from schemas.office.dispatches import Message


class Gateway(Protocol):
    """Sends to a department's office under a deterministic key. 2xx and 409 are success: which of them, None where it is not
    known.

    Errors: DepartmentUnavailable (408, 425, 429, 5xx, no answer in time); DepartmentRefusedPayload (any other 4xx).
    """

    def send(self, office: Office, message: "Message", *, key: str) -> int | None: ...
