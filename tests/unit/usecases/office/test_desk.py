"""What a member of an office's staff looks at."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.case.case import CaseMaterial, Change
from functions.domain.case.refusals import AnswerTimeOutOfRange, CaseNotFound, ItemNotFound
from functions.domain.conflicts import AnswerOutOfPlace
from functions.domain.intake.refusals import MaterialNotFound
from functions.domain.office.trays import Tray
from functions.domain.refusals import TooOften
from functions.usecases.limits import LIMITS, count
from functions.usecases.office import desk
from functions.usecases.office.places import Place
from schemas.codes import AnswerType
from schemas.office.worklist import STAFF_ANSWER
from tests.support.fakes.clock import START
from tests.support.offices_without_systems import (
    ANNE,
    FAR_AWAY,
    HOUSEHOLD,
    KEEPER,
    OTHERS,
    RESERVE,
    RESERVES,
    at_the_police,
    at_the_reserves,
    without_systems,
)

PAPER = "3f2b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b"


def test_what_waits_is_counted_by_tray_for_its_own_region_only() -> None:
    world = without_systems()
    at_the_police(world)
    at_the_police(world)

    mine = desk.tally(by=ANNE, deps=world.deps)
    theirs = desk.tally(by=FAR_AWAY, deps=world.deps)

    assert (mine.counts[Tray.ALL], mine.counts[Tray.NEW], mine.whole) == (2, 2, True)
    assert set(theirs.counts.values()) == {0}


def test_an_item_is_seen_whole_and_what_may_be_said_of_it_only_where_it_is_at_a_desk() -> None:
    world = without_systems()
    _, place = at_the_police(world)
    case_id, _ = at_the_reserves(world)

    seen = desk.see(place, by=ANNE, deps=world.deps)
    by_file = desk.see(Place(RESERVES, case_id, RESERVE), by=KEEPER, deps=world.deps)

    assert AnswerType.ACCEPTED in seen.says
    assert {event.item for event in seen.history} == {HOUSEHOLD}
    assert by_file.says == ()


def test_who_only_looks_is_not_told_that_the_answer_was_kept() -> None:
    world = without_systems()
    case_id, place = at_the_police(world)
    said = {"type": "withdrawn", "round": 1, "at": world.clock().isoformat()}
    early = STAFF_ANSWER.validate_json(json.dumps(said))

    with pytest.raises(AnswerOutOfPlace) as caught:
        desk.check_answer(place, early, by=ANNE, deps=world.deps)

    assert "answer_refused" not in world.kinds(case_id)
    assert ("留存" in AnswerOutOfPlace.detail, "留存" in caught.value.detail) == (True, False)


def test_of_an_answer_that_was_only_looked_at_nobody_is_told_that_it_was_kept() -> None:
    world = without_systems()
    _, place = at_the_police(world)
    ahead = {"type": "received", "round": 1, "at": (world.clock() + timedelta(days=2)).isoformat()}
    answer = STAFF_ANSWER.validate_json(json.dumps(ahead))

    with pytest.raises(AnswerTimeOutOfRange) as caught:
        desk.check_answer(place, answer, by=ANNE, deps=world.deps)

    assert "留存" not in caught.value.detail
    assert "请按实际办理的时间填写" in caught.value.detail
    assert caught.value.problems


def test_what_is_not_theirs_or_has_not_come_is_not_found() -> None:
    world = without_systems()
    case_id, place = at_the_police(world)
    reference = world.ledger(case_id).case.reference

    for by in (FAR_AWAY, OTHERS):
        with pytest.raises(ItemNotFound):
            desk.see(place, by=by, deps=world.deps)
        with pytest.raises(CaseNotFound):
            desk.of_reference(reference, by=by, deps=world.deps)
    with pytest.raises(ItemNotFound):
        desk.see(replace(place, item="identity_card"), by=ANNE, deps=world.deps)


def test_references_are_not_tried_without_end() -> None:
    world = without_systems()
    case_id, _ = at_the_police(world)
    reference = world.ledger(case_id).case.reference
    for _ in range(LIMITS["look_up"].most - 1):
        count("look_up", ANNE, world.deps)

    _, last = desk.of_reference(reference, by=ANNE, deps=world.deps)

    assert last
    with pytest.raises(TooOften):
        desk.of_reference(reference, by=ANNE, deps=world.deps)


def test_a_finished_item_is_found_by_its_reference() -> None:
    world = without_systems()
    case_id, _ = at_the_police(world)
    world.answered(case_id, HOUSEHOLD, "granted")

    _, items = desk.of_reference(world.ledger(case_id).case.reference, by=ANNE, deps=world.deps)

    assert [item.code for item in items] == [HOUSEHOLD]


def test_only_the_item_s_own_files_have_an_address() -> None:
    world = without_systems()
    case_id, place = at_the_police(world)
    case = world.ledger(case_id).case
    kept = CaseMaterial(PAPER, "discharge_report", "x", "application/pdf", 1, "0" * 64, START)
    world.store.commit(Change(case=replace(case, materials=(kept,))))

    with pytest.raises(MaterialNotFound):
        desk.paper(place, PAPER, by=ANNE, deps=world.deps)
