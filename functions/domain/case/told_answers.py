"""What an event of the history tells of an item in an office's words: its own answer, or what an operator entered of it."""

from typing import Any

from functions.domain.case.case import Event
from schemas.case.answers import ANSWER, Answer
from schemas.codes import EventKind
from schemas.plain_text import STORED

_BY_OPERATORS = frozenset({EventKind.SETTLED, EventKind.OVERRIDDEN})


def answer_told(event: Event, reference: str) -> Answer | None:
    """As it was kept, by the rules of its time. `reference`: the case's. None: it tells none."""
    if event.kind is EventKind.ANSWERED:
        return office_answer(event)
    decision = event.detail.get("decision") if event.kind in _BY_OPERATORS else None
    if not isinstance(decision, dict):
        return None
    about = {"reference": reference, "item": event.item, "round": 1, "at": event.at.isoformat()}
    said = {name: value for name, value in decision.items() if name != "outcome"}
    return _kept({"type": decision["outcome"], **about, **said})


def office_answer(event: Event) -> Answer:
    """Of an event that an office's answer is."""
    return _kept(event.detail["answer"])


def _kept(told: Any) -> Answer:
    return ANSWER.validate_python(told, strict=False, context=STORED)
