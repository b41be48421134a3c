"""The list of what waits for applicants: their cases, each with the one thing."""

from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.shapes.case.case import summary_fields
from functions.shapes.case.progress import todo_view
from functions.usecases.applicant.waiting import Waiting
from functions.usecases.office.which_office import office_names
from schemas.case.views import CasePageView, ListedCaseView


def waiting_page(page: Page[Waiting], deps: Deps) -> CasePageView:
    entries = tuple(_waiting(one, deps) for one in page.entries)
    return CasePageView(entries=entries, cursor=page.cursor, unreadable=page.unreadable)


def _waiting(one: Waiting, deps: Deps) -> ListedCaseView:
    case, edition = one.ledger.case, deps.editions(one.ledger.case.edition)
    seen = todo_view(one.todo, one.ledger, edition, office_names(one.ledger, deps), deps.clock())
    return ListedCaseView(**summary_fields(case, edition), todo=seen)
