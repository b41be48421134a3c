"""The form is sealed before it is stored: whoever reads the disk or the table learns nobody's name."""

from dataclasses import replace

from functions.domain.case.case import Change
from functions.domain.case.facts import Agent, Handover, Mark
from functions.domain.case.item import with_todos
from functions.ports.case_store import Record
from schemas.codes import Role
from schemas.codes_citizen import CollectingOn, PaperShown, TodoKind
from tests.contract.stores import Stage
from tests.support.openings import NOW, application, event, opening

AGENT = Agent("one who was sent", CollectingOn.POWER_OF_ATTORNEY, "one who was")
HANDED = Mark(TodoKind.FETCH, NOW, Role.CLERK, "clerk", Handover(PaperShown.PASSPORT, AGENT))


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
