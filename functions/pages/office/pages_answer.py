"""Answering one item: the form of each kind, a look before it is sent, and then once."""

from dataclasses import replace
from functools import partial

from functions.domain.case.refusals import (
    CaseNotFound,
    DocumentNotReady,
    ItemNotFound,
    UnacceptableAnswer,
    UnknownDocument,
)
from functions.domain.conflicts import ClaimFirst, Conflict
from functions.domain.errors import MaterialsUnavailable
from functions.pages.files import OF_A_FILE
from functions.pages.forms import NOTHING_SENT
from functions.pages.keys import key_of
from functions.pages.office.answer_check import answer_checked
from functions.pages.office.answer_form import answer_kind, answer_shown, drafted_answer, read_answer
from functions.pages.office.attaching import ATTACHED_FILE, Attached, attach, may_attach
from functions.pages.office.pages_item import ITEM_PATH, done_here, office_item_shown
from functions.pages.office.place import asked_place
from functions.pages.office.unsent import (
    NOT_NOW,
    claimed_on_the_way,
    gone_answer,
    is_mine,
    unheld_answer,
    unsent_answer,
)
from functions.pages.office.words import plain_detail
from functions.pages.page import Answer, Asked, Page
from functions.usecases.intake.documents import answered_at_desk
from functions.usecases.office import desk, staff_answers
from functions.usecases.office.desk import Seen
from functions.web.roles import STAFF

_ANSWERS = f"{ITEM_PATH}/answers/{{answer}}"
_CLAIM_FIRST = "请先领取该事项，再答复。"


def show_office_answer(asked: Asked) -> Answer:
    seen = _seen(asked)
    if answer_kind(asked) not in seen.says:
        return office_item_shown(asked, trouble=NOT_NOW, status=409)
    if is_mine(asked, seen):
        return answer_shown(asked, seen, NOTHING_SENT, {})
    # What stands in a form that comes anew (大字版) is kept, too.
    return (
        unheld_answer(asked, seen)
        if asked.form.fields
        else office_item_shown(asked, trouble=_CLAIM_FIRST, status=409)
    )


def check_office_answer(asked: Asked) -> Answer:
    try:
        seen = claimed_on_the_way(asked, _seen(asked))
    except (CaseNotFound, ItemNotFound) as error:
        return gone_answer(asked, error)
    return _checked(asked, seen) if isinstance(seen, Seen) else seen


def _checked(asked: Asked, seen: Seen) -> Answer:
    if answer_kind(asked) not in seen.says:
        return unsent_answer(asked, seen)
    if not is_mine(asked, seen):
        return unheld_answer(asked, seen)
    if asked.form.text("edit") == "1":
        return answer_shown(asked, seen, asked.form, {})
    taken = attach(asked, seen, asked.form) if may_attach(answer_kind(asked)) else Attached(asked.form)
    asked = replace(asked, form=taken.form)
    made = drafted_answer(asked, seen)
    given, errors = read_answer(made)
    if given is None or taken.error:
        told = {**errors, **({ATTACHED_FILE: taken.error} if taken.error else {})}
        return answer_shown(asked, seen, asked.form, told)
    try:
        desk.check_answer(asked_place(asked), given, by=asked.by, deps=asked.deps)
    except UnacceptableAnswer as error:
        told = {made.places.get(one.pointer, "at"): plain_detail(one.detail) for one in error.problems}
        return answer_shown(asked, seen, asked.form, told or {"at": plain_detail(error.detail)})
    except Conflict as error:
        return unsent_answer(asked, seen, error)
    return answer_checked(asked, seen, made)


def send_office_answer(asked: Asked) -> Answer:
    """The same key gets the first's end, so that what stands now is not asked before."""
    try:
        return _sent(asked, _seen(asked))
    except (CaseNotFound, ItemNotFound) as error:
        return gone_answer(asked, error)


def _sent(asked: Asked, seen: Seen) -> Answer:
    given, errors = read_answer(drafted_answer(asked, seen))
    if given is None:
        return answer_shown(asked, seen, asked.form, errors)
    place = asked_place(asked)
    say = partial(staff_answers.answer, place, given, by=asked.by, key=key_of(asked), deps=asked.deps)
    try:
        answered_at_desk(place, given, lambda found: say(documents=found), by=asked.by, deps=asked.deps)
    except (UnknownDocument, DocumentNotReady, MaterialsUnavailable) as error:
        return answer_shown(asked, seen, asked.form, {ATTACHED_FILE: plain_detail(error.detail)})
    except ClaimFirst as error:
        now = _seen(asked)
        return (
            unheld_answer(asked, now) if answer_kind(asked) in now.says else unsent_answer(asked, now, error)
        )
    except (Conflict, UnacceptableAnswer) as error:
        return unsent_answer(asked, seen, error)
    return done_here(asked, answer_kind(asked).value)


def _seen(asked: Asked) -> Seen:
    """Raises NotFound for what is no kind of answer, CaseNotFound, ItemNotFound."""
    answer_kind(asked)
    return desk.see(asked_place(asked), by=asked.by, deps=asked.deps)


PAGES = (
    Page(method="GET", path=_ANSWERS, roles=STAFF, handler=show_office_answer),
    Page(method="POST", path=_ANSWERS, roles=STAFF, handler=check_office_answer, most=OF_A_FILE),
    Page(method="POST", path=f"{_ANSWERS}/send", roles=STAFF, handler=send_office_answer),
)
