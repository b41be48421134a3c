"""Seals that are owed (issued.py), asked for again by the sweep, in a line of their own."""

from functools import partial

from functions.domain.errors import LianbanError
from functions.ports.deps import SEALS_LINE, Deps
from functions.usecases.applicant.issued import seal_owed
from functions.usecases.record_kinds import SEAL_OWED
from functions.usecases.upkeep.sweep_report import SweepReport

# Of one sweep; the rest is found by the next.
_AT_MOST = 100


def put_seals_in_line(deps: Deps, report: SweepReport) -> None:
    """Where no seal service is connected nothing is read."""
    if deps.electronic_seal is None:
        return
    try:
        owed = deps.store.records(SEAL_OWED, limit=_AT_MOST).entries
    except LianbanError as error:
        report.failures[type(error).__name__] += 1
        return
    for one in owed:
        deps.in_line(SEALS_LINE, one.key, partial(_seal, one.key, deps, report))


def _seal(code: str, deps: Deps, report: SweepReport) -> None:
    try:
        if seal_owed(code, deps):
            report.repairs["Sealed"] += 1
    except LianbanError as error:
        report.failures[type(error).__name__] += 1
