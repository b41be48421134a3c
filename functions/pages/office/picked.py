"""Items that somebody ticked in the list, each judged by itself: what may be said of it, and what keeps it out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from functions.domain.case.case import Ledger
from functions.domain.case.item import CaseItem
from functions.domain.case.refusals import CaseNotFound, ItemNotFound, UnacceptableAnswer
from functions.domain.conflicts import Conflict
from functions.domain.errors import LianbanError
from functions.domain.office.worklist import claimed_by
from functions.pages.office.answer_form import read_answer
from functions.pages.office.asking import About, Drafted, draft
from functions.pages.office.place import own_department
from functions.pages.office.views_list import pick_of
from functions.pages.office.views_papers import Fact
from functions.pages.office.words import plain_detail
from functions.pages.page import Asked
from functions.shapes.words import item_name
from functions.usecases.office import desk
from functions.usecases.office.listed import name_given
from functions.usecases.office.places import Place
from functions.web.path_parameters import PARAMETERS
from schemas.codes import AnswerType

PICKS, _BETWEEN = "picks", "~"
_MOST = 50
HELD = "同事已经领取。"
NO_WORD = "现在不能这样答复。"
MOVED_ON = "勾选以后已经进入新的一轮，请重新查看。"


@dataclass(frozen=True, slots=True)
class Picked:
    """`why`: what keeps it out; "" nothing does."""

    place: Place
    round: int
    ledger: Ledger
    item: CaseItem
    name: str
    why: str

    @property
    def pick(self) -> str:
        return pick_of(self.item)

    @property
    def fact(self) -> Fact:
        return self.name, self.why or self.ledger.case.reference


def picks_in(asked: Asked) -> tuple[str, ...]:
    """As the list ticks them, or as a page carries them on; what is no pick is passed over."""
    carried = asked.form.text(PICKS) or asked.query.get(PICKS, "")
    given = (*asked.form.all("pick"), *carried.split(_BETWEEN))
    return tuple(filter(_is_pick, dict.fromkeys(given[:_MOST])))


def picks_text(picks: Iterable[str]) -> str:
    return _BETWEEN.join(picks)


def _is_pick(pick: str) -> bool:
    case_id, code, round_ = _parts(pick)
    # Other scripts have digits, too, and some of them are no numbers.
    numbered = round_.isascii() and round_.isdigit()
    return numbered and PARAMETERS["case_id"].admits(case_id) and PARAMETERS["item"].admits(code)


def _parts(pick: str) -> tuple[str, str, str]:
    case_id, _, rest = pick.partition(".")
    code, _, round_ = rest.partition(".")
    return case_id, code, round_


def picked_items(asked: Asked, kind: AnswerType | None, *, again: bool = False) -> Iterator[Picked]:
    """What is not theirs is not there. `again`: what has been answered meanwhile may be this very answer."""
    for pick in picks_in(asked):
        case_id, code, round_ = _parts(pick)
        place = Place(own_department(asked), case_id, code)
        try:
            ledger, item = desk.own_item(place, by=asked.by, deps=asked.deps)
        except (CaseNotFound, ItemNotFound):
            continue
        name = _named(ledger, item, asked)
        why = "" if again else why_not(asked, item, kind, round_)
        yield Picked(place, int(round_[:2]), ledger, item, name, why)


def _named(ledger: Ledger, item: CaseItem, asked: Asked) -> str:
    """As in the list: whose it is, too, where the department is given that."""
    name = item_name(asked.deps.editions(ledger.case.edition), item.code)
    whose = name_given(item, ledger, asked.deps)
    return f"{whose}　{name}" if whose else name


def why_not(asked: Asked, item: CaseItem, kind: AnswerType | None, round_: str) -> str:
    says = desk.says_of(item, asked.deps)
    if round_ != str(item.dispatch.round):
        return MOVED_ON
    if claimed_by(item, asked.by.subject) == "another":
        return HELD
    return "" if says and kind in (None, *says) else NO_WORD


def judged_pick(asked: Asked, kind: AnswerType, one: Picked, picked: tuple[Picked, ...]) -> Picked:
    if one.why:
        return one
    given, _ = read_answer(drafted_together(asked, kind, picked, one.round))
    try:
        if given is not None:
            desk.check_answer(one.place, given, by=asked.by, deps=asked.deps)
    except (Conflict, UnacceptableAnswer) as error:
        return Picked(one.place, one.round, one.ledger, one.item, one.name, detail_of(error))
    return one


def detail_of(error: LianbanError) -> str:
    return plain_detail(error.problems[0].detail if error.problems else error.detail)


def drafted_together(asked: Asked, kind: AnswerType, picked: tuple[Picked, ...], round_: int) -> Drafted:
    return draft(kind, shared_by(asked, picked), asked.form, round_=round_, now=asked.deps.clock())


def shared_by(asked: Asked, picked: tuple[Picked, ...]) -> About:
    """What the catalogue says of all of them, where they are the same item."""
    codes = {(one.ledger.case.edition, one.item.code) for one in picked}
    if len(codes) != 1:
        return About()
    ((edition, code),) = codes
    return About(catalogued=asked.deps.editions(edition).item(code))


def with_ends(picked: tuple[Picked, ...], ends: tuple[CaseItem | LianbanError, ...]) -> tuple[Picked, ...]:
    """Each with why it was not answered."""
    return tuple(
        replace(one, why=detail_of(end)) if isinstance(end, LianbanError) else one
        for one, end in zip(picked, ends, strict=True)
    )
