"""What staff answer of what they hold: by the same rules, once, under their name."""

import pytest

from functions.domain.conflicts import AnswerOutOfPlace, ClaimFirst, KeyReused
from functions.usecases.office.answer import answer_key
from functions.usecases.office.claims import claim
from functions.usecases.office.staff_answers import answer
from functions.usecases.office.worklist import worklist
from schemas.codes import Department, Outcome
from schemas.office.worklist import Claim
from tests.support.grounds import GROUNDS
from tests.support.offices_without_systems import (
    ANNE,
    BELLA,
    HOUSEHOLD,
    POLICE,
    at_the_police,
    staff_answer,
    without_systems,
)


def test_only_the_holder_answers_by_the_same_rules_and_the_history_names_them() -> None:
    world = without_systems()
    case_id, place = at_the_police(world)
    with pytest.raises(ClaimFirst):
        answer(place, staff_answer("granted"), by=ANNE, key="key-0001", deps=world.deps)
    claim(place, Claim(), by=ANNE, key="key-0001", deps=world.deps)
    with pytest.raises(ClaimFirst):
        answer(place, staff_answer("granted"), by=BELLA, key="key-0001", deps=world.deps)
    with pytest.raises(AnswerOutOfPlace):
        answer(place, staff_answer("withdrawn"), by=ANNE, key="key-0002", deps=world.deps)

    item = answer(place, staff_answer("granted"), by=ANNE, key="key-0003", deps=world.deps)

    assert item.outcome is Outcome.GRANTED
    assert world.executions.ended["household"] == {"item": HOUSEHOLD, "outcome": "granted"}
    event = world.store.event(
        case_id, answer_key(Department.PUBLIC_SECURITY, HOUSEHOLD, "staff/anne/key-0003")
    )
    assert event is not None
    assert event.actor == "anne"
    assert worklist(POLICE, by=ANNE, limit=20, cursor=None, deps=world.deps).entries == ()


def test_an_answer_sent_twice_is_recorded_once_and_its_key_stands_for_nothing_else() -> None:
    world = without_systems()
    case_id, place = at_the_police(world)
    claim(place, Claim(), by=ANNE, key="key-0001", deps=world.deps)

    first = answer(place, staff_answer("granted"), by=ANNE, key="key-0002", deps=world.deps)
    second = answer(place, staff_answer("granted"), by=ANNE, key="key-0002", deps=world.deps)

    assert (second.outcome, second.version) == (first.outcome, world.item(case_id, HOUSEHOLD).version)
    with pytest.raises(KeyReused):
        answer(
            place, staff_answer("refused", reason="不符", **GROUNDS), by=ANNE, key="key-0002", deps=world.deps
        )
