"""What an office sent with its answer, opened by an applicant, a clerk or the office.

Apart from the case's other pages, which need nothing of an office's desk.
"""

from functions.pages.files import opened_file
from functions.pages.page import Answer, Asked, Page
from functions.usecases.intake.documents import item_read, kept_document
from functions.web.roles import SUBMITTERS


def open_case_document(asked: Asked) -> Answer:
    path = asked.path
    item = item_read(path["case_id"], path["item"], by=asked.by, deps=asked.deps)
    return opened_file(kept_document(item, path["material_id"]), asked.deps)


PAGES = (
    Page(
        method="GET",
        path="/cases/{case_id}/items/{item}/documents/{material_id}",
        roles=SUBMITTERS,
        handler=open_case_document,
    ),
)
