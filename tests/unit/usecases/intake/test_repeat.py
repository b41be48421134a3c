from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from functions.adapters.outward.secrets import FORM
from functions.adapters.person_key import person_key as keyed
from functions.domain.case.access import Principal
from functions.domain.case.case import Change
from functions.domain.conflicts import ItemAlreadyApplied
from functions.domain.errors import RecordUnreadable
from functions.domain.values import replace as changed
from functions.ports.case_store import Opening, Submission
from functions.usecases.case.people import LIST, cases_of_person
from functions.usecases.intake.drafts import open_draft, save_draft
from functions.usecases.intake.kept_drafts import Held, draft_of, edition_of
from functions.usecases.intake.repeat import taken_of_draft
from functions.usecases.intake.submit import submit
from functions.usecases.intake.submit_draft import submit_draft
from functions.usecases.intake.window import window_acts
from functions.usecases.record_kinds.case import PERSON
from functions.usecases.records import new_record
from infra.rotation import KeyStep
from schemas.codes import ItemStatus, Outcome, Role
from schemas.intake.draft import DraftRequest, DraftSave, MandateHow, OnBehalfOf
from tests.support.each import each
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.damaged_places import damaged_world
from tests.support.fakes.secrets import FakeSecrets
from tests.support.person_key import person_key
from tests.support.samples import sample
from tests.support.world import APPLICANT, World, application

CLERK = Principal("clerk-1", Role.CLERK, "440106")
FAR_CLERK = Principal("clerk-2", Role.CLERK, "440303")
OPERATOR = Principal("operator-1", Role.OPERATOR, "440000")
MANDATE = OnBehalfOf(how=MandateHow.IN_PERSON, evidence="核验单-0001")
REPORT, CARD, SUBSIDY = "discharge_report", "identity_card", "economic_subsidy"
NUMBER = application().person.id_number
Path = Callable[[World, str], Submission]


def whole(world: World, key: str, *items: str) -> Submission:
    form = application(items=list(items or (REPORT, CARD)))
    return submit(form, by=APPLICANT, key=key, deps=world.deps)


def drafted(world: World, key: str, by: Principal = APPLICANT, **form: Any) -> Held:
    sections = {**sample(), **form}
    sections.pop("items")
    mandate = MANDATE if by.role is Role.CLERK else None
    request = DraftRequest(items=(REPORT,), on_behalf_of=mandate)
    held = open_draft(request, by=by, key=key, deps=world.deps)
    wanted = ("person", "service", "destination")
    return save_draft(
        held, DraftSave(sections={name: sections[name] for name in wanted}), by=by, deps=world.deps
    )


def by_draft(world: World, key: str) -> Submission:
    return submit_draft(drafted(world, key).id, by=APPLICANT, key=key, deps=world.deps)


def at_the_window(world: World, key: str) -> Submission:
    return submit_draft(drafted(world, key, CLERK).id, by=CLERK, key=key, deps=world.deps)


PATHS: tuple[Path, ...] = (whole, by_draft, at_the_window)


def ended(world: World, case_id: str, code: str, outcome: Outcome) -> None:
    item = world.item(case_id, code)
    done = changed(item, status=ItemStatus.DONE, outcome=outcome, decided_at=world.clock())
    world.store.commit(Change(items=(done,)))


@pytest.mark.parametrize("second", PATHS)
@pytest.mark.parametrize("first", PATHS)
def test_whatever_is_open_is_not_applied_for_again_on_any_path(first: Path, second: Path) -> None:
    world = World(by_person=True)
    before = first(world, "key-1")

    with pytest.raises(ItemAlreadyApplied) as caught:
        second(world, "key-2")

    told = caught.value.problems[0]
    assert told.pointer == "/items/0"
    assert before.reference in told.detail
    assert "退役报到" in told.detail
    assert len(cases_of_person(NUMBER, world.deps).entries) == 1


@pytest.mark.parametrize("by", [APPLICANT, CLERK])
def test_the_same_draft_again_is_the_same_case_under_any_key(by: Principal) -> None:
    world = World(by_person=True)
    held = drafted(world, "key-1", by)
    first = submit_draft(held.id, by=by, key="key-1", deps=world.deps)

    assert submit_draft(held.id, by=by, key="key-1", deps=world.deps) == first
    assert submit_draft(held.id, by=by, key="key-2", deps=world.deps).case_id == first.case_id


