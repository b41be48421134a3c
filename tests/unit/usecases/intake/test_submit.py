from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.case.access import Person, Principal
from functions.domain.case.refusals import IdentityUnreadable, IdentityUnverified
from functions.domain.catalogue.refusals import UnknownItem, UnknownRegion
from functions.domain.conflicts import KeyReused
from functions.domain.errors import StaleWrite
from functions.domain.intake.execution_input import execution_input
from functions.domain.intake.refusals import NotMadeUp, NotYourApplication
from functions.domain.refusals import Forbidden
from functions.ports.case_store import Opening, Submission
from functions.usecases.case.people import cases_of_person
from functions.usecases.intake.submit import submit
from functions.usecases.intake.submit_draft import submit_draft
from functions.usecases.upkeep.sweep import sweep
from schemas.codes import ItemStatus, Outcome, Role
from tests.support import samples
from tests.support.each import each
from tests.support.editions import counted_edition
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.filing import FORM, MEDICAL, PENSION, paper_draft, uploaded
from tests.support.person_key import person_key
from tests.support.world import APPLICANT, World, application

TWELVE = 12


def test_a_submission_records_the_case_and_starts_its_run() -> None:
    world = World()

    case_id = world.submitted()

    ledger = world.ledger(case_id)
    assert len(ledger.held) == TWELVE
    assert list(world.executions.starts) == [f"{case_id}-1"]
    assert world.executions.starts[f"{case_id}-1"] == execution_input(ledger)
    assert world.kinds(case_id) == ["submitted"]


def test_the_same_key_and_form_give_the_same_case() -> None:
    world = World()

    first = submit(application(), by=APPLICANT, key="key", deps=world.deps)
    second = submit(application(), by=APPLICANT, key="key", deps=world.deps)

    assert second == first
    assert len(world.executions.starts) == 1


def test_the_same_key_with_another_form_is_refused() -> None:
    world = World()
    submit(application(), by=APPLICANT, key="key", deps=world.deps)

    with pytest.raises(KeyReused):
        submit(application(items=["discharge_report"]), by=APPLICANT, key="key", deps=world.deps)


def test_two_people_may_choose_the_same_key() -> None:
    world = World()
    other = replace(APPLICANT, subject="applicant-2")

    first = submit(application(), by=APPLICANT, key="key", deps=world.deps)
    second = submit(application(), by=other, key="key", deps=world.deps)

    assert second.case_id != first.case_id


@each(
    "by, refusal",
    [
        (replace(APPLICANT, person=None), IdentityUnverified),
        (replace(APPLICANT, person=None, unreadable=True), IdentityUnreadable),
        (replace(APPLICANT, person=Person("测试乙", "441900198503150018")), NotYourApplication),
        (replace(APPLICANT, person=Person("测试乙", "440106200301010010")), NotYourApplication),
    ],
)
def test_an_applicant_applies_for_themselves_only(by: Principal, refusal: type[Forbidden]) -> None:
    world = World()

    with pytest.raises(refusal):
        submit(application(), by=by, key="key", deps=world.deps)

    assert world.executions.starts == {}


def test_what_was_taken_once_is_told_again_also_when_the_identity_is_gone() -> None:
    world = World()

    first = submit(application(), by=APPLICANT, key="key", deps=world.deps)

    assert submit(application(), by=replace(APPLICANT, person=None), key="key", deps=world.deps) == first


def test_an_engine_that_refuses_to_start_does_not_refuse_the_applicant() -> None:
    world = World()
    world.executions.throttled = True

    case_id = world.submitted()

    assert world.executions.starts == {}
    assert world.ledger(case_id).case.check_at is not None


