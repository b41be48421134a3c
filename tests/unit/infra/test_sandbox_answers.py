from datetime import UTC, datetime
from itertools import product

from infra.sandbox.answers import answer_body
from schemas.case.answers import Granted
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.catalogue.item import Item
from schemas.codes import AnswerType
from schemas.office.answering import ANSWERING
from tests.support.dispatches import KEY, dispatch
from tests.support.each import each

EDITION = load_edition(CURRENT)


@each(
    "kind, item", product(AnswerType, [*(one.code for one in EDITION.items), "service_check", "unheard_of"])
)
def test_every_answer_keeps_to_the_contract(kind: AnswerType, item: str) -> None:
    body = answer_body(kind, dispatch(item=item), key=KEY, now=datetime(2028, 2, 29, 9, tzinfo=UTC))

    assert ANSWERING.validate_json(body).type == kind


@each("item", EDITION.items, ids=[item.code for item in EDITION.items])
def test_a_grant_names_the_document_that_the_catalogue_promises(item: Item) -> None:
    body = answer_body(
        AnswerType.GRANTED, dispatch(item=item.code), key=KEY, now=datetime(2026, 11, 24, tzinfo=UTC)
    )

    granted = ANSWERING.validate_json(body)
    assert isinstance(granted, Granted)
    assert granted.result.document == item.result.document


@each("item", EDITION.items, ids=[item.code for item in EDITION.items])
def test_a_grant_with_a_file_tells_each_paper_that_later_items_take(item: Item) -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)

    body = answer_body(AnswerType.GRANTED, dispatch(item=item.code), key=KEY, now=now, document=True)

    granted = ANSWERING.validate_json(body)
    assert isinstance(granted, Granted)
    taken = {one.code for each in EDITION.items for one in each.materials if one.item == item.code}
    assert {one.material for one in granted.result.documents} == taken
    assert {one.file for one in granted.result.documents} <= {one.id for one in granted.documents}
