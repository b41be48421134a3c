"""What belongs to an item on paper: the applicant's files, the department's own form, the letters that were made."""

from functions.domain.intake.files import PDF
from functions.pages.files import opened_file
from functions.pages.office.place import asked_place
from functions.pages.page import Answer, Asked, Handed, Page
from functions.shapes.applicant.papers import printed
from functions.usecases.applicant import papers
from functions.usecases.intake.documents import document_at_office
from functions.usecases.office import desk
from functions.web.roles import STAFF

_ITEM = "/office/items/{case_id}/{item}"


def open_office_paper(asked: Asked) -> Answer:
    file = desk.paper(asked_place(asked), asked.path["material_id"], by=asked.by, deps=asked.deps)
    return opened_file(file, asked.deps)


def open_office_document(asked: Asked) -> Answer:
    """One that is to go with an answer, or went."""
    document_id = asked.path["material_id"]
    return opened_file(
        document_at_office(asked_place(asked), document_id, by=asked.by, deps=asked.deps), asked.deps
    )


def hand_office_form(asked: Asked) -> Answer:
    item = asked.path["item"]
    paper = papers.application_form_of(asked.path["case_id"], item, by=asked.by, deps=asked.deps)
    body, headers = printed(paper, item, asked.deps)
    return Handed(body, PDF, headers)


def hand_office_letter(asked: Asked) -> Answer:
    item, letter = asked.path["item"], asked.path["letter"]
    paper = papers.letter_of(asked.path["case_id"], item, letter, by=asked.by, deps=asked.deps)
    body, headers = printed(paper, f"{item}-{letter}", asked.deps)
    return Handed(body, PDF, headers)


PAGES = (
    Page(method="GET", path=f"{_ITEM}/documents/{{material_id}}", roles=STAFF, handler=open_office_document),
    Page(method="GET", path=f"{_ITEM}/papers/{{material_id}}", roles=STAFF, handler=open_office_paper),
    Page(method="GET", path=f"{_ITEM}/form", roles=STAFF, handler=hand_office_form),
    Page(method="GET", path=f"{_ITEM}/letters/{{letter}}", roles=STAFF, handler=hand_office_letter),
)
