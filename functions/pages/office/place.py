"""Which item a page of an office is about."""

from functions.domain.refusals import NotFound
from functions.pages.page import Asked
from functions.usecases.office.places import Place
from schemas.codes import Department


def own_department(asked: Asked) -> Department:
    """Of whoever is signed in: no address names it."""
    if asked.by.department is None:
        raise NotFound
    return asked.by.department


def asked_place(asked: Asked) -> Place:
    return Place(own_department(asked), asked.path["case_id"], asked.path["item"])
