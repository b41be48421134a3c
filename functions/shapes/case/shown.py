"""A case as whoever opens it sees it now: the interface answers with this, and the pages show it."""

from functions.domain.case.case import Ledger
from functions.ports.deps import Deps
from functions.shapes.case.case import case_view
from functions.usecases.office.which_office import office_names
from schemas.case.views import CaseView


def case_shown(ledger: Ledger, deps: Deps) -> CaseView:
    return case_view(
        ledger,
        deps.editions(ledger.case.edition),
        now=deps.clock(),
        calendar=deps.calendar,
        offices=office_names(ledger, deps),
        notified=deps.notices is not None,
    )
