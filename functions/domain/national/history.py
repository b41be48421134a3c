"""The rows of an item's history: up_pro_process, up_pro_special_procedure."""

from collections.abc import Iterator

from functions.domain.case.case import Event
from functions.domain.case.events import EVENTS
from functions.domain.national.codes import PROCESS, SPECIAL
from functions.domain.national.export import Exported, Row, Span, local_time
from functions.domain.national.outcomes import event_told_at, outcome_told, said
from functions.domain.national.rows import finished_row
from schemas.codes import AnswerType, EventKind

_RESUMES = frozenset({AnswerType.RESUMED, AnswerType.CORRECTION_REQUESTED})


def process_rows(one: Exported, span: Span) -> Iterator[Row]:
    """A line of the history each; what an office merely said in vain is none."""
    for event in one.history:
        step = _step(event)
        if step is None or not span.covers(event.at):
            continue
        name, action = step
        row: Row = {
            "process_name": name,
            "event_start_time": local_time(event_told_at(event)),
            "event_end_time": local_time(event_told_at(event)),
            # The office's words, in which anything of a person may stand.
            "handle_explain": _opinion(event) if span.unmasked else None,
            "local_event": action,
        }
        yield finished_row("up_pro_process", row, one, span, first=event.at, part=event.key)


def _opinion(event: Event) -> str | None:
    """A correction says line by line what is missing."""
    lines = "；".join(f"{line['name']}：{line['reason']}" for line in said(event, "missing") or ())
    return said(event, "reason") or lines or None


def _step(event: Event) -> tuple[str, str] | None:
    if event.kind is EventKind.ANSWERED:
        return PROCESS.get(AnswerType(str(said(event, "type"))))
    return EVENTS[event.kind].process


def special_rows(one: Exported, span: Span) -> Iterator[Row]:
    """A suspension ends when the office resumes or asks for a correction, or with the item itself."""
    history = tuple(sorted(one.history, key=event_told_at))
    for place, event in enumerate(history):
        special = SPECIAL.get(said(event, "type")) if event.kind is EventKind.ANSWERED else None
        if special is None or (_suspends(event) and _stands(history[:place])):
            continue
        end = _end(history[place + 1 :]) if _suspends(event) else event
        if span.covers(event.at) or (end and span.covers(end.at)):
            row = _special(event, special, end, span)
            yield finished_row("up_pro_special_procedure", row, one, span, first=event.at, part=event.key)


def _stands(earlier: tuple[Event, ...]) -> bool:
    """An office that says 特别程序 again while its clock stands has begun no other one."""
    last = next((event for event in reversed(earlier) if _ends(event) or _suspends(event)), None)
    return last is not None and _suspends(last)


def _suspends(event: Event) -> bool:
    return event.kind is EventKind.ANSWERED and said(event, "type") == AnswerType.SUSPENDED


def _special(event: Event, special: tuple[str, str], end: Event | None, span: Span) -> Row:
    return {
        "special_type": special[0],
        "special_name": special[1],
        "special_time": local_time(event_told_at(event)),
        "special_reason": said(event, "reason") if span.unmasked else None,
        "special_explain": _extension(event),
        "end_time": local_time(event_told_at(end) if end and end.at <= span.until else None),
    }


def _extension(event: Event) -> str | None:
    working, natural = said(event, "working_days"), said(event, "natural_days")
    if working:
        return f"延长 {working} 个工作日"
    return f"延长 {natural} 日" if natural else None


def _end(later: tuple[Event, ...]) -> Event | None:
    return next((event for event in later if _ends(event)), None)


def _ends(event: Event) -> bool:
    answered = said(event, "type") if event.kind is EventKind.ANSWERED else None
    return answered in _RESUMES or outcome_told(event) is not None
