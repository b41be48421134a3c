"""Every page there is."""

from functions.pages import resuming, shared, sign_in
from functions.pages.applicant import routes as applicant
from functions.pages.case import pages as case
from functions.pages.case import pages_documents as documents
from functions.pages.guide import pages as guide
from functions.pages.guide import pages_guide as questions
from functions.pages.intake import routes as intake
from functions.pages.numbers import pages as numbers
from functions.pages.office import pages as office
from functions.pages.operator import pages as operator
from functions.pages.page import Page
from functions.pages.returns import returns

_MADE: tuple[Page, ...] = (
    *shared.PAGES,
    *sign_in.PAGES,
    *resuming.PAGES,
    *guide.PAGES,
    *intake.PAGES,
    *questions.PAGES,
    *case.PAGES,
    *documents.PAGES,
    *applicant.PAGES,
    *office.PAGES,
    *operator.PAGES,
    *numbers.PAGES,
)

PAGES: tuple[Page, ...] = (*_MADE, *returns(_MADE))
