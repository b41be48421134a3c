"""What is asked where a result, or a decision, is sent by post: by whom, under which number."""

from pydantic import ValidationError

from functions.pages.case.handover import ON, Incomplete
from functions.pages.expected import by_field
from functions.pages.fields import Field, Kind, filled, with_errors
from functions.pages.forms import NOTHING_SENT, Form
from schemas.applicant.todos import Posting

# The button that says that the parcel was signed for, where nobody shows a paper.
SIGNED_FOR = "signed_for"
_WANTED = {"carrier": "请填写承运单位的名称。", "number": "请填写邮件号码：5 至 40 位的字母、数字或者短横。"}


def signed_field() -> Field:
    return Field(
        ON,
        "签收的日期",
        Kind.DATE,
        hint="按承运单位的签收记录；今天签收的不填。",
        optional=True,
        form="signed",
    )


def posting_fields(*, sent: Form = NOTHING_SENT, errors: dict[str, str] | None = None) -> tuple[Field, ...]:
    asked = (
        Field("carrier", "承运单位", width=20, hint="例如中国邮政速递。", form="post"),
        Field("number", "邮件号码", width=20, hint="申请人会看到，用来查询。", form="post"),
    )
    return with_errors(tuple(filled(one, sent) for one in asked), errors or {})


def posting_of(item: str, form: Form) -> Posting:
    """Raises Incomplete."""
    given = {"item": item, "carrier": form.text("carrier"), "number": form.text("number")}
    try:
        return Posting.model_validate(given)
    except ValidationError as error:
        raise Incomplete({name: _WANTED[name] for name in by_field(error) if name in _WANTED}) from None
