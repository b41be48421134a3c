"""What goes to the province's message gateway (消息通知): which template, of which case, for which account. Nothing else.

The words a person reads belong to the template at the gateway; no name, number, item or address travels with a notice to an
account. Whoever has no account is told by the phone of their form: the number, and whole sentences of what to do and where.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from schemas.codes_citizen import NoticeTemplate
from schemas.form.types import Phone
from schemas.wire import Instant, LongText, Reference, Wire


class NoticeMessage(Wire):
    """`recipient` is the opaque account (`sub`) that the applicant signed in with; the gateway knows how to reach it.

    `phone` and `text` are in its place for somebody without an account. `text` names the case by its reference and an item by
    its public name, never a person.
    """

    type: Literal["notice"]
    template: NoticeTemplate
    reference: Reference
    recipient: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    phone: Annotated[Phone | None, Field(repr=False)] = None
    text: LongText | None = None
    sent_at: Instant

    @model_validator(mode="after")
    def _reaches_one(self) -> Self:
        if (self.recipient is None) == (self.phone is None) or (self.phone is None) != (self.text is None):
            raise ValueError("通知只发给账号，或者发给手机号码并写明内容")
        return self
