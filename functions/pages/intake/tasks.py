"""The tasks of a draft: each section of the form with how it stands, and what shared data told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from functions.domain.intake.drafting import filled_paths
from functions.pages.intake.leaves import section_needed, sections
from functions.pages.intake.seen import SeenDraft
from functions.pages.page import Asked
from functions.pages.reading import of_applicant
from functions.shapes.words import item_name
from functions.usecases.intake.prefill import SourceTold, sources_told
from schemas.catalogue.prefill import SOURCE_NAMES, STATE_TEXTS, SourceState
from schemas.intake.views import DraftView

# Kinds of tags (macros/base.html).
TO_ACT, DONE, WAITING, STOPPED = "act", "done", "waiting", "stopped"
# As base.tasks takes them: address, title, hint, tag's kind, tag's words.
TaskLine = tuple[str, str, str, str, str]

_NOT_ASKED = "还没有取"
# What other answers may make necessary.
NOT_YET = "暂时不用填"


@dataclass(frozen=True, slots=True)
class SourceLine:
    name: str
    words: str
    connected: bool
    needs_consent: bool
    at: datetime | None
    filled: bool


def draft_tasks(seen: SeenDraft) -> tuple[TaskLine, ...]:
    return (_items(seen), *_sections(seen), *_consents(seen), _materials(seen))


def left_in(view: DraftView, section: str) -> int:
    prefix = f"/{section}"
    return sum(one.pointer == prefix or one.pointer.startswith(f"{prefix}/") for one in view.remaining)


def _items(seen: SeenDraft) -> TaskLine:
    names = "、".join(one.name for one in seen.view.items)
    title, address = f"申请的事项（{len(seen.view.items)} 个）", f"{seen.address}/items"
    if left_in(seen.view, "items"):
        return address, title, seen.view.taken[0].text if seen.view.taken else names, TO_ACT, "需要您处理"
    return address, title, names, DONE, "已选"


def _sections(seen: SeenDraft) -> Iterator[TaskLine]:
    view = seen.view
    for name, section in sections(view.form_schema).items():
        address, left = f"{seen.address}/sections/{name}", left_in(view, name)
        begun = next(filled_paths(view.form.get(name, {})), None) is not None
        if left and begun:
            yield address, section["title"], f"还有 {left} 处", TO_ACT, "需要您处理"
        elif left:
            yield address, section["title"], _purpose(section, seen), WAITING, "未填"
        elif begun:
            yield address, section["title"], "", DONE, "已填"
        else:
            needed = section_needed(view.form_schema, name)
            yield address, section["title"], "", STOPPED, NOT_YET if needed else "可以不填"


def _purpose(section: Mapping[str, Any], seen: SeenDraft) -> str:
    codes = dict.fromkeys(_users(section))
    if len(codes) > 3:
        return ""
    return f"用于：{'、'.join(item_name(seen.edition, code) for code in codes)}" if codes else ""


def _users(section: Mapping[str, Any]) -> Iterator[str]:
    for one in section.get("properties", {}).values():
        yield from one.get("x-items", ())
        yield from _users(one)


def _consents(seen: SeenDraft) -> Iterator[TaskLine]:
    if not seen.view.consents:
        return
    given = sum(one.given_at is not None for one in seen.view.consents)
    kinds = len(seen.view.consents)
    whose = "您" if seen.reader.own else "申请人"
    hint = f"{whose}同意后才能调取这几类信息；不同意也可以办，自己填写就行。"
    words = f"已同意 {given} 类，共 {kinds} 类" if given else "没有同意"
    yield (
        f"{seen.address}/consents",
        "敏感个人信息的单独同意",
        hint,
        DONE if given == kinds else STOPPED,
        words,
    )


def _materials(seen: SeenDraft) -> TaskLine:
    left = left_in(seen.view, "materials")
    address = f"{seen.address}/materials"
    if left:
        return address, "材料", f"还要交 {left} 份", TO_ACT, "需要您处理"
    if seen.view.remaining:
        return address, "材料", "表填完以后，才能确定全部要交的材料。", STOPPED, "目前没有要交的"
    return address, "材料", "没有还要交的材料，可以看看每份材料为什么不用交。", DONE, "齐全"


def source_lines(seen: SeenDraft, asked: Asked) -> tuple[SourceLine, ...]:
    told = sources_told(seen.held.draft, seen.edition, asked.deps)
    return tuple(_source(one, own=seen.reader.own) for one in told)


def _source(one: SourceTold, *, own: bool) -> SourceLine:
    """A clerk is told whose consent and whose information it is."""
    words = _NOT_ASKED if one.state is None else STATE_TEXTS[one.state]
    if one.state is SourceState.FILLED:
        words = f"填入 {one.fields} 项，请核对"
    return SourceLine(
        name=SOURCE_NAMES[one.source],
        words=words if own else of_applicant(words),
        connected=one.state is not SourceState.NOT_CONNECTED,
        needs_consent=one.state is SourceState.NEEDS_CONSENT,
        at=one.at,
        filled=one.state is SourceState.FILLED and one.fields > 0,
    )
