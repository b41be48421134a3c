"""Answering one item: the form of each kind, a look before it is sent, and then once."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from pydantic import ValidationError

from functions.domain.case.refusals import DocumentNotReady, UnacceptableAnswer, UnknownDocument
from functions.domain.conflicts import Conflict
from functions.domain.errors import MaterialsUnavailable
from functions.domain.office.worklist import claimed_by
from functions.domain.refusals import NotFound
from functions.pages.fields import Field, Kind, Wrong, summary, with_errors
from functions.pages.files import OF_A_FILE, seeing
from functions.pages.forms import NOTHING_SENT, Form, lines_of
from functions.pages.keys import key_of, new_key
from functions.pages.moments import day, moment
from functions.pages.office.asking import WHEN, About, Drafted, answer_fields, draft, typed
from functions.pages.office.attaching import (
    ATTACHED_FILE,
    Attached,
    attach,
    attached_body,
    fields_of_files,
    may_attach,
    papers_of,
)
from functions.pages.office.missing import Listing, drafted, listing, listing_with_told
from functions.pages.office.pages_item import ITEM_PATH, done_here, office_item_shown, refused_here
from functions.pages.office.paper_fields import paper_fields, wanted_papers, with_papers
from functions.pages.office.place import asked_place
from functions.pages.office.views_list import desk_address
from functions.pages.office.views_papers import Fact, ShownPaper
from functions.pages.office.words import SAID, follows, is_first_check, plain_detail
from functions.pages.page import Answer, Asked, Page, Shown
from functions.shapes.words import item_name
from functions.usecases.intake.documents import answered_at_desk, waiting_on
from functions.usecases.office import desk, worklist
from functions.usecases.office.desk import Seen
from functions.web.roles import STAFF
from functions.web.whole_number import number_or
from schemas.codes import AnswerType
from schemas.office.worklist import STAFF_ANSWER
from schemas.problems import problems
from schemas.wire import Wire

_ANSWERS = f"{ITEM_PATH}/answers/{{answer}}"
# What the page itself sends along, beside what was typed.
_OWN = ("token", "key", "exact", "edit", "round")
_NOT_NOW = "这种答复现在不能作出：事项的状态已经改变，或者您还没有领取。请按本页所列的办理。"


@dataclass(frozen=True, slots=True)
class AnswerPage:
    address: str
    back: str
    name: str
    reference: str
    act: str
    follows: str
    round: int
    fields: tuple[Field, ...]
    listing: Listing | None
    attaches: bool
    wrong: tuple[Wrong, ...]


@dataclass(frozen=True, slots=True)
class _CheckPage:
    """`carried`: what was typed, unseen; `exact`: the moment that it is sent with, however late that is."""

    address: str
    back: str
    name: str
    reference: str
    act: str
    follows: str
    facts: tuple[Fact, ...]
    papers: tuple[ShownPaper, ...]
    carried: tuple[tuple[str, str], ...]
    key: str
    exact: str
    round: int


def answer_kind(asked: Asked) -> AnswerType:
    given = asked.path["answer"]
    if given not in set(AnswerType):
        raise NotFound
    return AnswerType(given)


def show_office_answer(asked: Asked) -> Answer:
    seen = desk.see(asked_place(asked), by=asked.by, deps=asked.deps)
    return _form(asked, seen, NOTHING_SENT, {}) if _may(asked, seen) else _not_now(asked)


def check_office_answer(asked: Asked) -> Answer:
    seen = desk.see(asked_place(asked), by=asked.by, deps=asked.deps)
    if not _may(asked, seen):
        return _not_now(asked)
    if asked.form.text("edit") == "1":
        return _form(asked, seen, asked.form, {})
    taken = attach(asked, seen, asked.form) if may_attach(answer_kind(asked)) else Attached(asked.form)
    asked = replace(asked, form=taken.form)
    made = _drafted(asked, seen)
    given, errors = read_answer(made)
    if given is None or taken.error:
        return _form(
            asked, seen, asked.form, {**errors, **({ATTACHED_FILE: taken.error} if taken.error else {})}
        )
    try:
        desk.check_answer(asked_place(asked), given, by=asked.by, deps=asked.deps)
    except UnacceptableAnswer as error:
        told = {made.places.get(one.pointer, "at"): plain_detail(one.detail) for one in error.problems}
        return _form(asked, seen, asked.form, told or {"at": plain_detail(error.detail)})
    except Conflict as error:
        return refused_here(asked, error)
    return _check(asked, seen, made)


def send_office_answer(asked: Asked) -> Answer:
    """The same key gets the first's end, so that what stands now is not asked before."""
    kind = answer_kind(asked)
    seen = desk.see(asked_place(asked), by=asked.by, deps=asked.deps)
    given, errors = read_answer(_drafted(asked, seen))
    if given is None:
        return _form(asked, seen, asked.form, errors)
    place = asked_place(asked)
    say = partial(worklist.answer, place, given, by=asked.by, key=key_of(asked), deps=asked.deps)
    try:
        answered_at_desk(place, given, lambda found: say(documents=found), by=asked.by, deps=asked.deps)
    except (UnknownDocument, DocumentNotReady, MaterialsUnavailable) as error:
        return _form(asked, seen, asked.form, {ATTACHED_FILE: plain_detail(error.detail)})
    except (Conflict, UnacceptableAnswer) as error:
        return refused_here(asked, error)
    return done_here(asked, kind.value)


