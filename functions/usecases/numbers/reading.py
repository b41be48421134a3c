"""A closed case as it is counted: its ledger and its history, and nothing of its form."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from functions.domain.case.refusals import CaseNotFound
from functions.domain.errors import RecordUnreadable
from functions.domain.numbers.contribution import ClosedCase, Counts, contribution
from functions.ports.deps import Deps
from functions.telemetry.lines import write_line
from functions.usecases.walks import every_event

_AT_ONCE = 20


def closed_cases(case_ids: Iterable[str], deps: Deps) -> tuple[list[ClosedCase], list[str]]:
    """And which of them cannot be read."""
    ids = list(dict.fromkeys(case_ids))
    found: list[ClosedCase | None] = []
    for place in range(0, len(ids), _AT_ONCE):
        found += deps.at_once([partial(_read, one, deps) for one in ids[place : place + _AT_ONCE]])
    return [one for one in found if one], [one for one, read in zip(ids, found, strict=True) if read is None]


def contributions(one: ClosedCase, *moments: datetime) -> tuple[Counts, ...] | None:
    """What it had added at each of them; None of a ledger that cannot be counted, whatever is odd about it."""
    try:
        return tuple(contribution(one, moment) for moment in moments)
    except Exception as error:
        _told(one.ledger.case.id, error)
        return None


def _read(case_id: str, deps: Deps) -> ClosedCase | None:
    try:
        ledger = deps.store.ledger(case_id)
        events = tuple(every_event(deps.store, case_id))
        return ClosedCase(ledger, events, deps.editions(ledger.case.edition), deps.calendar)
    except (CaseNotFound, RecordUnreadable, LookupError, TypeError, ValueError) as error:
        _told(case_id, error)
        return None


def _told(case_id: str, error: Exception) -> None:
    write_line("case not counted", {"case_id": case_id, "error": type(error).__name__}, level="WARNING")
