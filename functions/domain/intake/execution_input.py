"""What an execution of a case is started with: ids, the plan and bounds of waits, nothing of a person. Pure."""

from typing import Any

from functions.domain.case.case import Ledger
from schemas.codes import Department, Outcome


def execution_input(ledger: Ledger) -> dict[str, Any]:
    """`case_id`, `run`, the seconds of the service check's first `wait` and of its `correction`, and the `plan`: by
    department its items, with the seconds of their waits.

    The same for the same run, whatever has happened since: a run is started under one name with one input.
    """
    check = ledger.service_check.bounds
    branches: dict[str, list[dict[str, Any]]] = {department.value: [] for department in Department}
    for item in ledger.held:
        if item.outcome is not Outcome.NOT_NEEDED:
            branches[item.department].append(
                {
                    "item": item.code,
                    "seconds": item.bounds.watch_seconds,
                    "correction_seconds": item.bounds.correction_seconds,
                }
            )
    return {
        "case_id": ledger.case.id,
        "run": ledger.case.run,
        "wait": {"seconds": check.watch_seconds},
        "correction": {"seconds": check.correction_seconds},
        "plan": branches,
    }
