"""One item: looked at, claimed, given back, taken over; its files."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from functions.domain.case.case import Event
from functions.domain.case.item import CaseItem
from functions.domain.case.parts import ItemDocument
from functions.domain.case.todos import parcel_of
from functions.domain.conflicts import Conflict
from functions.domain.errors import LianbanError
from functions.pages.case.handover import HandoverFields
from functions.pages.done_marks import JUST_NOW
from functions.pages.expected import status_shown
from functions.pages.fields import Field
from functions.pages.files import seeing
from functions.pages.keys import key_of, new_key
from functions.pages.office.place import asked_place
from functions.pages.office.views_collected import with_handover
from functions.pages.office.views_item import office_item_page
from functions.pages.office.views_list import desk_address
from functions.pages.office.views_papers import Fact
from functions.pages.office.words import plain_detail, said_of
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.pages.reasons import reason_in
from functions.usecases.applicant import papers
from functions.usecases.applicant.papers import ListedPaper
from functions.usecases.office import claims, desk
from functions.web.roles import STAFF
from schemas.codes import AnswerType, EventKind
from schemas.office.dispatches import MaterialLink
from schemas.office.worklist import Claim, Release

ITEM_PATH = "/office/items/{case_id}/{item}"
_DONE = {
    "claimed": "已领取，可以答复。",
    "released": "已退回，等待他人领取。",
    "lateness": "已认定，申请人看得到认定和理由。",
    "visit": "已登记申请人到场。",
    "fetch": "已登记结果领取。",
    "posted": "已登记邮寄，申请人会看到邮件号码。",
}
_EVENTS = {
    "claimed": EventKind.CLAIMED,
    "released": EventKind.RELEASED,
    "lateness": EventKind.LATENESS_DECIDED,
}
WHY_TAKE_OVER = "请写明接手的理由，2 至 500 字，会留存在办理经过中。"


def show_office_item(asked: Asked) -> Answer:
    return office_item_shown(asked)


def office_item_shown(
    asked: Asked,
    *,
    trouble: str = "",
    status: int = 200,
    handover: HandoverFields | None = None,
    posting: tuple[Field, ...] = (),
    unsent: tuple[Fact, ...] = (),
    reason: str = "",
) -> Answer:
    """`handover`: who came for the result, as it was filled in; `posting`: how it was sent, `reason`: why it is taken over,
    likewise. `unsent`: what was typed of an answer that could not be sent."""
    seen = desk.see(asked_place(asked), by=asked.by, deps=asked.deps)
    told = "" if trouble or handover or posting else _told(asked, seen)
    made = office_item_page(
        seen, asked, forms=_forms(asked, seen), key=new_key(asked), told=told, trouble=trouble
    )
    view = replace(with_handover(made, seen.item, handover, posting), unsent=unsent, reason=reason)
    return Shown(
        "office/item.html",
        view.name,
        view,
        status=status,
        wrong=bool(trouble or view.wrong),
        headers=seeing(_files(seen), asked.deps),
    )


def _files(seen: desk.Seen) -> Iterator[MaterialLink | ItemDocument]:
    yield from seen.listed.materials
    yield from seen.item.files.documents
    yield from (one.file for one in seen.listed.results if one.file)


def _told(asked: Asked, seen: desk.Seen) -> str:
    """An address says what was done; the history has to say so, too, of this reader and of just now."""
    what, since = asked.query.get("done", ""), asked.deps.clock() - JUST_NOW
    subject = asked.by.subject
    said = any(_is(one, what) for one in seen.history if one.at >= since and one.actor == subject)
    marks = seen.item.todos.marks
    marked = any(one.kind == what for one in marks if one.at >= since and one.who == subject)
    parcel = parcel_of(seen.item)
    posted = what == "posted" and parcel and parcel.at >= since and parcel.who == subject
    return _done(what, seen.item) if said or marked or posted else ""


def _done(what: str, item: CaseItem) -> str:
    return said_of(AnswerType(what), item).done if what in set(AnswerType) else _DONE.get(what, "")


def _is(event: Event, what: str) -> bool:
    answer = event.detail.get("answer")
    if event.kind is EventKind.ANSWERED and isinstance(answer, dict):
        return bool(answer.get("type") == what)
    return event.kind is _EVENTS.get(what)


def _forms(asked: Asked, seen: desk.Seen) -> tuple[ListedPaper, ...]:
    """On paper; of the service check, which is no item of the applicant's, nothing is printed."""
    if seen.item.is_service_check:
        return ()
    found = papers.forms_of(seen.item.case_id, by=asked.by, deps=asked.deps)
    return tuple(one for one in found if one.item == seen.item.code)


def refused_here(asked: Asked, error: LianbanError, **typed: Any) -> Answer:
    """As things are now, with why it could not be done, and what was typed as `office_item_shown` takes it."""
    return office_item_shown(asked, trouble=plain_detail(error.detail), status=status_shown(error), **typed)


def done_here(asked: Asked, what: str) -> Answer:
    return Sent(f"{desk_address(asked.path['case_id'], asked.path['item'])}?done={what}")


def claim_office_item(asked: Asked) -> Answer:
    take_over = asked.form.text("take_over") == "1"
    reason, wrong = reason_in(asked.form, "reason", WHY_TAKE_OVER)
    if take_over and wrong:
        return office_item_shown(asked, trouble=wrong, status=422, reason=reason)
    claim = Claim(take_over=take_over, reason=reason if take_over else None)
    try:
        claims.claim(asked_place(asked), claim, by=asked.by, key=key_of(asked), deps=asked.deps)
    except Conflict as error:
        return refused_here(asked, error, reason=reason)
    return done_here(asked, "claimed")


def release_office_item(asked: Asked) -> Answer:
    try:
        claims.release(asked_place(asked), Release(), by=asked.by, key=key_of(asked), deps=asked.deps)
    except Conflict as error:
        return refused_here(asked, error)
    return done_here(asked, "released")


PAGES = (
    Page(method="GET", path=ITEM_PATH, roles=STAFF, handler=show_office_item),
    Page(method="POST", path=f"{ITEM_PATH}/claim", roles=STAFF, handler=claim_office_item),
    Page(method="POST", path=f"{ITEM_PATH}/release", roles=STAFF, handler=release_office_item),
)
