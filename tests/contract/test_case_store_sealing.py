"""The form is sealed before it is stored: whoever reads the disk or the table learns nobody's name."""

from dataclasses import replace

from functions.domain.case.case import Change
from functions.ports.case_store import Record
from tests.contract.stores import Stage
from tests.support.openings import application, event, opening


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
    item = replace(stage.store.ledger(case_id).service_check, reason="one who was hurt")
    said = replace(event(case_id, "answer/1"), detail={"answer": {"reason": "one who was ill"}})
    stage.store.commit(Change(items=(item,), events=(said,)))
    stage.store.put(Record("export_audit", "1", {"reason": "one who was asked"}))

    stored = stage.raw()

    assert b"one who was" not in stored
    assert stage.store.ledger(case_id).service_check.reason == "one who was hurt"
    assert stage.store.event(case_id, "answer/1") == said
    assert [one.detail for one in stage.store.events(case_id, limit=9).entries if one.detail] == [said.detail]
    found = stage.store.record("export_audit", "1")
    assert found
    assert found.body == {"reason": "one who was asked"}