def _may(asked: Asked, seen: Seen) -> bool:
    return answer_kind(asked) in seen.says and claimed_by(seen.item, asked.by.subject) == "me"


def _not_now(asked: Asked) -> Answer:
    return office_item_shown(asked, trouble=_NOT_NOW, status=409)


def _about(seen: Seen) -> About:
    return About(seen.item, seen.listed.catalogued)


def _drafted(asked: Asked, seen: Seen) -> Drafted:
    kind, now = answer_kind(asked), asked.deps.clock()
    round_ = number_or(seen.item.dispatch.round, asked.form.text("round"), digits=2)
    made = draft(kind, _about(seen), asked.form, round_=round_, now=now)
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


def _form(asked: Asked, seen: Seen, form: Form, errors: dict[str, str]) -> Answer:
    kind, item = answer_kind(asked), seen.item
    fields = (*answer_fields(kind, _about(seen), asked.deps.clock()), *_paper_fields(asked, seen, form))
    if may_attach(kind):
        fields = (*fields, *fields_of_files(asked, seen, form))
    fields = with_errors(typed(fields, form) if form.fields else fields, errors)
    listed = None
    if kind is AnswerType.CORRECTION_REQUESTED:
        listed = listing_with_told(listing(seen.listed.catalogued, form), errors)
    wrong = summary((*(listed.fields if listed else ()), *fields))
    address, said = desk_address(item.case_id, item.code), SAID[kind]
    name = _name(asked, seen)
    view = AnswerPage(
        address=f"{address}/answers/{kind.value}",
        back=address,
        name=name,
        reference=seen.ledger.case.reference,
        act=said.act,
        follows=follows(kind, contestable=is_first_check(item)),
        round=item.dispatch.round,
        fields=fields,
        listing=listed,
        attaches=may_attach(kind),
        wrong=wrong,
    )
    status = 422 if wrong else 200
    return Shown("office/answer.html", f"{said.act}：{name}", view, status=status, wrong=bool(wrong))


def _paper_fields(asked: Asked, seen: Seen, form: Form) -> tuple[Field, ...]:
    return tuple(paper_fields(wanted_papers(answer_kind(asked), asked, seen), form))


def _name(asked: Asked, seen: Seen) -> str:
    return item_name(asked.deps.editions(seen.ledger.case.edition), seen.item.code)


def _check(asked: Asked, seen: Seen, made: Drafted) -> Answer:
    kind, item = answer_kind(asked), seen.item
    own = answer_fields(kind, _about(seen), asked.deps.clock())
    fields = typed((*own, *_paper_fields(asked, seen, asked.form)), asked.form)
    lines = tuple((str(one["name"]), str(one["reason"])) for one in made.body.get("missing", ()))
    address, said = desk_address(item.case_id, item.code), SAID[kind]
    view = _CheckPage(
        address=f"{address}/answers/{kind.value}",
        back=address,
        name=_name(asked, seen),
        reference=seen.ledger.case.reference,
        act=said.act,
        follows=follows(kind, contestable=is_first_check(item)),
        facts=(*lines, *answer_facts(fields), *told_at_facts(made.body["at"], asked)),
        papers=papers_of(asked, seen, asked.form, address),
        carried=lines_typed(asked.form),
        key=new_key(asked),
        exact=made.body["at"],
        round=made.body["round"],
    )
    headers = seeing(waiting_on(item, asked.deps), asked.deps) if view.papers else {}
    return Shown("office/check.html", f"核对后发送：{said.act}", view, headers=headers)


def answer_facts(fields: tuple[Field, ...]) -> tuple[Fact, ...]:
    return tuple((one.label, _shown(one)) for one in fields if one.value and one.name not in WHEN)


def told_at_facts(exact: str, asked: Asked) -> tuple[Fact, ...]:
    return (("作出的时间", moment(datetime.fromisoformat(exact), asked.deps.clock())),)


def _shown(field: Field) -> str:
    return day(date.fromisoformat(field.value)) if field.kind is Kind.DATE else field.shown


def lines_typed(form: Form) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in lines_of(form) if pair[0] not in _OWN)


PAGES = (
    Page(method="GET", path=_ANSWERS, roles=STAFF, handler=show_office_answer),
    Page(method="POST", path=_ANSWERS, roles=STAFF, handler=check_office_answer, most=OF_A_FILE),
    Page(method="POST", path=f"{_ANSWERS}/send", roles=STAFF, handler=send_office_answer),
)
