"""The events of a run as lines: what happened, where, and how long nothing did."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.domain.clock import SHANGHAI
from functions.pages.operator.words_executions import department_of_state, kind_words, lasting, state_words
from functions.ports.executions import HistoryEvent

_LINES = 50
# Shorter than this, nothing is said of the time between two events.
_IDLE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class EventLine:
    """`idle`: how long nothing had happened before it."""

    id: int
    at: datetime
    words: str
    kind: str
    where: str
    href: str
    item: str
    detail: str
    idle: str

    @property
    def when(self) -> str:
        """To the second: much happens within a minute."""
        at = self.at.astimezone(SHANGHAI)
        return f"{at.month}月{at.day}日 {at:%H:%M:%S}"


@dataclass(frozen=True, slots=True)
class Events:
    """One page. `newer`, `newest`: addresses of the next and of the last one. `waiting`: since the newest, of a live run."""

    lines: tuple[EventLine, ...]
    total: int
    first: int
    oldest: str = ""
    newer: str = ""
    newest: str = ""
    waiting: str = ""


def events_of(
    history: tuple[HistoryEvent, ...],
    *,
    after: int,
    names: Callable[[str], str],
    state_href: Callable[[str], str],
    page_href: Callable[[int], str],
    live_at: datetime | None,
) -> Events:
    """`history`: what is looked at of it; `after`: the number of the last event of the page before."""
    begin = next((place for place, event in enumerate(history) if event.id > after), len(history))
    shown = history[begin : begin + _LINES]
    before = history[begin - 1] if begin else None
    rest = len(history) - begin - len(shown)
    last = history[-_LINES - 1].id if len(history) > _LINES else 0
    return Events(
        lines=tuple(_lines(shown, before, names, state_href)),
        total=len(history),
        first=begin + 1,
        oldest=page_href(0) if begin else "",
        newer=page_href(shown[-1].id) if rest and shown else "",
        newest=page_href(last) if rest > _LINES else "",
        waiting=_idle(history[-1].at, live_at) if live_at and history and not rest else "",
    )


def _lines(
    shown: tuple[HistoryEvent, ...],
    before: HistoryEvent | None,
    names: Callable[[str], str],
    href: Callable[[str], str],
) -> Iterator[EventLine]:
    for event in shown:
        state = event.state or ""
        yield EventLine(
            id=event.id,
            at=event.at,
            words=kind_words(event.kind),
            kind=event.kind,
            where=_where(state),
            href=href(state) if state else "",
            item=names(event.item) if event.item else "",
            detail=event.detail or "",
            idle=_idle(before.at, event.at) if before else "",
        )
        before = event


def _where(state: str) -> str:
    if not state:
        return ""
    title, whose = state_words(state)[0], department_of_state(state)
    return f"{title}（{whose}）" if whose and not title.startswith(whose) else title


def _idle(since: datetime, until: datetime) -> str:
    gone = until - since
    return lasting(gone.total_seconds()) if gone >= _IDLE else ""
