"""What goes to the province's message gateway (消息通知): which template, of which case, for which account. Nothing else.

The words a person reads belong to the template at the gateway; no name, number, item or address travels with a notice.
"""

from typing import Annotated, Literal

from pydantic import Field

from schemas.codes_citizen import NoticeTemplate
from schemas.wire import Instant, Reference, Wire


class NoticeMessage(Wire):
    """`recipient` is the opaque account (`sub`) that the applicant signed in with; the gateway knows how to reach it."""

    type: Literal["notice"]
    template: NoticeTemplate
    reference: Reference
    recipient: Annotated[str, Field(min_length=1, max_length=200)]
    sent_at: Instant
