"""Which item a page of an office is about; and the key under which what is sent is done once."""

from functions.domain.refusals import KeyMissing, NotFound
from functions.pages.page import Asked
from functions.usecases.office.worklist import Place
from functions.web.requests import KEY
from schemas.codes import Department


def department_of(asked: Asked) -> Department:
    """Of whoever is signed in: no address names it."""
    if asked.by.department is None:
        raise NotFound
    return asked.by.department


def place_of(asked: Asked) -> Place:
    return Place(department_of(asked), asked.path["case_id"], asked.path["item"])


def key_of(asked: Asked) -> str:
    """As an Idempotency-Key. Raises KeyMissing."""
    key = asked.form.text("key")
    if not KEY.fullmatch(key):
        raise KeyMissing
    return key


def new_key(asked: Asked) -> str:
    return asked.deps.new_id.case_id()
