"""Several items of the list, the same answer: chosen, filled in once, looked at, and then each for itself.

Each step is a page of its own to go back to; what is typed stands in no address, so the look answers the form.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from functions.domain.errors import LianbanError
from functions.domain.refusals import NotFound
from functions.pages.fields import Choice, Field, Kind, Wrong, summary, with_errors
from functions.pages.forms import NOTHING_SENT, Form
from functions.pages.keys import key_of, new_key
from functions.pages.office.answer_check import answer_facts, told_at_facts
from functions.pages.office.answer_form import answer_kind, lines_typed, read_answer
from functions.pages.office.asking import answer_fields, typed
from functions.pages.office.picked import (
    PICKS,
    Picked,
    drafted_together,
    judged_pick,
    picked_items,
    picks_in,
    picks_text,
    shared_by,
    with_ends,
)
from functions.pages.office.views_papers import Fact
from functions.pages.office.words import SAID, follows, is_first_check
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.usecases.office import desk, together
from functions.usecases.office.places import Place
from functions.web.roles import STAFF
from schemas.codes import AnswerType
from schemas.wire import Wire

TOGETHER = "/office/together"
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
_NONE_DONE = "一个也没有办成，答复没有发送，原因列在各事项后面。您填写的内容在下面，没有丢失。"


@dataclass(frozen=True, slots=True)
class TogetherPage:
    """One of the three: choosing the kind, filling it in, looking at it. `gone`: how many are this office's no more."""

    address: str
    act: str
    follows: str
    chosen: tuple[Fact, ...]
    left_out: tuple[Fact, ...]
    gone: int
    picks: str
    fields: tuple[Field, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    facts: tuple[Fact, ...] = ()
    carried: tuple[tuple[str, str], ...] = ()
    key: str = ""
    exact: str = ""
    trouble: str = ""


def pick_together(asked: Asked) -> Answer:
    """What was ticked in the list."""
    return Sent(_address_of("", picks_in(asked)))


def choose_together(asked: Asked) -> Answer:
    """The kinds that may be said of some of them; one that was chosen leads to its form."""
    picked = tuple(picked_items(asked, None))
    chosen = tuple(one for one in picked if not one.why)
    kinds = tuple(kind for kind in SAME if any(kind in desk.says_of(one.item, asked.deps) for one in chosen))
    given = asked.query.get("kind", "")
    if given in kinds:
        return Sent(_address_of(f"/{given}", (one.pick for one in chosen)))
    error = "请选择一种答复。" if "asked" in asked.query else ""
    choices = tuple(Choice(kind.value, SAID[kind].act) for kind in kinds)
    fields = (Field("kind", "作出哪一种答复", Kind.RADIOS, choices=choices, error=error),) if kinds else ()
    view = _page(asked, picked, fields=fields)
    # Whoever ticked nothing came here by the list; the address alone is a page without anything.
    status = 422 if error or (PICKS in asked.query and not picked) else 200
    return Shown("office/together.html", "一起答复几个事项", view, status=status, wrong=bool(error))


def _address_of(rest: str, picks: Iterable[str]) -> str:
    """Of items, which their office opens anyway."""
    return f"{TOGETHER}{rest}?{urlencode({PICKS: picks_text(picks)})}"


def fill_together(asked: Asked) -> Answer:
    return _filling(asked, _kind(asked), NOTHING_SENT, {})


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
        asked,
        judged,
        kind,
        facts=(*answer_facts(fields), *told_at_facts(exact, asked)),
        carried=tuple(pair for pair in lines_typed(asked.form) if pair[0] not in ("pick", PICKS)),
        key=new_key(asked),
        exact=exact,
    )
    return Shown("office/together_check.html", f"核对后一起发送：{SAID[kind].act}", view)


def send_together(asked: Asked) -> Answer:
    """However often it is sent, each item is answered once. Where none was, what was typed is there to be sent again."""
    kind = _kind(asked)
    picked = tuple(picked_items(asked, None, again=True))
    answers: list[tuple[Place, Wire]] = []
    for one in picked:
        given, errors = read_answer(drafted_together(asked, kind, picked, one.round))
        if given is None:
            return _filling(asked, kind, asked.form, errors)
        answers.append((one.place, given))
    key = key_of(asked)
    ends = together.answer_each(tuple(answers), by=asked.by, key=key, deps=asked.deps)
    if all(isinstance(end, LianbanError) for end in ends):
        return _filling(asked, kind, asked.form, {}, with_ends(picked, ends))
    picks = urlencode({PICKS: picks_text(picks_in(asked)), "key": key})
    return Sent(f"{TOGETHER}/{kind.value}/sent?{picks}")


def _kind(asked: Asked) -> AnswerType:
    kind = answer_kind(asked)
    if kind not in SAME:
        raise NotFound
    return kind


def _filling(
    asked: Asked, kind: AnswerType, form: Form, errors: dict[str, str], refused: tuple[Picked, ...] = ()
) -> Answer:
    """`refused`: each with why, where none of them could be answered."""
    picked = refused or tuple(picked_items(asked, kind))
    fields = answer_fields(kind, shared_by(asked, picked), asked.deps.clock())
    fields = with_errors(typed(fields, form) if form.fields else fields, errors)
    view = _page(asked, picked, kind, fields=fields, trouble=_NONE_DONE if refused else "")
    status = 422 if view.wrong else 409 if refused else 200
    title = f"{SAID[kind].act}：一起答复"
    return Shown("office/together_form.html", title, view, status=status, wrong=status != 200)


def _page(
    asked: Asked,
    picked: tuple[Picked, ...],
    kind: AnswerType | None = None,
    *,
    fields: tuple[Field, ...] = (),
    facts: tuple[Fact, ...] = (),
    carried: tuple[tuple[str, str], ...] = (),
    key: str = "",
    exact: str = "",
    trouble: str = "",
) -> TogetherPage:
    chosen = tuple(one for one in picked if not one.why)
    contestable = any(is_first_check(one.item) for one in chosen)
    return TogetherPage(
        address=f"{TOGETHER}/{kind.value}" if kind else TOGETHER,
        act=SAID[kind].act if kind else "",
        follows=follows(kind, contestable=contestable) if kind else "",
        chosen=tuple(one.fact for one in chosen),
        left_out=tuple((f"{one.name} {one.ledger.case.reference}", one.why) for one in picked if one.why),
        gone=len(picks_in(asked)) - len(picked),
        # Of what could not be answered somebody may let go, and it is tried again as it was typed.
        picks=picks_text(one.pick for one in (picked if trouble else chosen)),
        fields=fields,
        wrong=summary(fields),
        facts=facts,
        carried=carried,
        key=key,
        exact=exact,
        trouble=trouble,
    )


PAGES = (
    Page(method="GET", path=TOGETHER, roles=STAFF, handler=choose_together),
    Page(method="POST", path=TOGETHER, roles=STAFF, handler=pick_together),
    Page(method="GET", path=f"{TOGETHER}/{{answer}}", roles=STAFF, handler=fill_together),
    Page(method="POST", path=f"{TOGETHER}/{{answer}}", roles=STAFF, handler=check_together),
    Page(method="POST", path=f"{TOGETHER}/{{answer}}/send", roles=STAFF, handler=send_together),
)
