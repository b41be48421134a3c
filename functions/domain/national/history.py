"""The rows of an item's history and materials: up_pro_process, up_pro_special_procedure, up_pro_material."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from functions.domain.case.case import Event
from functions.domain.case.events import EVENTS
from functions.domain.national.codes import PROCESS, SPECIAL
from functions.domain.national.export import Exported, Row, Span
from functions.domain.national.rows import finished
from schemas.catalogue.figures import Material, MaterialSource
from schemas.codes import AnswerType, EventKind

_SOURCES: dict[MaterialSource, str] = {
    MaterialSource.SHARED_DATA: "数据共享",
    MaterialSource.E_CERTIFICATE: "电子证照",
    MaterialSource.EARLIER_ITEM: "前置事项结果",
    MaterialSource.UPLOAD: "申请人上传",
}


def process_rows(one: Exported, span: Span) -> Iterator[Row]:
    """A line of the history each; what an office merely said in vain is none."""
    for event in one.history:
        step = _step(event)
        if step is None or not span.covers(event.at):
            continue
        name, action = step
        row: Row = {
            "project_no": one.number,
            "process_name": name,
            "event_name": action,
            "event_start_time": _time(event.at),
            "event_end_time": _time(event.at),
            "handle_user_name": None,
            "handle_explain": _said(event, "reason") if span.unmasked else None,
        }
        yield finished("up_pro_process", row, one, span, first=event.at, part=event.key)


def _step(event: Event) -> tuple[str, str] | None:
    if event.kind is EventKind.ANSWERED:
        return PROCESS.get(AnswerType(str(_said(event, "type"))))
    return EVENTS[event.kind].process


def special_rows(one: Exported, span: Span) -> Iterator[Row]:
    """A suspension ends with the next word of the office that resumes or decides."""
    answers = [event for event in one.history if event.kind is EventKind.ANSWERED]
    for place, event in enumerate(answers):
        kind = AnswerType(str(_said(event, "type")))
        if kind not in SPECIAL:
            continue
        end = event.at if kind is AnswerType.EXTENDED else _end(answers[place + 1 :])
        if not (span.covers(event.at) or span.covers(end)):
            continue
        code, name = SPECIAL[kind]
        reason = _said(event, "reason") if span.unmasked else None
        row: Row = {
            "project_no": one.number,
            "special_type": code,
            "special_name": name,
            "special_time": _time(event.at),
            "special_reason": reason,
            "applyer_user_name": None,
            "result": None,
            "special_explain": _explained(event),
            "end_time": _time(end),
            "handle_user": None,
        }
        yield finished("up_pro_special_procedure", row, one, span, first=event.at, part=event.key)


def _end(later: list[Event]) -> datetime | None:
    return next((event.at for event in later if _said(event, "type") != AnswerType.EXTENDED), None)


def _explained(event: Event) -> str | None:
    days = _said(event, "working_days")
    return f"延长 {days} 个工作日" if days else None


def material_rows(one: Exported, span: Span) -> Iterator[Row]:
    """By the catalogue: what the item requires and whence it came. The code set of get_type was not found."""
    item = one.item
    if not one.edition.has(item.code):
        return
    for material in one.edition.item(item.code).materials:
        if material.required:
            yield finished(
                "up_pro_material",
                _material(material, one),
                one,
                span,
                first=one.began,
                part=material.code,
            )


def _material(material: Material, one: Exported) -> Row:
    return {
        "project_no": one.number,
        "material_name": material.name,
        "get_type": None,
        "get_num": 1,
        "material_attach_name": None,
        "local_get_type": _SOURCES[material.source],
    }


def _said(event: Event, name: str) -> Any:
    """Of a department's answer, or of the event itself."""
    answer = event.detail.get("answer")
    return answer.get(name) if isinstance(answer, dict) else event.detail.get(name)


def _time(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else None
