"""What every case store promises of a corrected form: the newest is read, and only its case's version lets it in."""

from dataclasses import replace

import pytest

from functions.domain.case.case import Change
from functions.domain.errors import DuplicateEvent, StaleWrite
from functions.ports.case_store import CaseStore
from schemas.form.application import Application
from tests.contract.stores import Stage
from tests.support.openings import application, event, opening

CASE_ID = opening().ledger.case.id


def corrected(phone: str = "13900000009") -> Application:
    person = application().person.model_copy(update={"phone": phone})
    return application().model_copy(update={"person": person})


def test_the_newest_form_is_read_after_a_correction(store: CaseStore) -> None:
    store.create(opening())
    ledger = store.ledger(CASE_ID)

    stored = store.commit(
        Change(case=ledger.case, items=ledger.items, events=(event(CASE_ID, "c"),), application=corrected())
    )

    assert store.application(CASE_ID) == corrected() != application()
    assert stored.application == corrected()
    assert store.ledger(CASE_ID).case == replace(ledger.case, version=1)


def test_a_form_that_was_taken_under_an_older_rule_is_read_as_it_stands(store: CaseStore) -> None:
    person = application().person.model_copy(update={"contact_address": "天河区\u202e测试路"})
    old = application().model_copy(update={"person": person})
    store.create(opening())

    store.commit(Change(case=store.ledger(CASE_ID).case, application=old))

    assert store.application(CASE_ID) == old


def test_a_change_without_a_form_leaves_it(store: CaseStore) -> None:
    store.create(opening())
    case = store.commit(Change(case=store.ledger(CASE_ID).case, application=corrected())).case

    store.commit(Change(case=case))

    assert store.application(CASE_ID) == corrected()


def test_a_form_is_of_its_own_case(store: CaseStore) -> None:
    store.create(opening(1))
    store.create(opening(2))

    store.commit(Change(case=store.ledger(CASE_ID).case, application=corrected()))

    assert store.application(opening(2).ledger.case.id) == application()


def test_of_two_corrections_at_once_the_first_stays(store: CaseStore) -> None:
    store.create(opening())
    read = store.ledger(CASE_ID).case
    store.commit(Change(case=read, application=corrected("13900000001")))

    with pytest.raises(StaleWrite):
        store.commit(Change(case=read, application=corrected("13900000002")))

    assert store.application(CASE_ID) == corrected("13900000001")


def test_what_was_recorded_before_does_not_replace_the_form(store: CaseStore) -> None:
    store.create(opening())
    case = store.ledger(CASE_ID).case
    store.commit(Change(events=(event(CASE_ID, "old"),)))

    with pytest.raises(DuplicateEvent):
        store.commit(Change(case=case, events=(event(CASE_ID, "old"),), application=corrected()))

    assert store.application(CASE_ID) == application()


def test_a_case_that_was_never_created_takes_no_form(store: CaseStore) -> None:
    with pytest.raises(StaleWrite):
        store.commit(Change(case=opening().ledger.case, application=corrected()))


def test_a_form_without_its_case_is_a_fault_of_the_program(store: CaseStore) -> None:
    store.create(opening())

    with pytest.raises(ValueError, match="together with its case"):
        store.commit(Change(events=(event(CASE_ID, "c"),), application=corrected()))

    assert store.event(CASE_ID, "c") is None


def test_a_corrected_form_is_sealed_too(stage: Stage) -> None:
    stage.store.create(opening())

    stage.store.commit(Change(case=stage.store.ledger(CASE_ID).case, application=corrected()))

    assert b"13900000009" not in stage.raw()
