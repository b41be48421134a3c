"""交付登记 at the window: a result or a decision is handed over, sent by post, or was signed for."""

from dataclasses import dataclass

from functions.domain.case.todos import may_be_posted, parcel_of, to_be_handed_over
from functions.pages.case.handover import (
    HandoverFields,
    Incomplete,
    day_handed_over,
    handover_fields,
    handover_of,
)
from functions.pages.case.posting import SIGNED_FOR, posting_fields, posting_of, signed_field
from functions.pages.case.views import address_of_case
from functions.pages.expected import EXPECTED, told
from functions.pages.fields import Field, Wrong, summary
from functions.pages.keys import key_of, new_key
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.shapes.case.handover import collected_facts
from functions.shapes.words import item_name
from functions.usecases.applicant import parcels, todos
from functions.usecases.case.view import ledger_of
from functions.web.roles import CLERKS
from schemas.applicant.todos import TodoDone
from schemas.codes_citizen import TodoKind

_DELIVERY = "/cases/{case_id}/items/{item}/delivery"


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """`handover`, `posting`, `signed`: what is asked where the one or the other may still be said."""

    back: str
    here: str
    name: str
    key: str
    said: tuple[tuple[str, str], ...]
    handover: HandoverFields | None
    posting: tuple[Field, ...]
    signed: Field | None
    wrong: tuple[Wrong, ...]
    problem: str


def show_delivery(asked: Asked) -> Answer:
    return _shown(asked)


def record_delivery(asked: Asked) -> Answer:
    form, signed = asked.form, asked.form.text(SIGNED_FOR) == "1"
    try:
        handover = None if signed else handover_of(form)
        on = day_handed_over(form)
    except Incomplete as error:
        return _shown(asked, handover=handover_fields("", sent=form, errors=error.errors))
    given = TodoDone(item=asked.path["item"], kind=TodoKind.FETCH, handover=handover, on=on)
    try:
        todos.mark(asked.path["case_id"], given, by=asked.by, key=key_of(asked), deps=asked.deps)
    except EXPECTED as error:
        return _shown(
            asked, problem=told(error), handover=handover_fields("", sent=form) if handover else None
        )
    return Sent(address_of_case(asked.path["case_id"], "items", asked.path["item"]))


def record_posting(asked: Asked) -> Answer:
    try:
        given = posting_of(asked.path["item"], asked.form)
        parcels.post(asked.path["case_id"], given, by=asked.by, key=key_of(asked), deps=asked.deps)
    except Incomplete as error:
        return _shown(asked, posting=posting_fields(sent=asked.form, errors=error.errors))
    except EXPECTED as error:
        return _shown(asked, problem=told(error), posting=posting_fields(sent=asked.form))
    return Sent(address_of_case(asked.path["case_id"], "items", asked.path["item"]))


def _shown(
    asked: Asked,
    *,
    handover: HandoverFields | None = None,
    posting: tuple[Field, ...] = (),
    problem: tuple[str, int] = ("", 200),
) -> Shown:
    """`handover`, `posting`: as they were filled in, and not taken."""
    case_id, code = asked.path["case_id"], asked.path["item"]
    ledger = ledger_of(case_id, by=asked.by, deps=asked.deps)
    item = ledger.item(code)
    back = address_of_case(case_id, "items", code)
    wrong = (*summary(handover.all if handover else ()), *summary(posting))
    view = DeliveryPage(
        back=back,
        here=f"{back}/delivery",
        name=item_name(asked.deps.editions(ledger.case.edition), code),
        key=new_key(asked),
        said=tuple(collected_facts(item)),
        handover=(handover or handover_fields("")) if to_be_handed_over(item) else None,
        posting=(posting or posting_fields()) if may_be_posted(item) else (),
        signed=signed_field() if may_be_posted(item) and parcel_of(item) else None,
        wrong=wrong,
        problem=problem[0],
    )
    status = 422 if wrong else problem[1]
    return Shown(
        "applicant/delivery.html", f"交付登记：{view.name}", view, status, wrong=bool(wrong or problem[0])
    )


PAGES = (
    Page(method="GET", path=_DELIVERY, roles=CLERKS, handler=show_delivery),
    Page(method="POST", path=_DELIVERY, roles=CLERKS, handler=record_delivery),
    Page(method="POST", path=f"{_DELIVERY}/parcels", roles=CLERKS, handler=record_posting),
)
