"""What an export to the national platform is made of: the span, and one item with all that its rows tell."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from functions.domain.case.case import Event, Ledger
from functions.domain.case.item import CaseItem
from functions.domain.clock import SHANGHAI
from functions.domain.national.outcomes import outcome_told, without_vain
from schemas.catalogue.edition import Edition
from schemas.codes import EventKind
from schemas.form.application import Application

Row = dict[str, Any]
TableName = str

_HAD = frozenset({EventKind.DISPATCHED, EventKind.ANSWERED})


@dataclass(frozen=True, slots=True)
class Span:
    """One export: what happened after `since` (None: from the beginning) and not after `until`; the next one goes on from
    there. Masked unless asked otherwise.
    """

    since: datetime | None
    until: datetime
    unmasked: bool = False

    @property
    def number(self) -> str:
        return f"{self.until.astimezone(UTC):%Y%m%d%H%M%S%f}"

    def is_new(self, at: datetime | None) -> bool:
        """Not told by an earlier span; it may still be a later one's."""
        return at is not None and (self.since is None or at > self.since)

    def covers(self, at: datetime | None) -> bool:
        return at is not None and self.is_new(at) and at <= self.until

    def operation(self, first: datetime | None) -> str:
        """I: new in this span; U: told before."""
        return "I" if self.covers(first) else "U"


@dataclass(frozen=True, slots=True)
class Exported:
    """One item with everything its rows are made of. `number`: its 办件编号; `code`: its 实施编码; None while 待核定.

    `theme`: 主题服务办件编码 of the whole case. `office`: a display name.
    """

    ledger: Ledger
    item: CaseItem
    events: tuple[Event, ...]
    application: Application
    edition: Edition
    office: str | None
    code: str | None
    number: str | None = None
    theme: str | None = None

    @property
    def history(self) -> tuple[Event, ...]:
        return tuple(without_vain(event for event in self.events if event.item == self.item.code))

    @property
    def began(self) -> datetime:
        """When the first office got it, as far as was told: it may answer before its receipt is noted."""
        told = (event.at for event in self.history if event.kind in _HAD or outcome_told(event))
        return min(told, default=self.item.dispatch.sent_at or self.item.since)

    def belongs_to(self, span: Span) -> bool:
        """Something of it happened in this span's time, and it was under way by then."""
        times = (*changes(self.ledger, self.item), *(event.at for event in self.history))
        return self.began <= span.until and any(span.covers(at) for at in times)


def is_exported(item: CaseItem) -> bool:
    """What an office had, or what was decided of a dispatch that did not arrive; anything else is no 办件 of anybody's."""
    had = item.dispatch.sent_at or item.clock.heard_at or item.outcome
    return had is not None and item.dispatch.round > 0 and not item.is_service_check


def changes(ledger: Ledger, item: CaseItem) -> Iterator[datetime]:
    """When something that the rows tell changed, as far as the ledger itself still knows."""
    yield from facts(item)
    yield from (file.at for file in ledger.case.materials if file.item == item.code)


def facts(item: CaseItem) -> tuple[datetime, ...]:
    """Of the item alone."""
    rated = item.aftercare.rating.changed_at if item.aftercare.rating else None
    times = (
        item.since,
        item.dispatch.sent_at,
        item.clock.accepted_at,
        item.clock.heard_at,
        item.decided_at,
        rated,
    )
    return tuple(at for at in times if at is not None)


def local_time(at: datetime | None) -> str | None:
    """As a datetime column holds it: no offset, no fraction."""
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S") if at else None
