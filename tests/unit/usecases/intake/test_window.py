from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.case.access import Person, Principal
from functions.domain.case.case import Change
from functions.domain.case.refusals import CaseNotFound
from functions.domain.conflicts import DraftSubmitted
from functions.domain.intake.refusals import CodeNotFound, DraftNotFound
from functions.domain.refusals import Forbidden, TooOften
from functions.ports.case_store import CaseQuery
from functions.usecases.applicant.withdraw import withdraw
from functions.usecases.case import lists, view
from functions.usecases.case.lists import ELSEWHERE
from functions.usecases.case.people import LIST
from functions.usecases.intake.codes import make_code, redeem
from functions.usecases.intake.drafts import open_draft, save_draft
from functions.usecases.intake.kept_drafts import Held, draft_of
from functions.usecases.intake.submit import submit
from functions.usecases.intake.submit_draft import submit_draft
from functions.usecases.intake.window import LookedUp, look_up, look_up_reference, window_acts
from functions.usecases.record_kinds.case import PERSON
from schemas.applicant.acts import WithdrawalOrder
from schemas.codes import EventKind, Role
from schemas.intake.draft import DraftRequest, DraftSave, MandateHow, OnBehalfOf
from schemas.intake.window import LookUp, Redemption, ReferenceLookUp
from tests.support.each import each
from tests.support.fakes.damaged_places import damaged_world
from tests.support.samples import sample
from tests.support.world import APPLICANT, World, application

CLERK = Principal("clerk-1", Role.CLERK, "440106")
OTHER_CLERK = Principal("clerk-2", Role.CLERK, "440106")
FAR_CLERK = Principal("clerk-9", Role.CLERK, "445200")
OPERATOR = Principal("operator", Role.OPERATOR, "440000")
SOLDIER = Principal("soldier", Role.APPLICANT, person=Person("测试甲", "440106200301010010"))
MANDATE = OnBehalfOf(how=MandateHow.IN_PERSON, evidence="核验单-0001")
PURPOSE = "申请人到窗口查询进度"


def filled(world: World, by: Principal, key: str = "key-0001") -> Held:
    sections = sample()
    items = tuple(sections.pop("items"))
    mandate = MANDATE if by.role is Role.CLERK else None
    held = open_draft(DraftRequest(items=items, on_behalf_of=mandate), by=by, key=key, deps=world.deps)
    return save_draft(held, DraftSave(sections=sections), by=by, deps=world.deps)


def handed_in(world: World) -> str:
    """At the window, by a clerk."""
    held = filled(world, CLERK)
    return submit_draft(held.id, by=CLERK, key="submit-1", deps=world.deps).case_id


def asked(name: str = "测试甲", number: str = "440106200301010010") -> LookUp:
    return LookUp(name=name, id_number=number, purpose=PURPOSE)


def acts(world: World, by: Principal = OPERATOR) -> list[Any]:
    return [record.body for record in window_acts(by, limit=99, cursor=None, deps=world.deps).entries]


@pytest.mark.parametrize("stored", ["测·试", "测 • 试"])
def test_a_look_up_finds_a_name_in_whatever_spelling_it_was_stored(stored: str) -> None:
    world = World(by_person=True)
    case_id = handed_in(world)
    form = world.store.application(case_id)
    person = form.person.model_copy(update={"name": stored})
    old = form.model_copy(update={"person": person})
    world.store.commit(Change(case=world.ledger(case_id).case, application=old))

    found = look_up(asked("测．试"), by=CLERK, deps=world.deps)

    assert [case.id for case in found.cases] == [case_id]


def test_a_clerk_finds_a_persons_cases_of_their_region_and_is_recorded() -> None:
    world = World(by_person=True)
    case_id = submit(application(), by=APPLICANT, key="key-1", deps=world.deps).case_id

    found = look_up(asked(), by=CLERK, deps=world.deps)

    assert [case.id for case in found.cases] == [case_id]
    (act,) = acts(world)
    assert (act["act"], act["clerk"], act["office"], act["purpose"]) == (
        "look_up",
        "clerk-1",
        "440106",
        PURPOSE,
    )
    assert "440106200301010010" not in str(act)


def test_a_receipts_number_finds_its_case_in_the_clerks_region_and_the_look_is_recorded() -> None:
    world = World(by_person=True)
    case_id = submit(application(), by=APPLICANT, key="key-1", deps=world.deps).case_id
    reference = world.ledger(case_id).case.reference
    typed = ReferenceLookUp(reference=f" {reference.lower()} ", purpose=PURPOSE)

    found = look_up_reference(typed, by=CLERK, deps=world.deps)
    unknown = ReferenceLookUp(reference="TY26112499999999X", purpose=PURPOSE)

    assert [case.id for case in found.cases] == [case_id]
    for given, who in ((typed, FAR_CLERK), (unknown, CLERK)):
        with pytest.raises(CaseNotFound) as caught:
            look_up_reference(given, by=who, deps=world.deps)
        assert caught.value.detail == ELSEWHERE
    assert next((act["act"], act["reference"]) for act in acts(world)) == ("look_up", reference)
    assert len(acts(world)) == 3


