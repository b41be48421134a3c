"""The form is sealed before it is stored: whoever reads the disk or the table learns nobody's name."""

from dataclasses import replace

import pytest

from functions.domain.case.case import Change
from functions.domain.case.facts import CollectingAgent, HandoverFact, Mark
from functions.domain.case.item import with_dispatch, with_files, with_todos
from functions.domain.case.parts import ItemDocument, OfficeCall
from functions.ports.case_store import Record
from schemas.case.answers import ANSWER, Answer
from schemas.codes import AnswerType, Role
from schemas.codes_citizen import CollectingOn, PaperShown, TodoKind
from tests.contract.stores import Stage
from tests.support.openings import NOW, application, event, opening

AGENT = CollectingAgent("one who was sent", CollectingOn.POWER_OF_ATTORNEY, "one who was")
HANDED = Mark(TodoKind.FETCH, NOW, Role.CLERK, "clerk", HandoverFact(PaperShown.PASSPORT, AGENT))
LINE, PARAGRAPH = "名" * 200, "理" * 2000
_HEAD = {"reference": "TY261124000001", "item": "identity_card", "round": 1, "at": NOW}
_DOCUMENTS = [{"id": "3f2b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b", "name": LINE}]
_MISSING = [{"name": LINE, "reason": PARAGRAPH}]
ASKED = ANSWER.validate_python({**_HEAD, "type": "correction_requested", "missing": _MISSING}, strict=False)
REFUSED = ANSWER.validate_python(
    {**_HEAD, "type": "refused", "reason": PARAGRAPH, "documents": _DOCUMENTS}, strict=False
)


def test_nothing_of_the_form_is_readable_in_what_is_stored(stage: Stage) -> None:
    person = application().person
    secrets = (person.id_number, person.name, person.phone, person.contact_address)

    stage.store.create(opening())

    stored = stage.raw()
    for secret in secrets:
        assert secret.encode() not in stored
        assert secret.encode("unicode_escape") not in stored
        assert repr(secret).encode() not in stored


def test_the_form_comes_back_whole(stage: Stage) -> None:
    stage.store.create(opening())

    assert stage.store.application(opening().ledger.case.id) == application()


def test_nothing_that_somebody_wrote_by_hand_is_readable_in_what_is_stored(stage: Stage) -> None:
    stage.store.create(opening())
    case_id = opening().ledger.case.id
    item = with_todos(
        replace(stage.store.ledger(case_id).service_check, reason="one who was hurt"), marks=(HANDED,)
    )
    said = replace(event(case_id, "answer/1"), detail={"answer": {"reason": "one who was ill"}})
    stage.store.commit(Change(items=(item,), events=(said,)))
    stage.store.put(Record("export_audit", "1", {"reason": "one who was asked"}))

    stored = stage.raw()

    assert b"one who was" not in stored
    assert stage.store.ledger(case_id).service_check.reason == "one who was hurt"
    assert stage.store.ledger(case_id).service_check.todos.marks == (HANDED,)
    assert stage.store.event(case_id, "answer/1") == said
    assert [one.detail for one in stage.store.events(case_id, limit=9).entries if one.detail] == [said.detail]
    found = stage.store.record("export_audit", "1")
    assert found
    assert found.body == {"reason": "one who was asked"}


@pytest.mark.parametrize("said", [ASKED, REFUSED], ids=["the names of what is missing", "a reason"])
def test_the_longest_texts_that_an_office_may_write_come_back_and_close_no_case(
    stage: Stage, said: Answer
) -> None:
    stage.store.create(opening())
    case_id = opening().ledger.case.id
    item = replace(stage.store.ledger(case_id).service_check, answer=said)
    known = ItemDocument("id-1", LINE, "application/pdf", 1, "0" * 64, NOW, AnswerType.REFUSED)

    stage.store.commit(Change(items=(with_files(item, documents=(known,)),)))

    kept = stage.store.ledger(case_id).service_check
    assert (kept.answer, kept.files.documents) == (said, (known,))
    assert LINE.encode() not in stage.raw()


def test_calls_to_an_office_come_back_as_they_were_and_its_words_are_sealed(stage: Stage) -> None:
    stage.store.create(opening())
    case_id = opening().ledger.case.id
    failed = OfficeCall(
        "1", NOW, 40, "office", status=503, error="DepartmentUnavailable", said="one who was", next_at=NOW
    )
    taken = OfficeCall("1", NOW, 55, "office", attempt=2, status=200)
    check = with_dispatch(stage.store.ledger(case_id).service_check, deliveries=(failed, taken))
    straight = with_dispatch(stage.store.ledger(case_id).item("discharge_report"), sent_ms=120)

    stage.store.commit(Change(items=(check, straight)))

    ledger = stage.store.ledger(case_id)
    assert ledger.service_check.dispatch.deliveries == (failed, taken)
    assert ledger.item("discharge_report").dispatch.sent_ms == 120
    assert b"one who was" not in stage.raw()
