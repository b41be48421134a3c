"""Free texts that people write (notes, reasons, what is missing) are sealed at rest like the form, in whatever row; so is who
collected a result in somebody's stead.

Around a store, so that none of them can forget it. A text that no key opens is read as words that say so, and written back
as it was: neither the case nor the text is lost with a key.
"""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel

from functions.adapters.sealing import Seal, SealBroken
from functions.domain.case.documents import renamed
from functions.domain.case.facts import Mark
from functions.domain.case.item import CaseItem, with_desk, with_dispatch, with_todos
from functions.domain.values import replace

# Whose names these are, in an answer, an event or a record: written by hand, about somebody.
FREE = frozenset({"reason", "note", "said", "evidence", "purpose", "set_aside"})
# In the lines of what is missing, and of documents, also their names.
_LINES, NAMED = FREE | {"name"}, frozenset({"missing", "documents"})
# Begins what is sealed. No text that came from outside holds it (schemas/plain_text.py).
MARK = "\x1a"

Rewrite = Callable[[str], str]


class LockedText(str):
    """The words in the place of a text that cannot be opened; `sealed` is what stands in the row."""

    sealed: str

    def __new__(cls, sealed: str) -> "LockedText":
        words = super().__new__(cls, "（这段文字暂时无法解密，请联系运行管理员）")
        words.sealed = sealed
        return words


class Texts:
    def __init__(self, seal: Seal) -> None:
        self._seal = seal

    def closing(self, owner: str) -> Rewrite:
        def close(text: str) -> str:
            if isinstance(text, LockedText):
                return text.sealed
            return MARK + self._seal.seal(text.encode(), owner=f"text/{owner}").decode()

        return close

    def opening(self, owner: str) -> Rewrite:
        def open_(text: str) -> str:
            if not text.startswith(MARK):
                return text
            try:
                return self._seal.unseal(text[1:].encode(), owner=f"text/{owner}").decode()
            except SealBroken:
                return LockedText(text)

        return open_


def in_item(item: CaseItem, rewrite: Rewrite) -> CaseItem:
    """The item itself if it has no such text, as most have not."""
    after = renamed(item, rewrite)
    if item.reason and (reason := rewrite(item.reason)) is not item.reason:
        after = replace(after, reason=reason)
    if item.answer and (answer := in_model(item.answer, rewrite)) is not item.answer:
        after = replace(after, answer=answer)
    after = _in_dispatch(after, rewrite)
    if (incident := item.desk.incident) and incident.said:
        after = with_desk(after, incident=replace(incident, said=rewrite(incident.said)))
    if override := item.desk.override:
        answer = in_model(override.answer, rewrite) if override.answer else None
        after = with_desk(after, override=replace(override, reason=rewrite(override.reason), answer=answer))
    if parcel := item.todos.parcel:
        after = with_todos(after, parcel=replace(parcel, number=rewrite(parcel.number)))
    if any(mark.handover and mark.handover.agent for mark in item.todos.marks):
        after = with_todos(after, marks=tuple(_in_mark(mark, rewrite) for mark in item.todos.marks))
    return after


def _in_mark(mark: Mark, rewrite: Rewrite) -> Mark:
    handover = mark.handover
    if handover is None or handover.agent is None:
        return mark
    agent = replace(
        handover.agent, name=rewrite(handover.agent.name), id_tail=rewrite(handover.agent.id_tail)
    )
    return replace(mark, handover=replace(handover, agent=agent))


def _in_dispatch(item: CaseItem, rewrite: Rewrite) -> CaseItem:
    sent, after = item.dispatch, item
    if sent.note and (note := rewrite(sent.note)) is not sent.note:
        after = with_dispatch(after, note=note)
    if sent.trouble and sent.trouble.said:
        after = with_dispatch(after, trouble=replace(sent.trouble, said=rewrite(sent.trouble.said)))
    if any(one.said for one in sent.deliveries):
        told = (replace(one, said=one.said and rewrite(one.said)) for one in sent.deliveries)
        after = with_dispatch(after, deliveries=tuple(told))
    return after


def in_model(model: Any, rewrite: Rewrite, free: frozenset[str] = FREE) -> Any:
    """Of an answer: what was checked when it came is not checked again."""
    changes = {}
    for name, value in vars(model).items():
        after = _rewritten(name, value, rewrite, free)
        if after is not value:
            changes[name] = after
    return model.model_copy(update=changes) if changes else model


def in_mapping(given: Mapping[str, Any], rewrite: Rewrite, free: frozenset[str] = FREE) -> dict[str, Any]:
    """Of an event's detail or a record's body: JSON's own types."""
    return {name: _rewritten(name, value, rewrite, free) for name, value in given.items()}


def _rewritten(name: str, value: Any, rewrite: Rewrite, free: frozenset[str]) -> Any:
    if isinstance(value, str):
        return rewrite(value) if name in free else value
    if isinstance(value, Mapping):
        return in_mapping(value, rewrite, free)
    if isinstance(value, BaseModel):
        return in_model(value, rewrite, free)
    if isinstance(value, list | tuple):
        inside = _LINES if name in NAMED else free
        return type(value)([_rewritten("", one, rewrite, inside) for one in value]) if value else value
    return value