def test_the_same_form_again_under_its_key_is_the_same_case() -> None:
    world = World(by_person=True)

    assert whole(world, "key-1") == whole(world, "key-1")


class Meets(FakeCaseStore):
    """Somebody else opens a case of the same person just before this one is written."""

    meeting: Callable[[], object] | None = None

    def create(self, opening: Opening) -> Submission:
        meeting, self.meeting = self.meeting, None
        if meeting:
            meeting()
        return super().create(opening)


@pytest.mark.parametrize("second", PATHS)
@pytest.mark.parametrize("first", PATHS)
def test_of_two_that_meet_one_wins(first: Path, second: Path) -> None:
    world = World(by_person=True)
    store = Meets(world.clock)
    world.store, world.deps = store, replace(world.deps, store=store)
    store.meeting = lambda: first(world, "key-1")

    with pytest.raises(ItemAlreadyApplied):
        second(world, "key-2")

    assert len(cases_of_person(NUMBER, world.deps).entries) == 1


def test_two_under_one_key_that_meet_are_one_case() -> None:
    world = World(by_person=True)
    store, met = Meets(world.clock), []
    world.store, world.deps = store, replace(world.deps, store=store)
    store.meeting = lambda: met.append(whole(world, "key-1"))

    assert [whole(world, "key-1")] == met


def test_two_that_meet_for_different_items_both_win() -> None:
    world = World(by_person=True)
    store, met = Meets(world.clock), []
    world.store, world.deps = store, replace(world.deps, store=store)
    store.meeting = lambda: met.append(whole(world, "key-1", CARD))

    second = whole(world, "key-2", REPORT)

    found = {case.id for case in cases_of_person(NUMBER, world.deps).entries}
    assert found == {met[0].case_id, second.case_id}


@each("outcome", [one for one in Outcome if one is not Outcome.GRANTED])
def test_an_item_that_ended_otherwise_than_granted_is_free(outcome: Outcome) -> None:
    world = World(by_person=True)
    ended(world, whole(world, "key-1", REPORT).case_id, REPORT, outcome)

    assert whole(world, "key-2", REPORT).case_id


def test_what_was_granted_is_applied_for_again_only_where_its_item_says_so() -> None:
    world = World(by_person=True)
    first = whole(world, "key-1", CARD, SUBSIDY)
    for code in (CARD, SUBSIDY):
        ended(world, first.case_id, code, Outcome.GRANTED)

    with pytest.raises(ItemAlreadyApplied) as caught:
        whole(world, "key-2", SUBSIDY, CARD)

    (told,) = caught.value.problems
    assert told.pointer == "/items/0"
    assert "只办理一次" in told.detail
    assert "再次入伍后又退役的" in told.detail
    assert "待核定" in told.detail
    assert "退役军人事务部门的窗口询问" in told.detail
    assert whole(world, "key-3", CARD).case_id


def test_nothing_is_written_when_an_item_ends_and_a_later_grant_counts() -> None:
    world = World(by_person=True)
    first = whole(world, "key-1", SUBSIDY).case_id
    ended(world, first, SUBSIDY, Outcome.REFUSED)
    ended(world, whole(world, "key-2", SUBSIDY).case_id, SUBSIDY, Outcome.REFUSED)
    # Two operators put the first outcome right.
    ended(world, first, SUBSIDY, Outcome.GRANTED)

    with pytest.raises(ItemAlreadyApplied):
        whole(world, "key-3", SUBSIDY)


def test_a_case_of_an_earlier_release_counts_too() -> None:
    world = World()
    first = whole(world, "key-1", REPORT)
    world.deps = replace(world.deps, person_key=person_key)
    world.store.put(new_record(f"{PERSON}/{person_key(NUMBER)}", first.case_id, {}))

    with pytest.raises(ItemAlreadyApplied):
        whole(world, "key-2", REPORT)
    whole(world, "key-3", CARD)

    assert world.store.record(f"{PERSON}/{person_key(NUMBER)}", LIST) is not None
    assert len(cases_of_person(NUMBER, world.deps).entries) == 2


