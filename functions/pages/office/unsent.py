"""An answer that could not be sent: what was typed is shown again, with who has the item now and what to do."""

from dataclasses import dataclass

from functions.domain.case.refusals import CaseNotFound, ItemNotFound
from functions.domain.conflicts import AlreadyClaimed
from functions.domain.errors import LianbanError
from functions.domain.office.worklist import claimed_by
from functions.pages.expected import status_shown
from functions.pages.keys import key_of
from functions.pages.office.answer_check import facts_typed
from functions.pages.office.answer_form import (
    CLAIM,
    CLAIM_REASON,
    Unheld,
    about_of,
    answer_kind,
    answer_papers,
    answer_shown,
    claim_asks,
)
from functions.pages.office.asking import About
from functions.pages.office.pages_item import WHY_TAKE_OVER, office_item_shown, refused_here
from functions.pages.office.place import asked_place
from functions.pages.office.views_papers import Fact
from functions.pages.office.words import SAID, held_by
from functions.pages.page import Answer, Asked, Shown
from functions.pages.reasons import reason_in
from functions.usecases.guide.advise import guide
from functions.usecases.office import claims, desk
from functions.usecases.office.desk import Seen
from schemas.office.worklist import Claim

NOT_NOW = "这种答复现在不能作出：事项的状态已经改变。请按本页所列的办理。"
_KEPT = "{who}答复没有发送，您填写的内容在下面，没有丢失。{then}"
_FREE = "该事项现在没有人领取，可能已经退回。"
_CLAIM, _TAKE_OVER = "领取，再核对", "接手，再核对"
_CHOOSE_AGAIN = "刚才选的文件没有保留，请重新选择。"


@dataclass(frozen=True, slots=True)
class _GonePage:
    act: str
    trouble: str
    facts: tuple[Fact, ...]


def is_mine(asked: Asked, seen: Seen) -> bool:
    return claimed_by(seen.item, asked.by.subject) == "me"


def unheld_answer(asked: Asked, seen: Seen, errors: dict[str, str] | None = None) -> Answer:
    """The same form as it was typed: it is sent once the item is claimed, which it offers."""
    another = claimed_by(seen.item, asked.by.subject) == "another"
    who = f"{held_by(seen.item, asked.deps.clock())}。" if another else _FREE
    then = "需要由您办理的，请写明理由后接手。" if another else "需要由您办理的，请领取。"
    files = _CHOOSE_AGAIN if asked.form.has_files else ""
    unheld = Unheld(
        trouble=_KEPT.format(who=who, then=then) + files,
        button=_TAKE_OVER if another else _CLAIM,
        asks=(claim_asks(),) if another else (),
    )
    return answer_shown(asked, seen, asked.form, errors or {}, unheld)


def claimed_on_the_way(asked: Asked, seen: Seen) -> Seen | Answer:
    """Where the form said so. What stands now, or why it could not be."""
    if asked.form.text(CLAIM) != "1" or is_mine(asked, seen):
        return seen
    another = claimed_by(seen.item, asked.by.subject) == "another"
    reason, wrong = reason_in(asked.form, CLAIM_REASON, WHY_TAKE_OVER)
    if another and wrong:
        return unheld_answer(asked, seen, {CLAIM_REASON: wrong})
    given = Claim(take_over=another, reason=reason if another else None)
    place = asked_place(asked)
    try:
        claims.claim(place, given, by=asked.by, key=key_of(asked), deps=asked.deps)
    except AlreadyClaimed:
        return unheld_answer(asked, desk.see(place, by=asked.by, deps=asked.deps))
    return desk.see(place, by=asked.by, deps=asked.deps)


def unsent_answer(asked: Asked, seen: Seen, error: LianbanError | None = None) -> Answer:
    """It cannot be sent as things stand, whoever holds the item: that is told of the item, with what was typed."""
    facts = facts_typed(answer_kind(asked), about_of(seen), asked, answer_papers(asked, seen, asked.form))
    if error is not None:
        return refused_here(asked, error, unsent=facts)
    return office_item_shown(asked, trouble=NOT_NOW, status=409, unsent=facts)


def gone_answer(asked: Asked, error: CaseNotFound | ItemNotFound) -> Answer:
    """The item is this office's no more, or never was. Raises what it was given where nothing was typed."""
    kind, place = answer_kind(asked), asked_place(asked)
    edition = guide(asked.deps)
    catalogued = edition.item(place.item) if edition.has(place.item) else None
    facts = facts_typed(kind, About(catalogued=catalogued), asked)
    if not facts:
        raise error
    told = desk.where_gone(place, by=asked.by, deps=asked.deps) or error
    view = _GonePage(SAID[kind].act, told.detail, facts)
    return Shown("office/unsent.html", f"没有发送：{SAID[kind].act}", view, status_shown(told), wrong=True)
