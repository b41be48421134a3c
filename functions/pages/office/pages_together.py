"""Several items of the list, the same answer: chosen, filled in once, looked at, and then each for itself."""

from dataclasses import dataclass

from functions.domain.case.item import CaseItem
from functions.domain.errors import LianbanError
from functions.domain.refusals import NotFound
from functions.pages.fields import Choice, Field, Kind, Wrong, summary, with_errors
from functions.pages.forms import NOTHING_SENT, Form
from functions.pages.keys import key_of, new_key
from functions.pages.office.asking import answer_fields, typed
from functions.pages.office.pages_answer import (
    answer_facts,
    answer_kind,
    lines_typed,
    read_answer,
    told_at_facts,
)
from functions.pages.office.picked import (
    Picked,
    detail_of,
    drafted_together,
    judged_pick,
    picked_items,
    shared_by,
)
from functions.pages.office.views_list import desk_address
from functions.pages.office.views_papers import Fact
from functions.pages.office.words import SAID, follows, is_first_check
from functions.pages.page import Answer, Asked, Page, Shown
from functions.usecases.office import desk, together
from functions.usecases.office.worklist import Place
from functions.web.roles import STAFF
from schemas.codes import AnswerType
from schemas.wire import Wire

_TOGETHER = "/office/together"
# Each needs no list or unit of its own.
SAME = (
    AnswerType.WITHDRAWN,
    AnswerType.RECEIVED,
    AnswerType.ACCEPTED,
    AnswerType.SUSPENDED,
    AnswerType.RESUMED,
    AnswerType.GRANTED,
    AnswerType.REFUSED,
    AnswerType.NOT_ACCEPTED,
)


@dataclass(frozen=True, slots=True)
class Ended:
    address: str
    name: str
    reference: str
    done: bool
    words: str


@dataclass(frozen=True, slots=True)
class TogetherPage:
    """One of the three: choosing the kind, filling it in, looking at it."""

    address: str
    act: str
    follows: str
    chosen: tuple[Fact, ...]
    left_out: tuple[Fact, ...]
    picks: tuple[tuple[str, str], ...]
    fields: tuple[Field, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    facts: tuple[Fact, ...] = ()
    carried: tuple[tuple[str, str], ...] = ()
    key: str = ""
    exact: str = ""


def choose_together(asked: Asked) -> Answer:
    """The kinds that may be said of some of them; with a kind, its form."""
    picked = tuple(picked_items(asked, None))
    chosen = tuple(one for one in picked if not one.why)
    kinds = tuple(kind for kind in SAME if any(kind in desk.says_of(one.item, asked.deps) for one in chosen))
    given = asked.form.text("kind")
    if given in kinds:
        return _filling(asked, AnswerType(given), NOTHING_SENT, {})
    error = "请选择一种答复。" if asked.form.has("kind_asked") else ""
    choices = tuple(Choice(kind.value, SAID[kind].act) for kind in kinds)
    fields = (Field("kind", "作出哪一种答复", Kind.RADIOS, choices=choices, error=error),) if kinds else ()
    view = _page(picked, fields=fields)
    status = 422 if error or not picked else 200
    return Shown("office/together.html", "一起答复几个事项", view, status=status, wrong=bool(error))


def check_together(asked: Asked) -> Answer:
    kind = _kind(asked)
    if asked.form.text("edit") == "1":
        return _filling(asked, kind, asked.form, {})
    picked = tuple(picked_items(asked, kind))
    made = drafted_together(asked, kind, picked, 1)
    given, errors = read_answer(made)
    if given is None:
        return _filling(asked, kind, asked.form, errors)
    judged = tuple(judged_pick(asked, kind, one, picked) for one in picked)
    fields = typed(answer_fields(kind, shared_by(asked, picked), asked.deps.clock()), asked.form)
    exact = str(made.body["at"])
    view = _page(
        judged,
        kind,
        facts=(*answer_facts(fields), *told_at_facts(exact, asked)),
        carried=tuple(pair for pair in lines_typed(asked.form) if pair[0] != "pick"),
        key=new_key(asked),
        exact=exact,
    )
    return Shown("office/together_check.html", f"核对后一起发送：{SAID[kind].act}", view)


def send_together(asked: Asked) -> Answer:
    """However often it is sent, each item is answered once."""
    kind = _kind(asked)
    picked = tuple(picked_items(asked, None, again=True))
    answers: list[tuple[Place, Wire]] = []
    for one in picked:
        given, errors = read_answer(drafted_together(asked, kind, picked, one.round))
        if given is None:
            return _filling(asked, kind, asked.form, errors)
        answers.append((one.place, given))
    ends = together.answer_each(tuple(answers), by=asked.by, key=key_of(asked), deps=asked.deps)
    view = tuple(_ended(one, end, kind) for one, end in zip(picked, ends, strict=True))
    return Shown("office/together_done.html", f"一起答复的结果：{SAID[kind].act}", view)


def _kind(asked: Asked) -> AnswerType:
    kind = answer_kind(asked)
    if kind not in SAME:
        raise NotFound
    return kind


def _filling(asked: Asked, kind: AnswerType, form: Form, errors: dict[str, str]) -> Answer:
    picked = tuple(picked_items(asked, kind))
    fields = answer_fields(kind, shared_by(asked, picked), asked.deps.clock())
    fields = with_errors(typed(fields, form) if form.fields else fields, errors)
    view = _page(picked, kind, fields=fields)
    status = 422 if view.wrong else 200
    title = f"{SAID[kind].act}：一起答复"
    return Shown("office/together_form.html", title, view, status=status, wrong=bool(view.wrong))


def _page(
    picked: tuple[Picked, ...],
    kind: AnswerType | None = None,
    *,
    fields: tuple[Field, ...] = (),
    facts: tuple[Fact, ...] = (),
    carried: tuple[tuple[str, str], ...] = (),
    key: str = "",
    exact: str = "",
) -> TogetherPage:
    chosen = tuple(one for one in picked if not one.why)
    contestable = any(is_first_check(one.item) for one in chosen)
    return TogetherPage(
        address=f"{_TOGETHER}/{kind.value}" if kind else _TOGETHER,
        act=SAID[kind].act if kind else "",
        follows=follows(kind, contestable=contestable) if kind else "",
        chosen=tuple(one.fact for one in chosen),
        left_out=tuple((f"{one.name} {one.ledger.case.reference}", one.why) for one in picked if one.why),
        picks=tuple(("pick", one.pick) for one in chosen),
        fields=fields,
        wrong=summary(fields),
        facts=facts,
        carried=carried,
        key=key,
        exact=exact,
    )


def _ended(one: Picked, end: CaseItem | LianbanError, kind: AnswerType) -> Ended:
    done = not isinstance(end, LianbanError)
    words = detail_of(end) if isinstance(end, LianbanError) else SAID[kind].done
    address = desk_address(one.place.case_id, one.place.item)
    return Ended(address, one.name, one.ledger.case.reference, done, words)


PAGES = (
    Page(method="POST", path=_TOGETHER, roles=STAFF, handler=choose_together),
    Page(method="POST", path=f"{_TOGETHER}/{{answer}}", roles=STAFF, handler=check_together),
    Page(method="POST", path=f"{_TOGETHER}/{{answer}}/send", roles=STAFF, handler=send_together),
)
