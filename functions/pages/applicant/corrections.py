"""Answering corrections (补正) of all departments on one page, all lists at once or some of them."""

import json
from collections.abc import Mapping
from dataclasses import replace

from pydantic import ValidationError

from functions.domain.case.case import Ledger
from functions.domain.catalogue.refusals import InvalidApplication
from functions.domain.intake.refusals import ContradictsSource
from functions.pages.applicant.correction_lists import WITH_THIS_ANSWER, List, lists_of
from functions.pages.applicant.correction_views import (
    Correcting,
    also_of,
    section_field,
    told_at,
    whys_of,
    with_seen,
    with_told,
)
from functions.pages.applicant.form_part import FormPart, Start, start_of, unreadable
from functions.pages.case.views import address_of_case
from functions.pages.expected import EXPECTED, told
from functions.pages.keys import key_of, new_key
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.shapes.case.case import open_correction_views
from functions.usecases.applicant.correct import CORRECTING, correct
from functions.usecases.case.once import done_before
from functions.web.requests import field_problems
from functions.web.roles import SUBMITTERS
from schemas.applicant.acts import SAY_HOW, Corrections

CORRECTIONS = "/cases/{case_id}/corrections"
_LEFT = "清单里的{names}还没有补。请补上；补不了的，在这里写明原因。"
_LEFT_THOUGH_NOTED = "清单里的{names}还没有补。已经在这里写明、就这样提交的，请再按一次“提交补正”。"
_NONE_CHOSEN = "请至少勾选一份要答复的清单。"


def show_corrections(asked: Asked) -> Answer:
    return _shown(_correcting(asked, start_of(asked)))


def _answer_corrections(asked: Asked) -> Answer:
    start = start_of(asked)
    view, items = _correcting(asked, start), _chosen(asked)
    if asked.form.has("more"):
        return _shown(view)
    # Sent twice, it is read against what the first has changed.
    if done_before(CORRECTING, start.ledger.case.id, by=asked.by, key=key_of(asked), deps=asked.deps):
        return _corrected(start.ledger, start)
    if view.lists and not items:
        return _shown(with_told(view, {view.lists[0].answer.name: _NONE_CHOSEN}), 422)
    if errors := unreadable(view.of_form):
        return _shown(with_told(view, errors), 422)
    if left := _left(view, start, items, asked):
        errors = {**_misread(asked, view, start, items), **left}
        return _shown(with_told(with_seen(view, left), errors), 422)
    return _answered(asked, start, view, items)


def _left(view: Correcting, start: Start, items: tuple[str, ...], asked: Asked) -> dict[str, str]:
    """Of what a list asks for and nothing has come of, its reader is told before it is sent: an office asks once."""
    found = {}
    changed = {field.name for field in view.of_form if start.part.changed((field,))}
    for one in view.lists:
        if one.item not in items or not _can_be_answered(one, asked):
            continue
        noted = bool(asked.form.text(one.note.name))
        if one.left and not (noted and one.is_seen):
            found[one.note.name] = (_LEFT_THOUGH_NOTED if noted else _LEFT).format(names=one.told_left)
        elif not noted and not one.brought and changed.isdisjoint(start.edition.item(one.item).fields):
            found[one.note.name] = SAY_HOW
    return found


def _misread(asked: Asked, view: Correcting, start: Start, items: tuple[str, ...]) -> dict[str, str]:
    try:
        _given(asked, view, start.part, items)
    except ValidationError as error:
        return dict(told_at(field_problems(error), items))
    return {}


def _can_be_answered(one: List, asked: Asked) -> bool:
    """Whoever comes too late, or answers an older list, is told that."""
    late = one.due.correct_by is not None and asked.deps.clock() >= one.due.correct_by
    return not late and one.round == _round(asked, one.item)


def _answered(asked: Asked, start: Start, view: Correcting, items: tuple[str, ...]) -> Answer:
    try:
        given = _given(asked, view, start.part, items)
        ledger, _ = correct(start.ledger.case.id, given, by=asked.by, key=key_of(asked), deps=asked.deps)
    except ValidationError as error:
        return _wrong(asked, start, dict(told_at(field_problems(error), items)))
    except InvalidApplication as error:
        return _wrong(asked, start, dict(told_at(error.problems, items)))
    except ContradictsSource as error:
        return _unlike_source(asked, start, dict(told_at(error.problems, items)))
    except EXPECTED as error:
        problem, status = told(error)
        return _shown(replace(_correcting(asked, start_of(asked)), problem=problem), status)
    return _corrected(ledger, start)


def _corrected(ledger: Ledger, start: Start) -> Sent:
    left = open_correction_views(ledger, start.edition)
    return Sent(f"{address_of_case(ledger.case.id)}?done={'more' if left else 'corrected'}")


def _chosen(asked: Asked) -> tuple[str, ...]:
    """Of the lists that were shown: whoever answers one that is open no more is told why."""
    shown = asked.form.below("round.")
    return tuple(item for item in shown if WITH_THIS_ANSWER in asked.form.all(f"answer.{item}"))


def _given(asked: Asked, view: Correcting, part: FormPart, items: tuple[str, ...]) -> Corrections:
    """Raises ValidationError."""
    # Brought in another tab, while this page stood open.
    brought = {one.item: one.told_brought for one in view.lists}
    answered = (
        {
            "item": item,
            "round": _round(asked, item),
            "note": asked.form.text(f"note.{item}") or brought.get(item) or None,
        }
        for item in items
    )
    body = {
        "items": tuple(answered),
        "sections": part.changed(view.of_form) or None,
        "corrections": {one.name.removeprefix("why."): one.value for one in view.whys if one.value},
    }
    return Corrections.model_validate_json(json.dumps(body))


def _round(asked: Asked, item: str) -> int:
    """Of the list that was shown: what an office asks for since was not seen."""
    shown = asked.form.text(f"round.{item}")
    return int(shown) if shown in map(str, range(1, 100)) else 1


def _wrong(asked: Asked, start: Start, errors: dict[str, str]) -> Shown:
    return _shown(with_told(_correcting(asked, start, errors=errors), errors), 422)


def _unlike_source(asked: Asked, start: Start, found: dict[str, str]) -> Shown:
    """A reason is asked for of each."""
    view = _correcting(asked, start, whys=found)
    return _shown(with_told(view, {f"why.{path}": detail for path, detail in found.items()}), 422)


def _correcting(
    asked: Asked,
    start: Start,
    *,
    errors: Mapping[str, str] | None = None,
    whys: Mapping[str, str] | None = None,
) -> Correcting:
    part, sent = start.part, asked.form
    lists = lists_of(start.ledger, start.edition, part, sent)
    section = sent.text("section") or asked.query.get("section", "")
    return Correcting(
        case_id=start.ledger.case.id,
        key=new_key(asked),
        lists=lists,
        also=also_of(part, sent, lists, section, errors or {}),
        whys=whys_of(part, sent, whys or {}),
        section=section_field(part, section),
    )


def _shown(view: Correcting, status: int = 200) -> Shown:
    return Shown("applicant/corrections.html", "补正", view, status, wrong=bool(view.wrong or view.problem))


PAGES = (
    Page(method="GET", path=CORRECTIONS, roles=SUBMITTERS, handler=show_corrections),
    Page(method="POST", path=CORRECTIONS, roles=SUBMITTERS, handler=_answer_corrections),
)
