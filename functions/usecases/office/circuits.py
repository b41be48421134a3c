"""Asks an office, the gateway of notices or a platform of the province, if it may be asked now (domain/office/circuit.py).

The circuits stand in the ledger: on AWS a department's Lambda runs in many places at once, and what one of them learned
the others know seconds later; operators read them there. Of somebody who is well nothing is written. On one machine the
ledger is in the same process, so all workers know at once.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from functions.domain.errors import (
    DepartmentRefusedPayload,
    DepartmentUnavailable,
    NoticeRefused,
    NoticeUnavailable,
    PlatformRefused,
    PlatformUnavailable,
    StoreError,
)
from functions.domain.national.owed_messages import ToldPlatform
from functions.domain.office.circuit import (
    WELL,
    Circuit,
    circuit_after,
    failed,
    is_down,
    rests_until,
    tried,
)
from functions.ports.deps import OWN_LINES, SEALS_LINE, Deps
from functions.ports.page import Page
from functions.usecases.record_kinds.office import CIRCUIT
from functions.usecases.records import Body, change_record, readable_records
from functions.usecases.walks import if_readable

_T = TypeVar("_T")
_Rule = Callable[[Circuit], Circuit]
UNAVAILABLE = (DepartmentUnavailable, NoticeUnavailable, PlatformUnavailable)
_REFUSED = (DepartmentRefusedPayload, NoticeRefused, PlatformRefused)


@dataclass(frozen=True, slots=True)
class InTrouble:
    """An office by its id, or a gateway or platform by the name of its line; `title` is for people, None of one that no
    table names any more.
    """

    name: str
    title: str | None
    circuit: Circuit


def resting(name: str, deps: Deps) -> datetime | None:
    """Until when it is not asked. Raises StoreBusy."""
    return rests_until(circuit_of(name, deps), deps.clock())


def through_circuit(name: str, ask: Callable[[], _T], deps: Deps, *, before: Circuit | None = None) -> _T:
    """Whoever wants to respect its rest looks at that first (`before`: and has read it). Raises what `ask` raises."""
    before = before or circuit_of(name, deps)
    began = deps.clock()
    if before.next_try is not None:
        _note(name, lambda circuit: tried(circuit, began), deps)
    try:
        answer = ask()
    except UNAVAILABLE as error:
        wished = timedelta(seconds=getattr(error, "retry_after_seconds", None) or 0)
        kind, now = type(error).__name__, deps.clock()
        _note(name, lambda circuit: failed(circuit, kind, now, wished=wished), deps)
        raise
    except _REFUSED:
        _note_answer(name, before, began, deps)
        raise
    _note_answer(name, before, began, deps)
    return answer


def in_trouble(deps: Deps) -> Page[InTrouble]:
    """Everybody who failed last time, by name; of what is connected no more nobody waits for an answer."""
    noted = readable_records(deps.store, CIRCUIT)
    known = ((record.key, _read(record.body)) for record in noted.entries)
    found = (
        InTrouble(name, _title(name, deps), circuit)
        for name, circuit in known
        if circuit != WELL and _is_connected(name, deps)
    )
    return Page(tuple(found), None, noted.unreadable)


def offices_down(deps: Deps) -> tuple[str, ...]:
    """Those that are sent to and have not answered for a while, by their ids. Raises StoreError."""
    now = deps.clock()
    down = (one.name for one in in_trouble(deps).entries if one.title and is_down(one.circuit, now))
    return tuple(name for name in down if _is_sent_to(name, deps))


def _is_sent_to(name: str, deps: Deps) -> bool:
    office = deps.offices.by_id(name)
    return office is not None and office.mode == "api"


def _is_connected(name: str, deps: Deps) -> bool:
    lines = {
        SEALS_LINE: deps.electronic_seal,
        ToldPlatform.ACCEPTANCE: deps.acceptance,
        ToldPlatform.RATINGS: deps.ratings,
    }
    return name not in lines or lines[name] is not None


def _title(name: str, deps: Deps) -> str | None:
    office = None if name in OWN_LINES else deps.offices.by_id(name)
    return office.name if office else None


def _note_answer(name: str, before: Circuit, began: datetime, deps: Deps) -> None:
    now = deps.clock()
    if before != WELL or circuit_after(before, now - began, now) != WELL:
        _note(name, lambda circuit: circuit_after(circuit, now - began, now), deps)


def _note(name: str, rule: _Rule, deps: Deps) -> None:
    """What cannot be noted is no reason not to ask: whoever asks next learns the same."""
    with suppress(StoreError):
        change_record(deps.store, CIRCUIT, name, lambda body: _written(rule(_read(body))), anew=True)


def circuit_of(name: str, deps: Deps) -> Circuit:
    """What cannot be read is no reason not to ask either."""
    found = if_readable(deps.recent or deps.store.record, CIRCUIT, name)
    return _read(found.body) if found else WELL


def _read(body: Body | None) -> Circuit:
    if body is None:
        return WELL
    return Circuit(body["failures"], _moment(body["since"]), body["error"], _moment(body["next_try"]))


def _written(circuit: Circuit) -> Body:
    return {
        "failures": circuit.failures,
        "since": circuit.since and circuit.since.isoformat(),
        "error": circuit.error,
        "next_try": circuit.next_try and circuit.next_try.isoformat(),
    }


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