def test_why_a_person_was_looked_up_is_sealed_at_rest() -> None:
    world = World(by_person=True)

    look_up(asked(), by=CLERK, deps=world.deps)

    assert all(
        record.sealed for record in window_acts(OPERATOR, limit=9, cursor=None, deps=world.deps).entries
    )


@each(
    "by, given",
    [
        (FAR_CLERK, asked()),
        (CLERK, asked("测试乙")),
        (CLERK, asked(number="441900198503150018")),
    ],
)
def test_elsewhere_or_under_another_name_there_is_none_and_the_look_is_recorded_too(
    by: Principal, given: LookUp
) -> None:
    world = World(by_person=True)
    submit(application(), by=APPLICANT, key="key-1", deps=world.deps)

    assert look_up(given, by=by, deps=world.deps) == LookedUp(())
    assert len(acts(world)) == 1


def test_operators_see_the_acts_of_their_own_region() -> None:
    world = World(by_person=True)
    look_up(asked(), by=CLERK, deps=world.deps)
    look_up(asked(), by=FAR_CLERK, deps=world.deps)

    assert [act["clerk"] for act in acts(world, Principal("o", Role.OPERATOR, "445200"))] == ["clerk-9"]
    assert [act["clerk"] for act in acts(world, Principal("o", Role.OPERATOR, "440100"))] == ["clerk-1"]


def test_an_act_is_kept_for_three_years() -> None:
    world = World(by_person=True)
    look_up(asked(), by=CLERK, deps=world.deps)

    world.clock.advance(timedelta(days=3 * 365))
    assert len(acts(world)) == 1
    world.clock.advance(timedelta(days=5))
    assert acts(world) == []


def test_a_citizens_code_lets_one_clerk_continue_the_draft_for_a_day() -> None:
    world = World(by_person=True)
    held = filled(world, APPLICANT)
    code = make_code(held.id, by=APPLICANT, deps=world.deps)
    given = Redemption(code=code.text, on_behalf_of=MANDATE)

    redeem(given, by=CLERK, deps=world.deps)

    assert draft_of(held.id, by=CLERK, deps=world.deps).draft.helpers[0].office == "440106"
    assert draft_of(held.id, by=APPLICANT, deps=world.deps).draft.owner == APPLICANT.subject
    assert redeem(given, by=CLERK, deps=world.deps).id == held.id
    with pytest.raises(CodeNotFound):
        redeem(given, by=OTHER_CLERK, deps=world.deps)
    with pytest.raises(DraftNotFound):
        draft_of(held.id, by=OTHER_CLERK, deps=world.deps)
    world.clock.advance(timedelta(hours=24))
    with pytest.raises(DraftNotFound):
        draft_of(held.id, by=CLERK, deps=world.deps)


def test_a_code_ends_after_a_quarter_of_an_hour_and_a_wrong_one_never_began() -> None:
    world = World(by_person=True)
    code = make_code(filled(world, APPLICANT).id, by=APPLICANT, deps=world.deps)

    with pytest.raises(CodeNotFound):
        redeem(Redemption(code="AAAAAAAA", on_behalf_of=MANDATE), by=CLERK, deps=world.deps)
    world.clock.advance(timedelta(minutes=15))
    with pytest.raises(CodeNotFound):
        redeem(Redemption(code=code.text, on_behalf_of=MANDATE), by=CLERK, deps=world.deps)


def test_only_the_citizen_makes_a_code() -> None:
    world = World(by_person=True)
    own, window = filled(world, APPLICANT), filled(world, CLERK)

    with pytest.raises(DraftNotFound):
        make_code(own.id, by=SOLDIER, deps=world.deps)
    with pytest.raises(Forbidden):
        make_code(window.id, by=CLERK, deps=world.deps)


def test_what_a_clerk_submits_for_a_citizen_with_their_code_is_the_citizens_case() -> None:
    world = World(by_person=True)
    held = filled(world, APPLICANT)
    code = make_code(held.id, by=APPLICANT, deps=world.deps)
    redeem(Redemption(code=code.text, on_behalf_of=MANDATE), by=CLERK, deps=world.deps)

    case_id = submit_draft(held.id, by=CLERK, key="submit-1", deps=world.deps).case_id

    assert world.ledger(case_id).case.applicant == APPLICANT.subject
    event = world.store.event(case_id, "submitted")
    assert event is not None
    assert (event.detail["clerk"], event.detail["evidence"]) == ("clerk-1", "核验单-0001")


def test_a_case_handed_in_at_the_window_becomes_the_citizens_when_they_sign_in_as_themselves() -> None:
    world = World(by_person=True)
    case_id = handed_in(world)
    with pytest.raises(CaseNotFound):
        view.ledger_of(case_id, by=SOLDIER, deps=world.deps)

    mine = lists.cases_of(CaseQuery(), by=SOLDIER, limit=9, cursor=None, deps=world.deps)

    assert [case.id for case in mine.entries] == [case_id]
    assert view.ledger_of(case_id, by=SOLDIER, deps=world.deps).case.applicant == "soldier"
    assert EventKind.LINKED.value in world.kinds(case_id)


