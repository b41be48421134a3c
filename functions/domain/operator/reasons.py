"""Every kind of reason for which a case waits, by a stable code, the most pressing first."""

from collections.abc import Mapping

from functions.domain.errors import ROUTE_UNREADABLE
from functions.domain.operator.reason import Reason
from functions.domain.operator.reasons_pressing import PRESSING
from functions.domain.operator.reasons_usual import USUAL

REASONS: Mapping[str, Reason] = {**PRESSING, **USUAL}

# By the name of the error that an incident tells.
INCIDENTS: Mapping[str, str] = {
    "DepartmentRefusedPayload": "office-refused",
    "DepartmentProblem": "office-reported-problem",
    "DepartmentUnavailable": "office-never-answered",
    ROUTE_UNREADABLE: "route-stayed-unreadable",
    "CorrectionRoundsExhausted": "corrections-exhausted",
    "WithdrawalRefused": "withdrawal-refused",
    "MaterialRefused": "material-refused",
    "States.Timeout": "wait-timed-out",
    "RecordUnreadable": "record-unreadable",
    "SealKeysMissing": "seal-keys-missing",
    "StoreBusy": "store-was-busy",
    "ItemNotFound": "item-misplaced",
}
UNFORESEEN = "stopped-unexpectedly"
_RANK = {code: rank for rank, code in enumerate(REASONS)}


def rank(code: str) -> int:
    return _RANK[code]