def test_whoever_applied_is_known_in_every_step_in_which_the_forms_keys_are_renewed() -> None:
    world, secrets = World(by_person=True), FakeSecrets()
    world.deps = replace(world.deps, person_key=keyed(secrets))
    before = whole(world, "key-0", REPORT)

    for number in range(1, 5):
        secrets.turn(FORM, KeyStep.BEGIN if number % 2 else KeyStep.PROMOTE)
        with pytest.raises(ItemAlreadyApplied):
            whole(world, f"key-{number}", REPORT)
        assert [case.id for case in cases_of_person(NUMBER, world.deps).entries] == [before.case_id]


def test_a_clerk_sees_the_office_and_one_of_another_region_no_reference() -> None:
    world = World(by_person=True)
    before = whole(world, "key-1", REPORT)

    with pytest.raises(ItemAlreadyApplied) as near:
        at_the_window(world, "key-2")
    there = {**sample()["destination"], "city": "440300", "county": "440303"}
    far_draft = drafted(world, "key-3", FAR_CLERK, destination=there)
    with pytest.raises(ItemAlreadyApplied) as far:
        submit_draft(far_draft.id, by=FAR_CLERK, key="key-3", deps=world.deps)

    assert before.reference in near.value.problems[0].detail
    assert "天河区" in near.value.problems[0].detail
    assert before.reference not in far.value.problems[0].detail
    kept = [
        record.body["act"] for record in window_acts(OPERATOR, limit=9, cursor=None, deps=world.deps).entries
    ]
    assert kept == ["applied_before", "applied_before"]


def test_a_draft_says_beforehand_what_is_taken_and_only_of_a_verified_person() -> None:
    world = World(by_person=True)
    before = whole(world, "key-1", REPORT)
    held = drafted(world, "key-2")
    edition = edition_of(held.draft, world.deps)

    told = taken_of_draft(held, edition, by=APPLICANT, deps=world.deps)
    nobody = taken_of_draft(held, edition, by=replace(APPLICANT, person=None), deps=world.deps)

    assert [(one.code, one.case.id) for one in told] == [(REPORT, before.case_id)]
    assert nobody == ()


def test_a_refusal_leaves_the_draft_as_it_was_to_be_changed_at_once() -> None:
    world = World(by_person=True)
    whole(world, "key-1", REPORT)
    held = drafted(world, "key-2")
    with pytest.raises(ItemAlreadyApplied):
        submit_draft(held.id, by=APPLICANT, key="key-2", deps=world.deps)

    present = draft_of(held.id, by=APPLICANT, deps=world.deps)

    assert save_draft(present, DraftSave(items=(CARD,)), by=APPLICANT, deps=world.deps).draft.items == (CARD,)


def test_a_damaged_case_of_the_person_keeps_nothing_back_that_its_form_did_not_ask_for() -> None:
    world, store = damaged_world(by_person=True)
    store.damaged_ledger = whole(world, "key-1", CARD).case_id

    second = whole(world, "key-2", REPORT)

    store.damaged_ledger = ""
    assert len(cases_of_person(NUMBER, world.deps).entries) == 2
    assert world.ledger(second.case_id).item(REPORT).outcome is None


@pytest.mark.parametrize(("damaged", "item"), [("damaged_ledger", CARD), ("damaged_case", REPORT)])
def test_what_a_damaged_case_may_have_is_not_applied_for_again(damaged: str, item: str) -> None:
    world, store = damaged_world(by_person=True)
    setattr(store, damaged, whole(world, "key-1", CARD).case_id)

    with pytest.raises(RecordUnreadable):
        whole(world, "key-2", item)


def test_a_damaged_case_keeps_nobody_from_a_draft() -> None:
    world, store = damaged_world(by_person=True)
    before = whole(world, "key-1", REPORT)
    store.damaged_case = whole(world, "key-2", CARD).case_id
    held = drafted(world, "draft-1", CLERK)

    (told,) = taken_of_draft(held, edition_of(held.draft, world.deps), by=CLERK, deps=world.deps)

    assert (told.code, told.case.id) == (REPORT, before.case_id)