@each(
    "by",
    [
        Principal("stranger", Role.APPLICANT),
        Principal("stranger", Role.APPLICANT, person=Person("测试乙", "441900198503150018")),
        Principal("window/440106", Role.APPLICANT),
    ],
)
def test_and_nobody_elses(by: Principal) -> None:
    world = World(by_person=True)
    case_id = handed_in(world)

    assert lists.cases_of(CaseQuery(), by=by, limit=9, cursor=None, deps=world.deps).entries == ()
    with pytest.raises(CaseNotFound):
        view.ledger_of(case_id, by=by, deps=world.deps)


def test_a_case_that_has_its_citizen_is_not_given_to_another_account() -> None:
    world = World(by_person=True)
    case_id = handed_in(world)
    for by in (SOLDIER, replace(SOLDIER, subject="second-account")):
        lists.cases_of(CaseQuery(), by=by, limit=9, cursor=None, deps=world.deps)

    assert world.ledger(case_id).case.applicant == "soldier"


def test_what_a_clerk_does_to_a_case_tells_who_and_where() -> None:
    world = World(by_person=True)
    case_id = handed_in(world)

    withdraw(case_id, WithdrawalOrder(reason="申请人要求撤回"), by=CLERK, key="key-0001", deps=world.deps)

    events = [e for e in world.store.events(case_id, limit=99).entries if e.kind is EventKind.WITHDRAWN]
    assert events
    assert all((e.detail["clerk"], e.detail["office"]) == ("clerk-1", "440106") for e in events)


def test_a_draft_that_was_submitted_is_not_begun_again_under_its_key() -> None:
    world = World(by_person=True)
    held = filled(world, APPLICANT)
    submit_draft(held.id, by=APPLICANT, key="submit-1", deps=world.deps)

    with pytest.raises(DraftSubmitted):
        filled(world, APPLICANT)


def test_who_guesses_codes_is_recorded_and_stopped_after_five_even_with_the_right_one() -> None:
    world = World(by_person=True)
    held = filled(world, APPLICANT)
    code = make_code(held.id, by=APPLICANT, deps=world.deps).text
    for _ in range(5):
        with pytest.raises(CodeNotFound):
            redeem(Redemption(code="AAAAAAA2", on_behalf_of=MANDATE), by=CLERK, deps=world.deps)

    with pytest.raises(TooOften) as caught:
        redeem(Redemption(code=code, on_behalf_of=MANDATE), by=CLERK, deps=world.deps)

    assert [act["act"] for act in acts(world)].count("wrong_code") >= 1
    assert 1 <= caught.value.retry_after_seconds <= 15 * 60 + 1
    assert redeem(Redemption(code=code, on_behalf_of=MANDATE), by=OTHER_CLERK, deps=world.deps).id == held.id


def test_after_its_time_a_guesser_may_try_again() -> None:
    world = World(by_person=True)
    for _ in range(5):
        with pytest.raises(CodeNotFound):
            redeem(Redemption(code="AAAAAAA2", on_behalf_of=MANDATE), by=CLERK, deps=world.deps)
    world.clock.advance(timedelta(minutes=15))

    with pytest.raises(CodeNotFound):
        redeem(Redemption(code="AAAAAAA2", on_behalf_of=MANDATE), by=CLERK, deps=world.deps)


def test_look_ups_of_one_clerk_are_bounded() -> None:
    world = World(by_person=True)
    for _ in range(120):
        look_up(asked(), by=CLERK, deps=world.deps)

    with pytest.raises(TooOften):
        look_up(asked(), by=CLERK, deps=world.deps)
    assert look_up(asked(), by=OTHER_CLERK, deps=world.deps) == LookedUp(())


@each("damaged", ["damaged_case", "damaged_form", "damaged_ledger"])
def test_a_look_up_shows_what_can_be_read_and_counts_what_cannot(damaged: str) -> None:
    world, store = damaged_world(by_person=True)
    broken, whole = world.submitted("discharge_report"), world.submitted("social_insurance")
    setattr(store, damaged, broken)

    found = look_up(asked(), by=CLERK, deps=world.deps)

    assert ([case.id for case in found.cases], found.damaged) == ([whole], 1)


def test_of_what_cannot_be_read_nothing_is_told_that_is_known_to_be_elsewhere_or_anothers() -> None:
    world, store = damaged_world(by_person=True)
    store.damaged_form = world.submitted("discharge_report")

    assert look_up(asked(), by=FAR_CLERK, deps=world.deps) == LookedUp(())

    store.damaged_form, store.damaged_ledger = "", store.damaged_form
    assert look_up(asked("测试乙"), by=CLERK, deps=world.deps) == LookedUp(())


def test_of_whom_nobody_can_say_which_cases_they_have_one_at_least_is_counted() -> None:
    world = World(by_person=True)
    world.submitted("discharge_report")
    [kind] = {kind for kind, _ in world.store._records if kind.startswith(f"{PERSON}/")}
    world.store.damage_record(kind, LIST)

    assert look_up(asked(), by=CLERK, deps=world.deps) == LookedUp((), damaged=1)
