"""What the province's platforms are owed, put in line by the sweep: seals and messages, each in a line of its own.

Whatever goes wrong with one of them, it stays owed, and the rest of the sweep is done.
"""

from functools import partial

from functions.domain.national.owed_messages import ToldPlatform
from functions.ports.case_store import Record
from functions.ports.deps import SEALS_LINE, Deps
from functions.usecases.applicant.issued import seal_owed
from functions.usecases.national.telling import owed_cases, platforms_of, tell_case
from functions.usecases.owed import next_owed
from functions.usecases.record_kinds.applicant import SEAL_OWED
from functions.usecases.upkeep.sweep_report import SweepReport

# Seals of one sweep; the rest is found by the next.
_AT_MOST = 100


def put_platforms_in_line(deps: Deps, report: SweepReport) -> None:
    """Where none is connected nothing is read."""
    try:
        _put_seals(deps, report)
        for platform in platforms_of(deps):
            for case_id, marks in owed_cases(platform, deps).items():
                deps.in_line(platform, case_id, partial(_tell, platform, case_id, marks, deps, report))
    except Exception as error:
        report.failed(error)


def _put_seals(deps: Deps, report: SweepReport) -> None:
    if deps.electronic_seal is None:
        return
    for one in next_owed(SEAL_OWED, _AT_MOST, deps):
        deps.in_line(SEALS_LINE, one.key, partial(_seal, one.key, deps, report))


def _seal(code: str, deps: Deps, report: SweepReport) -> None:
    try:
        if seal_owed(code, deps):
            report.did("Sealed")
    except Exception as error:
        report.failed(error)


def _tell(platform: ToldPlatform, case_id: str, marks: list[Record], deps: Deps, report: SweepReport) -> None:
    try:
        if told := tell_case(platform, case_id, marks, deps):
            report.did("Told", told)
    except Exception as error:
        report.failed(error)
