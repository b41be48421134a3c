"""What is counted, as docs/metrics.md names it: numbers and codes, nothing of a person."""

from collections.abc import Container, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from functions.domain.case.case import Case, Event
from functions.domain.case.events import EVENTS, answering
from functions.domain.case.item import CaseItem
from functions.telemetry.lines import Count, only_count, write_count, write_line
from schemas.codes import EventKind

# Of an event's detail, what is a code or a number; an answer's words stay in the ledger.
_TOLD = ("round", "office", "error", "refusal", "because", "run")


def tell_events(
    events: Iterable[Event],
    *,
    case: Case | None,
    items: Iterable[CaseItem],
    stage: str,
    quiet: Container[EventKind] = (),
) -> None:
    """One line for each event that was written, in the order of the history; those of `quiet` kinds are only counted."""
    by_code = {item.code: item for item in items}
    for event in events:
        item = by_code.get(event.item or "")
        metric = EVENTS[event.kind].metric
        count = Count({metric: 1}, _department(event, item), _city(item, case)) if metric else None
        if event.kind not in quiet:
            _tell(event, count, stage)
        elif count:
            only_count(count)


def _tell(event: Event, count: Count | None, stage: str) -> None:
    fields: dict[str, Any] = {"case_id": event.case_id}
    fields |= {"item": event.item} if event.item else {}
    fields |= {name: event.detail[name] for name in _TOLD if name in event.detail}
    if count is None:
        write_line(event.kind.value, fields)
    else:
        write_count(event.kind.value, count, stage=stage, at=event.at, fields=fields)


def tell_refused_signature(department: str, *, stage: str, at: datetime) -> None:
    write_count("refused signature", Count({"RefusedSignatures": 1}, department), stage=stage, at=at)


def tell_sweep(
    *,
    cases: int,
    repairs: Mapping[str, int],
    failures: Mapping[str, int],
    silent_loss: int,
    lost: Mapping[str, int],
    set_back: int,
    offices_down: int,
    oldest_owed: timedelta,
    calendar_known: timedelta,
    stage: str,
    at: datetime,
) -> None:
    """`lost`: how many items of each code make `silent_loss`."""
    count = sweep_count(
        cases=cases,
        repairs=repairs,
        failures=failures,
        silent_loss=silent_loss,
        set_back=set_back,
        offices_down=offices_down,
        oldest_owed=oldest_owed,
        calendar_known=calendar_known,
    )
    fields = {"repairs": dict(repairs), "failures": dict(failures), "lost": dict(lost)}
    write_count("sweep", count, stage=stage, at=at, fields=fields)


def sweep_count(
    *,
    cases: int,
    repairs: Mapping[str, int],
    failures: Mapping[str, int],
    silent_loss: int,
    set_back: int,
    offices_down: int,
    oldest_owed: timedelta,
    calendar_known: timedelta,
) -> Count:
    """`SilentLoss` is told also when it is 0: an alarm that hears nothing cannot tell good from dead."""
    numbers = {
        "SweepRan": 1,
        "CasesLookedAt": cases,
        "Repairs": sum(repairs.values()),
        "RepairFailures": sum(failures.values()),
        "SilentLoss": silent_loss,
        "CasesSetBack": set_back,
        "OfficesDown": offices_down,
        "OldestOwedRepairSeconds": int(oldest_owed.total_seconds()),
        "CalendarDays": calendar_known.days,
    }
    return Count(numbers)


def _department(event: Event, item: CaseItem | None) -> str | None:
    return answering(event) if item is None else item.department.value


def _city(item: CaseItem | None, case: Case | None) -> str | None:
    return (item.city if item else "") or (case.city if case else None)
