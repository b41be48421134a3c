"""A closed case as it is counted: its ledger and its history, and nothing of its form."""

from collections.abc import Iterable
from functools import partial

from functions.domain.case.refusals import CaseNotFound
from functions.domain.errors import RecordUnreadable
from functions.domain.numbers.contribution import ClosedCase
from functions.ports.deps import Deps
from functions.usecases.walks import every_event

_AT_ONCE = 20


def closed_cases(case_ids: Iterable[str], deps: Deps) -> tuple[list[ClosedCase], int]:
    """And how many cannot be read."""
    ids = list(dict.fromkeys(case_ids))
    found: list[ClosedCase | None] = []
    for place in range(0, len(ids), _AT_ONCE):
        found += deps.at_once([partial(_read, one, deps) for one in ids[place : place + _AT_ONCE]])
    return [one for one in found if one], sum(one is None for one in found)


def _read(case_id: str, deps: Deps) -> ClosedCase | None:
    try:
        ledger = deps.store.ledger(case_id)
        events = tuple(every_event(deps.store, case_id))
        return ClosedCase(ledger, events, deps.editions(ledger.case.edition), deps.calendar)
    except (CaseNotFound, RecordUnreadable, KeyError):
        return None
