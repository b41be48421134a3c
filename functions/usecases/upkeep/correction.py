"""Waits for the applicant's correction (等待补正): tells them of the list first, and notes that with the wait itself."""

from datetime import datetime

from functions.domain.case.case import Event, Ledger
from functions.domain.case.item import CaseItem
from functions.ports.deps import Deps
from functions.usecases.applicant.notify import tell_correction
from functions.usecases.case.wait import Task, park


def await_correction(task: Task, deps: Deps) -> None:
    def tell(ledger: Ledger, item: CaseItem, _now: datetime) -> tuple[CaseItem, tuple[Event, ...]]:
        return tell_correction(ledger, item, deps), ()

    park(task, deps, prepare=tell)