def test_an_item_that_the_situation_rules_out_is_kept_as_not_needed() -> None:
    world = World()
    whole = application().model_dump(mode="json")
    household = {**whole["household"], "cancelled_at_enlistment": False}

    case_id = submit(application(household=household), by=APPLICANT, key="key", deps=world.deps).case_id

    item = world.item(case_id, "household_registration")
    assert (item.status, item.outcome) == (ItemStatus.DONE, Outcome.NOT_NEEDED)
    assert item.reason
    assert "not_needed" in world.kinds(case_id)
    inputs = world.executions.starts[f"{case_id}-1"]
    planned = [entry["item"] for branch in inputs["plan"].values() for entry in branch]
    assert "household_registration" not in planned


def test_an_unknown_item_or_region_is_refused_and_nothing_is_written() -> None:
    world = World()
    whole = application().model_dump(mode="json")

    with pytest.raises(UnknownItem):
        submit(application(items=["no_such_item"]), by=APPLICANT, key="a", deps=world.deps)
    elsewhere = {**whole["destination"], "city": "110000"}
    with pytest.raises(UnknownRegion):
        submit(application(destination=elsewhere), by=APPLICANT, key="b", deps=world.deps)
    assert world.executions.starts == {}


def test_any_window_of_the_province_takes_it_but_one_of_no_place() -> None:
    world = World()
    here, there = (Principal("clerk", Role.CLERK, region=region) for region in ("440106", "440300"))

    assert submit(application(), by=here, key="key-1", deps=world.deps).case_id
    assert submit(application(), by=there, key="key-2", deps=world.deps).case_id
    with pytest.raises(Forbidden):
        submit(application(), by=replace(there, region=None), key="key-3", deps=world.deps)


def test_a_form_is_planned_once_however_it_comes_in() -> None:
    world = World()
    edition, asked = counted_edition()
    world.deps = replace(world.deps, editions=lambda _: edition)
    draft_id = paper_draft(world)
    for place in (PENSION, FORM, MEDICAL):
        uploaded(world, draft_id, place)
    asked.clear()

    world.submitted()
    of_whole_form = dict(asked)
    asked.clear()
    submit_draft(draft_id, by=APPLICANT, key="draft", deps=world.deps)

    assert of_whole_form == asked == dict.fromkeys(application().items, 1)


class Loses(FakeCaseStore):
    """Whoever opens a case is beaten at first: the same person applies elsewhere."""

    beaten = 0

    def create(self, opening: Opening) -> Submission:
        if self.beaten:
            self.beaten -= 1
            raise StaleWrite
        return super().create(opening)


def test_the_record_of_its_person_is_written_with_the_case() -> None:
    world = World(by_person=True)

    case_id = world.submitted()

    (found,) = cases_of_person(application().person.id_number, world.deps).entries
    assert found.id == case_id
    assert list(world.executions.starts) == [found.execution]


def test_whoever_is_beaten_to_the_record_of_the_person_reads_it_again() -> None:
    world = World(by_person=True)
    store = Loses(world.clock)
    store.beaten = 3
    world.store, world.deps = store, replace(world.deps, store=store)

    assert world.submitted() == cases_of_person(application().person.id_number, world.deps).entries[0].id


def test_a_case_of_an_earlier_release_is_found_by_its_person_once_it_is_started_again() -> None:
    world = World()
    world.executions.throttled = True
    case_id = world.submitted()
    world.deps = replace(world.deps, person_key=person_key)
    world.executions.throttled = False
    world.clock.advance(timedelta(minutes=2))

    sweep(world.deps)

    assert [case.id for case in cases_of_person(application().person.id_number, world.deps).entries] == [
        case_id
    ]


def test_in_a_training_nobodys_own_application_is_taken() -> None:
    world = World()
    real = Principal("applicant-9", Role.APPLICANT, person=Person("甲某某", "440106200301010010"))
    deps = replace(world.deps, training=True)

    with pytest.raises(NotMadeUp):
        submit(
            samples.application(person__name="甲某某", bank__holder="甲某某"), by=real, key="key", deps=deps
        )
    submit(application(), by=APPLICANT, key="key", deps=deps)

    assert len(world.executions.starts) == 1
