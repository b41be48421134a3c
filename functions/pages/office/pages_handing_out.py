"""What an office's staff say of whoever came, and of what was handed out or sent by post."""

import json

from pydantic import ValidationError

from functions.domain.case.refusals import HandoverDayWrong
from functions.domain.conflicts import Conflict
from functions.pages.case.handover import Incomplete, day_handed_over, handover_fields, handover_of
from functions.pages.case.posting import SIGNED_FOR, posting_fields, posting_of
from functions.pages.keys import key_of
from functions.pages.office.pages_item import ITEM_PATH, done_here, office_item_shown, refused_here
from functions.pages.office.place import asked_place
from functions.pages.page import Answer, Asked, Page
from functions.usecases.applicant import parcels, todos
from functions.web.roles import STAFF
from schemas.applicant.todos import OfficeTodoDone, TodoDone
from schemas.case.handover import Handover
from schemas.codes_citizen import TodoKind


def mark_office_todo(asked: Asked) -> Answer:
    place = asked_place(asked)
    try:
        said = OfficeTodoDone.model_validate_json(json.dumps({"kind": asked.form.text("kind")}))
    except ValidationError:
        return office_item_shown(asked, trouble="请从页面上的按钮登记到场或者领取。", status=422)
    try:
        handover = _handover(asked) if said.kind is TodoKind.FETCH else None
        on = day_handed_over(asked.form) if said.kind is TodoKind.FETCH else None
    except Incomplete as error:
        fields = handover_fields("", sent=asked.form, errors=error.errors)
        return office_item_shown(asked, status=422, handover=fields)
    given = TodoDone(item=place.item, kind=said.kind, handover=handover, on=on)
    try:
        todos.mark_at_office(place, given, by=asked.by, key=key_of(asked), deps=asked.deps)
    except (Conflict, HandoverDayWrong) as error:
        typed = handover_fields("", sent=asked.form) if handover else None
        return refused_here(asked, error, handover=typed)
    return done_here(asked, said.kind.value)


def _handover(asked: Asked) -> Handover | None:
    """Whoever signs for a parcel shows no paper. Raises Incomplete."""
    return None if asked.form.text(SIGNED_FOR) == "1" else handover_of(asked.form)


def post_office_result(asked: Asked) -> Answer:
    place, form = asked_place(asked), asked.form
    try:
        given = posting_of(place.item, form)
    except Incomplete as error:
        return office_item_shown(asked, status=422, posting=posting_fields(sent=form, errors=error.errors))
    try:
        parcels.post_at_office(place, given, by=asked.by, key=key_of(asked), deps=asked.deps)
    except Conflict as error:
        return refused_here(asked, error, posting=posting_fields(sent=form))
    return done_here(asked, "posted")


PAGES = (
    Page(method="POST", path=f"{ITEM_PATH}/parcels", roles=STAFF, handler=post_office_result),
    Page(method="POST", path=f"{ITEM_PATH}/todos", roles=STAFF, handler=mark_office_todo),
)
