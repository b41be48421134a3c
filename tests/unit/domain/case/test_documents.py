"""Documents that an office sends with an answer."""

import pytest

from functions.domain.case.documents import attached, named_in, renamed
from functions.domain.case.parts import ItemDocument
from functions.domain.case.refusals import UnknownDocument
from schemas.case.answers import ANSWER, Answer
from schemas.codes import AnswerType
from tests.support.openings import NOW, opening

ITEM = opening().ledger.service_check
ID = "3f2b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b"
SENT = ItemDocument(ID, "结果.pdf", "application/pdf", 1, "0" * 64, NOW, AnswerType.GRANTED)


def answer(kind: str = "received", **more: object) -> Answer:
    whole = {"type": kind, "reference": "TY261124000001", "item": "identity_card", "round": 1, "at": NOW}
    return ANSWER.validate_python({**whole, **more}, strict=False)


NAMING = answer(documents=[{"id": ID, "name": "结果.pdf"}])


def test_the_item_holds_what_was_sent_once() -> None:
    once = attached(ITEM, NAMING, (SENT,))

    assert once.files.documents == (SENT,)
    assert attached(once, NAMING, (SENT,)) is once


def test_an_answer_without_documents_leaves_the_item_as_it_is() -> None:
    assert attached(ITEM, answer(), ()) is ITEM
    assert named_in(answer("withdrawn")) == ()


def test_what_an_answer_names_has_to_be_known() -> None:
    with pytest.raises(UnknownDocument):
        attached(ITEM, NAMING, ())


def test_other_names_are_of_the_same_documents() -> None:
    item = attached(ITEM, NAMING, (SENT,))

    assert [one.name for one in renamed(item, str.upper).files.documents] == ["结果.PDF"]
    assert renamed(ITEM, str.upper) is ITEM
