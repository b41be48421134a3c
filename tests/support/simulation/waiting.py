"""When the Lambdas that wait may end: said here once more, so that the product is not asked about itself."""

from functions.domain.case.case import Ledger
from functions.domain.case.item import CaseItem
from schemas.codes import ItemStatus

_APPLICANTS = (ItemStatus.CORRECTING, ItemStatus.CONTESTABLE)


_LAMBDAS = {"AwaitPrerequisites": "await_prerequisites", "AwaitCorrection": "await_correction"}


def waiting_lambda(state: str) -> str:
    """Of a state in which a run that was lost may go on."""
    return _LAMBDAS.get(state, "dispatch")


def is_over(function: str, ledger: Ledger, item: CaseItem) -> bool:
    """By what is recorded of the item, and of those before it."""
    if item.outcome:
        return True
    if function == "await_prerequisites":
        return all(before.outcome for before in ledger.prerequisites(item))
    if function == "await_correction":
        return item.status not in _APPLICANTS
    if function == "await_operator":
        return item.status is not ItemStatus.INCIDENT
    ordered = item.dispatch.ordered in ("alone", "batch") and item.dispatch.sent_round < item.dispatch.round
    return ordered or item.status in (*_APPLICANTS, ItemStatus.INCIDENT)
