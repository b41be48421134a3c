"""What became of each of several items that were answered together: read from what is kept, so it can be come back to."""

from collections.abc import Iterator
from dataclasses import dataclass

from functions.pages.office.pages_together import TOGETHER
from functions.pages.office.picked import Picked, detail_of, picked_items, picks_in, why_not
from functions.pages.office.views_list import desk_address
from functions.pages.office.words import SAID
from functions.pages.page import Answer, Asked, Page, Shown
from functions.pages.refusals import PageNotFound
from functions.usecases.office.answer import refusal_in
from functions.usecases.office.staff_answers import said_under
from functions.web.requests import IDEMPOTENCY_KEY
from functions.web.roles import STAFF
from schemas.codes import AnswerType

_NOTHING = "没有答复，现在还可以答复。"


@dataclass(frozen=True, slots=True)
class _Ended:
    address: str
    name: str
    reference: str
    done: bool
    words: str


@dataclass(frozen=True, slots=True)
class _SentPage:
    """`gone`: how many of those that were ticked are this office's no more."""

    lines: tuple[_Ended, ...]
    gone: int


def show_together_sent(asked: Asked) -> Answer:
    """An address alone says of nothing that it was done: what was kept under its key does. Raises PageNotFound."""
    given, key = asked.path["answer"], asked.query.get("key", "")
    if given not in set(AnswerType) or not IDEMPOTENCY_KEY.fullmatch(key):
        raise PageNotFound
    kind = AnswerType(given)
    lines = tuple(_ends(asked, kind, key))
    view = _SentPage(lines, len(picks_in(asked)) - len(lines))
    return Shown("office/together_sent.html", f"一起答复的结果：{SAID[kind].act}", view)


def _ends(asked: Asked, kind: AnswerType, key: str) -> Iterator[_Ended]:
    for one in picked_items(asked, None, again=True):
        done, words = _end_of(asked, kind, one, key)
        address = desk_address(one.place.case_id, one.place.item)
        yield _Ended(address, one.name, one.ledger.case.reference, done, words)


def _end_of(asked: Asked, kind: AnswerType, one: Picked, key: str) -> tuple[bool, str]:
    said = said_under(key, one.place, by=asked.by, deps=asked.deps)
    if said is None:
        return False, why_not(asked, one.item, kind, str(one.round)) or _NOTHING
    refusal = refusal_in(said)
    if refusal is not None:
        return False, detail_of(refusal)
    return True, SAID[AnswerType(said.detail["answer"]["type"])].done


PAGES = (Page(method="GET", path=f"{TOGETHER}/{{answer}}/sent", roles=STAFF, handler=show_together_sent),)
