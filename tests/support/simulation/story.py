"""What the history tells of one item: who decided it, once; its rounds; and that an override took two people."""

from collections.abc import Iterable

from functions.domain.case.case import Event
from functions.domain.case.item import CaseItem
from schemas.codes import EventKind, Outcome
from tests.support.simulation.watcher import require

# Of an end by one of these nothing may be told a second time.
_ENDS = {
    EventKind.WITHDRAWN: Outcome.WITHDRAWN,
    EventKind.ABANDONED: Outcome.WITHDRAWN,
    EventKind.BLOCKED: Outcome.BLOCKED,
    EventKind.LAPSED: Outcome.LAPSED,
    EventKind.NOT_NEEDED: Outcome.NOT_NEEDED,
}
_CONTESTABLE = ("refused", "not_accepted")
_SAID = frozenset({Outcome.GRANTED, Outcome.REFUSED, Outcome.NOT_ACCEPTED, Outcome.WITHDRAWN})


def check_story(item: CaseItem, events: list[Event]) -> None:
    _check_decision(item, events)
    _check_rounds(item, events)
    _check_overrides(item, events)
    told = any(_of(EventKind.OVERDUE, events))
    require(told or not item.clock.overdue_since, f"{item.code}: overdue, and no event says so")


def _check_decision(item: CaseItem, events: list[Event]) -> None:
    """One winner, however many raced; another outcome came in its place only by an override."""
    replaced = {event.detail["before"]["outcome"] for event in _of(EventKind.OVERRIDDEN, events)}
    told = [outcome for event in events if _counts(item, event, replaced) and (outcome := _outcome(event))]
    ends = [event for event in events if event.kind in _ENDS]
    known = {*replaced, *([item.outcome] if item.outcome else [])}
    require(bool(told) == bool(item.outcome), f"{item.code}: {item.outcome}, and the history tells {told}")
    require(set(told) <= known, f"{item.code}: {known}, and the history tells {told}")
    require(len(ends) <= 1, f"{item.code}: ended twice")
    require(not ends or bool(replaced) or len(told) == 1, f"{item.code}: ended, and decided: {told}")


def _counts(item: CaseItem, event: Event, replaced: set[str]) -> bool:
    """A bad service check is no outcome as long as it can be contested, nor once it was."""
    if not item.is_service_check or event.kind is not EventKind.ANSWERED:
        return True
    said = event.detail["answer"]
    stood = said["type"] == item.outcome or said["type"] in replaced
    return said["type"] not in _CONTESTABLE or (stood and said["round"] == item.dispatch.round)


def _outcome(event: Event) -> str | None:
    if event.kind is EventKind.ANSWERED:
        kind: str = event.detail["answer"]["type"]
        return kind if kind in set(_SAID) else None
    if event.kind in (EventKind.CONTEST_LAPSED, EventKind.CONTEST_WAIVED):
        stood: str = event.detail["outcome"]
        return stood
    if event.kind is EventKind.SETTLED:
        settled: str = event.detail["after"]["outcome"]
        return settled
    return _ENDS.get(event.kind)


def _check_rounds(item: CaseItem, events: list[Event]) -> None:
    """Each answered correction, and each transfer, began one further round; each round reached an office once, and once more
    for each time that an operator sent it anew.
    """
    contests = _rounds(EventKind.CONTESTED, events)
    require(len(contests) <= 1, f"{item.code}: contested more than once")
    require(bool(contests) == bool(item.contest.at), f"{item.code}: contested, and not, by the history")
    moved = _rounds(EventKind.TRANSFERRED, events)
    began = sorted([*contests, *_rounds(EventKind.CORRECTED, events), *moved])
    require(
        began == list(range(2, item.dispatch.round + 1)),
        f"{item.code}: round {item.dispatch.round} after {began}",
    )
    asked = {
        event.detail["answer"]["round"]
        for event in _of(EventKind.ANSWERED, events)
        if event.detail["answer"]["type"] in ("correction_requested", *_CONTESTABLE)
    }
    asked |= {event.detail["before"]["round"] for event in _of(EventKind.SETTLED, events)}
    asked |= {round_ - 1 for round_ in moved}
    require(set(range(1, item.dispatch.round)) <= asked, f"{item.code}: corrected without being asked to")
    reached = [
        (event.detail["round"], event.detail["office"], event.key.partition("/again-")[2])
        for event in _of(EventKind.DISPATCHED, events)
    ]
    require(len(reached) == len(set(reached)), f"{item.code}: dispatched twice: {reached}")


def _check_overrides(item: CaseItem, events: list[Event]) -> None:
    proposals = list(_of(EventKind.OVERRIDE_PROPOSED, events))
    for event in _of(EventKind.OVERRIDDEN, events):
        before, after = event.detail["before"]["outcome"], event.detail["after"]["outcome"]
        require(bool(before and after), f"{item.code}: overridden without before and after")
        first = any(
            one.actor != event.actor and one.detail["decision"] == event.detail["decision"]
            for one in proposals
        )
        require(first, f"{item.code}: overridden by {event.actor} alone")


def _rounds(kind: EventKind, events: list[Event]) -> list[int]:
    return [event.detail["round"] for event in _of(kind, events)]


def _of(kind: EventKind, events: list[Event]) -> Iterable[Event]:
    return (event for event in events if event.kind is kind)
