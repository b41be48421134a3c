"""The form of one answer as it stands, and what is made of what was typed in it."""

import json
from dataclasses import dataclass, replace

from pydantic import ValidationError

from functions.domain.refusals import NotFound
from functions.pages.fields import Field, Kind, Wrong, summary, with_errors
from functions.pages.forms import Form, lines_of
from functions.pages.keys import new_key
from functions.pages.office.asking import About, Drafted, answer_fields, draft, typed
from functions.pages.office.attaching import ATTACHED_FILE, attached_body, fields_of_files, may_attach
from functions.pages.office.missing import Listing, drafted, listing, listing_with_told
from functions.pages.office.paper_fields import paper_fields, wanted_papers, with_papers
from functions.pages.office.views_list import desk_address
from functions.pages.office.words import plain_detail, said_of
from functions.pages.page import Answer, Asked, Shown
from functions.shapes.words import item_name
from functions.usecases.office.desk import Seen
from functions.web.whole_number import number_or
from schemas.codes import AnswerType
from schemas.office.worklist import STAFF_ANSWER
from schemas.problems import problems
from schemas.wire import Wire

# Where the claim is lost: that it is to be had first, and why it is taken over from somebody.
CLAIM, CLAIM_REASON = "claim", "claim_reason"
# What the page itself sends along, beside what was typed of the answer.
_OWN = ("token", "key", "exact", "edit", "round", CLAIM, CLAIM_REASON)


@dataclass(frozen=True, slots=True)
class AnswerHead:
    """Which answer to which item, as its form and the look before it is sent both say; `back`: the item's page."""

    address: str
    back: str
    name: str
    reference: str
    act: str
    follows: str


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """`trouble`: why it could not be sent; `claim`: what the button does before, "" nothing."""

    head: AnswerHead
    round: int
    fields: tuple[Field, ...]
    listing: Listing | None
    attaches: bool
    wrong: tuple[Wrong, ...]
    key: str
    trouble: str = ""
    claim: str = ""


@dataclass(frozen=True, slots=True)
class Unheld:
    """Why an answer waits for a claim: who has it; and what the button does, with what is asked for that."""

    trouble: str
    button: str
    asks: tuple[Field, ...] = ()


def answer_kind(asked: Asked) -> AnswerType:
    given = asked.path["answer"]
    if given not in set(AnswerType):
        raise NotFound
    return AnswerType(given)


def answer_shown(
    asked: Asked, seen: Seen, form: Form, errors: dict[str, str], unheld: Unheld | None = None
) -> Answer:
    kind, item = answer_kind(asked), seen.item
    fields = (*answer_fields(kind, about_of(seen), asked.deps.clock()), *answer_papers(asked, seen, form))
    if may_attach(kind):
        fields = (*fields, *fields_of_files(asked, seen, form))
    asks = unheld.asks if unheld else ()
    fields = with_errors(typed((*asks, *fields), form) if form.fields else fields, errors)
    listed = None
    if kind is AnswerType.CORRECTION_REQUESTED:
        listed = listing_with_told(listing(seen.listed.catalogued, form), errors)
    wrong = summary((*(listed.fields if listed else ()), *fields))
    head = answer_head(asked, seen)
    view = AnswerPage(
        head=head,
        round=item.dispatch.round,
        fields=fields,
        listing=listed,
        attaches=may_attach(kind),
        wrong=wrong,
        key=new_key(asked),
        trouble=unheld.trouble if unheld else "",
        claim=unheld.button if unheld else "",
    )
    status = 422 if wrong else 409 if unheld else 200
    title = f"{head.act}：{head.name}"
    return Shown("office/answer.html", title, view, status=status, wrong=bool(wrong or unheld))


def answer_head(asked: Asked, seen: Seen) -> AnswerHead:
    kind, item = answer_kind(asked), seen.item
    address, said = desk_address(item.case_id, item.code), said_of(kind, item)
    return AnswerHead(
        address=f"{address}/answers/{kind.value}",
        back=address,
        name=item_name(asked.deps.editions(seen.ledger.case.edition), item.code),
        reference=seen.ledger.case.reference,
        act=said.act,
        follows=said.follows,
    )


def about_of(seen: Seen) -> About:
    return About(seen.item, seen.listed.catalogued)


def answer_papers(asked: Asked, seen: Seen, form: Form) -> tuple[Field, ...]:
    return tuple(paper_fields(wanted_papers(answer_kind(asked), asked, seen), form))


def drafted_answer(asked: Asked, seen: Seen) -> Drafted:
    kind, now = answer_kind(asked), asked.deps.clock()
    round_ = number_or(seen.item.dispatch.round, asked.form.text("round"), digits=2)
    made = draft(kind, about_of(seen), asked.form, round_=round_, now=now)
    if may_attach(kind):
        places = {**made.places, "/documents": ATTACHED_FILE}
        made = replace(made, body={**made.body, **attached_body(asked.form)}, places=places)
    if papers := wanted_papers(kind, asked, seen):
        made = with_papers(made, papers, asked.form, seen.office.name if seen.office else None)
    if kind is not AnswerType.CORRECTION_REQUESTED:
        return made
    more = drafted(listing(seen.listed.catalogued, asked.form))
    return Drafted({**made.body, **more.body}, {**made.places, **more.places}, {**made.errors, **more.errors})


def read_answer(made: Drafted) -> tuple[Wire | None, dict[str, str]]:
    """The answer as the interface takes it, or what is wrong, by field."""
    if made.errors:
        return None, dict(made.errors)
    try:
        return STAFF_ANSWER.validate_json(json.dumps(made.body)), {}
    except ValidationError as error:
        found: dict[str, str] = {}
        for pointer, detail in problems(error):
            found.setdefault(made.places.get(pointer, "at"), plain_detail(detail))
        return None, found


def lines_typed(form: Form) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in lines_of(form) if pair[0] not in _OWN)


def claim_asks() -> Field:
    return Field(CLAIM_REASON, "接手的理由", Kind.LONG_TEXT, rows=2)
