"""What has happened in a case, and who did it: the sentence that everybody reads, with whose act it was."""

from datetime import datetime

from functions.domain.case.case import Event, Ledger
from functions.domain.case.events import EVENTS, acts_of
from functions.pages.moments import moment
from functions.pages.reading import of_applicant
from functions.ports.page import Page
from functions.shapes.case.progress import event_page
from schemas.catalogue.edition import Edition
from schemas.codes import CHINESE, Role

_OPERATORS_ACTS = acts_of(Role.OPERATOR)


def timeline(
    events: tuple[Event, ...], ledger: Ledger, edition: Edition, now: datetime
) -> tuple[tuple[str, ...], ...]:
    lines = event_page(Page(events), ledger, edition).entries
    return tuple(
        (
            moment(line.at, now),
            line.item_name or "整个办件",
            of_applicant(line.text),
            _who(event),
            _reason(event),
        )
        for event, line in zip(events, lines, strict=True)
    )


def _who(event: Event) -> str:
    """Of operators by name, for they answer for it; of everybody else the role."""
    if event.kind in _OPERATORS_ACTS:
        return f"运行管理员 {event.actor}"
    if event.actor in set(Role):
        return CHINESE[Role(event.actor)]
    by = EVENTS[event.kind].by
    return CHINESE[by] if by else "系统"


def _reason(event: Event) -> str:
    given = event.detail.get("reason") if event.kind in _OPERATORS_ACTS else None
    return given if isinstance(given, str) else ""
