"""The bulkheads of one machine, which on AWS are Lambdas of their own: each department's work has its line and its workers,
notices have theirs, and reminders have theirs. What calls nobody waits for nobody, and is done by whoever brings it.
"""

from collections.abc import Mapping
from typing import Any

from functions.domain.errors import LianbanError
from functions.lambda_names import dispatching
from functions.ports.deps import NOTICES_LINE, Deps
from functions.usecases.office.which_office import next_office
from infra.embedded.asl.lines import LinePart
from schemas.codes import Department

REMINDERS, OWN = "reminders", "own"
LINES: Mapping[str, str] = {
    **{dispatching(department): department for department in Department},
    "verify_service": Department.MOBILIZATION,
    # Each tells an applicant, or reminds an office, as it goes.
    "close_case": NOTICES_LINE,
    "await_correction": NOTICES_LINE,
    "escalate": REMINDERS,
    "await_prerequisites": OWN,
    "await_operator": OWN,
}
_FEW = 2
_OF_DEPARTMENTS = frozenset(Department)


def line_of(function: str) -> str:
    """Of one that this program does not know, too: the runner is told that it failed."""
    return LINES.get(function, OWN)


def workers_of(threads: int) -> Mapping[str, int]:
    """`threads`: of each department's line."""
    return {
        **dict.fromkeys(Department, threads),
        NOTICES_LINE: _FEW,
        REMINDERS: _FEW,
    }


class OfficeParts:
    """Of a department's line each office is a part, and has half of its workers at most."""

    def __init__(self, deps: Deps, *, threads: int) -> None:
        self._deps = deps
        self._share = max(1, threads // 2)

    def part_of(self, function: str, payload: dict[str, Any]) -> LinePart | None:
        if line_of(function) not in _OF_DEPARTMENTS:
            return None
        try:
            item = self._deps.store.ledger(payload["case_id"]).item(payload["item"])
            return LinePart(next_office(item, self._deps).id, self._share)
        except (LianbanError, KeyError):
            # Whatever is wrong, the Lambda says so itself.
            return None
