"""One run as its page shows it: graph, table or events over one selection; what is selected, on top."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from functions.domain.case.case import Ledger
from functions.drawing.machine import DrawnState, every_state, flow_of
from functions.pages.moments import moment
from functions.pages.operator.redrive import redrive_lines
from functions.pages.operator.selection import VIEWS, Selection
from functions.pages.operator.views_events import Events, events_of
from functions.pages.operator.views_graph import Graph, Reading, graph_of
from functions.pages.operator.views_panel import Panel, panel_of_run, panel_of_state, spent_in
from functions.pages.operator.words_executions import (
    LOOKS,
    RUN_LOOKS,
    Look,
    department_of_state,
    state_words,
)
from functions.ports.executions import Execution
from functions.shapes.operator.visits import seen_in
from functions.shapes.words import item_name
from functions.usecases.case.view import RunSeen
from schemas.catalogue.edition import Edition
from schemas.codes import CaseStatus

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Chip:
    words: str
    href: str
    look: Look | None
    selected: bool


@dataclass(frozen=True, slots=True)
class RunPage:
    """`version`: of what is shown, for a page that asks whether something has happened since."""

    selection: Selection
    reference: str
    newest: int
    is_open: bool
    look: Look
    live: bool
    version: str
    whole: bool
    panel: Panel
    tabs: tuple[Chip, ...]
    chips: tuple[Chip, ...]
    redrive: tuple[str, ...]
    graph: Graph | None = None
    table: tuple[tuple[object, ...], ...] = ()
    events: Events | None = None
    key: str = ""
    # Of the form of a new run, which this page shows empty.
    reason: str = ""
    wrong: str = ""

    @property
    def case_id(self) -> str:
        return self.selection.case_id


def version_of(execution: Execution) -> str:
    """ "" where the engine does not tell how much has happened."""
    return "" if execution.events is None else f"{execution.status}-{execution.events}"


def run_page(
    ledger: Ledger, seen: RunSeen, at: Selection, *, edition: Edition, now: datetime, key: str
) -> RunPage:
    execution = seen.execution
    live = execution.status == "RUNNING"
    reading = Reading(flow_of(seen.definition), seen_in(seen.history), live, at.item or None)
    states = {state.name: state for state in every_state(reading.flow)}
    chosen = states.get(at.state)

    def names(code: str) -> str:
        return item_name(edition, code)

    return RunPage(
        selection=at,
        reference=ledger.case.reference,
        newest=ledger.case.run,
        is_open=ledger.case.status is CaseStatus.OPEN,
        look=RUN_LOOKS[execution.status],
        live=live,
        version=version_of(execution),
        whole=seen.whole,
        panel=panel_of_state(chosen, reading, names, now) if chosen else panel_of_run(seen, now),
        tabs=tuple(Chip(words, at.to(view=view), None, view == at.view) for view, words in VIEWS),
        chips=tuple(_chips(reading, at, names)),
        redrive=tuple(redrive_lines(execution, states, reading, ledger, now)),
        graph=graph_of(reading, at.state, lambda name: at.to(state=name)) if at.view == "graph" else None,
        table=tuple(_rows(states, reading, at, now)) if at.view == "table" else (),
        events=_events(seen, at, chosen, names, now) if at.view == "events" else None,
        key=key,
    )


def _chips(reading: Reading, at: Selection, names: Callable[[str], str]) -> Iterator[Chip]:
    """One for each item that went through what is selected; where that has none of its own, of the whole run."""
    own = reading.of(at.state).each if at.state else {}
    items = list(own or dict.fromkeys(item for seen in reading.seen.values() for item in seen.each))
    if not items:
        return
    yield Chip("全部事项", at.to(item=""), None, not at.item)
    for item in items:
        yield Chip(names(item), at.to(item=item), _item_look(reading, item), item == at.item)


def _item_look(reading: Reading, item: str) -> Look:
    """The state that the item is in; or how it fared in the one that it was last in."""
    visits = [(name, seen.each[item]) for name, seen in reading.seen.items() if item in seen.each]
    name, latest = max(visits, key=lambda one: (one[1].is_open, one[1].entered_at or _LONG_AGO))
    look = LOOKS[latest.standing(running=reading.running)]
    if look == LOOKS["succeeded"]:
        # What came of it, the case says.
        return replace(look, words="已走完")
    return replace(look, words=state_words(name)[0]) if look == LOOKS["running"] else look


def _rows(
    states: Mapping[str, DrawnState], reading: Reading, at: Selection, now: datetime
) -> Iterator[tuple[object, ...]]:
    for state in states.values():
        visits = reading.of(state.name).of(None if state.flows else reading.item)
        look = LOOKS[reading.standing(state)]
        yield (
            (state_words(state.name)[0], at.to(state=state.name)),
            state.name,
            department_of_state(state.name),
            f"{look.icon} {look.words}",
            reading.counter(state) or (f"{visits.entered} 次" if visits.entered else ""),
            moment(visits.first_at, now) if visits.first_at else "",
            spent_in(visits, reading, now),
            visits.error or "",
        )


def _events(
    seen: RunSeen, at: Selection, chosen: DrawnState | None, names: Callable[[str], str], now: datetime
) -> Events:
    """Of a container, its own events and those of what stands in it."""
    within = {state.name for flow in chosen.flows for state in every_state(flow)} if chosen else set()
    wanted = tuple(
        event
        for event in seen.history
        if (chosen is None or event.state == chosen.name or event.state in within)
        and (not at.item or event.item == at.item)
    )
    return events_of(
        wanted,
        after=at.after,
        names=names,
        state_href=lambda name: at.to(state=name),
        page_href=lambda after: at.to(after=after),
        live_at=now if seen.execution.status == "RUNNING" else None,
    )
