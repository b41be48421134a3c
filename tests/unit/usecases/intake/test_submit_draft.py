from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.case.access import Person, Principal
from functions.domain.case.item import SERVICE_CHECK
from functions.domain.case.refusals import IdentityUnverified
from functions.domain.catalogue.refusals import InvalidApplication
from functions.domain.conflicts import DraftSubmitted, KeyReused
from functions.domain.errors import StoreBusy
from functions.domain.intake.prefilled import Value, saved_over, with_values
from functions.domain.intake.refusals import DraftNotFound, NotYourApplication
from functions.domain.refusals import Forbidden
from functions.domain.upkeep.debts import SettleDraft
from functions.domain.upkeep.repairs import plan
from functions.ports.case_store import Record, Submission
from functions.usecases.intake.drafts import open_draft, save_draft
from functions.usecases.intake.kept_drafts import Held, case_id_of, rewrite
from functions.usecases.intake.submit import submit
from functions.usecases.intake.submit_draft import submit_draft
from functions.usecases.record_kinds.intake import DRAFT
from functions.usecases.upkeep.sweep import sweep
from schemas.catalogue.prefill import SourceCode
from schemas.codes import EventKind, Role
from schemas.intake.draft import DraftRequest, DraftSave, MandateHow, OnBehalfOf
from schemas.office.dispatches import Dispatch
from tests.support.each import each
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.samples import sample
from tests.support.world import APPLICANT, World, application

CLERK = Principal("clerk-1", Role.CLERK, "440106")
MANDATE = OnBehalfOf(how=MandateHow.ENTRUSTED, evidence="委托书-0001")


def filled(world: World, *, by: Principal = APPLICANT, key: str = "key-0001", **changes: Any) -> Held:
    """A draft with the whole sample in it."""
    sections = {**sample(), **changes}
    items = tuple(sections.pop("items"))
    mandate = MANDATE if by.role is Role.CLERK else None
    held = open_draft(DraftRequest(items=items, on_behalf_of=mandate), by=by, key=key, deps=world.deps)
    return save_draft(held, DraftSave(sections=sections), by=by, deps=world.deps)


def submitted(world: World, held: Held, *, by: Principal = APPLICANT, key: str = "submit-1") -> Submission:
    return submit_draft(held.id, by=by, key=key, deps=world.deps)


def dispatches(world: World) -> list[Dispatch]:
    return [sent.message for sent in world.gateway.sent if isinstance(sent.message, Dispatch)]


def is_there(world: World, held: Held) -> bool:
    return world.store.record(DRAFT, held.id) is not None


def test_a_draft_becomes_the_case_that_its_form_would_have_become() -> None:
    world = World()
    held = filled(world)

    case_id = submitted(world, held).case_id

    assert world.store.application(case_id) == application(
        service=dict(sample()["service"], disability_grade=None)
    )
    assert world.ledger(case_id).case.applicant == APPLICANT.subject
    assert world.ledger(case_id).case.draft is None
    assert not is_there(world, held)
    assert world.executions.find(f"{case_id}-1") is not None


def test_everything_that_is_missing_or_wrong_is_told_at_once_and_the_draft_stays() -> None:
    world = World()
    held = filled(
        world,
        bank=None,
        person={**sample()["person"], "birth_date": "2003-01-02"},
        destination={"city": "440100", "county": "441302", "address": "示例路1号"},
        employment={"wants_training": True},
    )

    with pytest.raises(InvalidApplication) as caught:
        submitted(world, held)

    assert {problem.pointer for problem in caught.value.problems} == {
        "/person/birth_date",
        "/bank/account",
        "/bank/bank",
        "/bank/holder",
        "/destination/county",
        "/employment/job_status",
        "/employment/wants_guidance",
        "/destination/ground",
        "/employment/training_trade",
    }
    assert all(problem.detail.endswith("。") for problem in caught.value.problems)
    assert is_there(world, held)


@pytest.mark.parametrize(
    ("person", "refusal"),
    [(None, IdentityUnverified), (Person("测试乙", "441900198503150018"), NotYourApplication)],
)
def test_a_draft_of_another_or_of_nobody_verified_is_kept_and_not_submitted(
    person: Person | None, refusal: type[Forbidden]
) -> None:
    world = World()
    by = replace(APPLICANT, person=person)
    held = filled(world, by=by)

    with pytest.raises(refusal):
        submitted(world, held, by=by)

    assert is_there(world, held)


def test_whoever_is_not_verified_is_told_that_before_what_is_missing() -> None:
    world = World()
    by = replace(APPLICANT, person=None)
    held = filled(world, by=by, bank=None)

    with pytest.raises(IdentityUnverified):
        submitted(world, held, by=by)


def test_the_same_request_again_gives_the_same_case_though_the_draft_is_gone() -> None:
    world = World()
    held = filled(world)
    first = submitted(world, held)

    assert submitted(world, held) == first
    assert submitted(world, held, key="submit-2").case_id == first.case_id
    kinds = [event.kind for event in world.store.events(first.case_id, limit=9).entries]
    assert kinds.count(EventKind.SUBMITTED) == 1


def test_the_same_key_with_another_draft_is_refused() -> None:
    world = World()
    submitted(world, filled(world))

    with pytest.raises(KeyReused):
        submitted(world, filled(world, key="key-0002"))


def test_a_form_under_the_key_of_a_draft_is_refused() -> None:
    world = World()
    held = filled(world)
    submitted(world, held)

    with pytest.raises(KeyReused):
        submit(application(), by=APPLICANT, key="submit-1", deps=world.deps)


class Dying(FakeCaseStore):
    """Refuses to delete as long as it is told to."""

    busy = True

    def delete(self, record: Record) -> None:
        if self.busy:
            raise StoreBusy
        super().delete(record)


def dying() -> tuple[World, Dying]:
    world = World()
    store = Dying(world.clock)
    world.store = store
    world.deps = replace(world.deps, store=store)
    return world, store


def test_a_draft_that_could_not_be_deleted_is_deleted_by_the_sweep() -> None:
    world, store = dying()
    held = filled(world)
    case_id = submitted(world, held).case_id
    assert world.ledger(case_id).case.draft == held.id

    store.busy = False
    world.clock.advance(timedelta(minutes=2))
    report = sweep(world.deps)

    assert report.repairs["SettleDraft"] == 1
    assert not is_there(world, held)
    assert world.ledger(case_id).case.draft is None


def test_or_by_whoever_submits_it_again() -> None:
    world, store = dying()
    held = filled(world)
    first = submitted(world, held)

    store.busy = False

    assert submitted(world, held, key="submit-2").case_id == first.case_id
    assert not is_there(world, held)


def test_a_draft_still_there_is_a_debt_of_its_case_even_of_a_closed_one() -> None:
    world, _ = dying()
    held = filled(world)
    ledger = world.ledger(submitted(world, held).case_id)

    owed = plan(
        ledger, world.executions.find(ledger.case.execution), world.clock(), calendar=world.deps.calendar
    )

    assert SettleDraft(held.id) in owed


@each("by", [Principal("applicant-2", Role.APPLICANT), CLERK, Principal("clerk-9", Role.CLERK, "445200")])
def test_anothers_draft_is_not_submitted_before_or_after(by: Principal) -> None:
    world = World()
    held = filled(world)
    with pytest.raises(DraftNotFound):
        submitted(world, held, by=by, key="submit-9")

    submitted(world, held)

    if by is CLERK:
        assert submitted(world, held, by=by, key="submit-9").case_id == case_id_of(held.id, world.deps)
        return
    with pytest.raises(DraftNotFound):
        submitted(world, held, by=by, key="submit-9")


def test_what_a_clerk_submits_tells_who_where_and_by_which_mandate() -> None:
    world = World()
    held = filled(world, by=CLERK)

    case_id = submitted(world, held, by=CLERK).case_id

    event = world.store.event(case_id, "submitted")
    assert event is not None
    assert event.actor == "clerk"
    assert {name: value for name, value in event.detail.items() if name != "waived"} == {
        "channel": "window",
        "clerk": "clerk-1",
        "office": "440106",
        "how": "entrusted",
        "evidence": "委托书-0001",
    }
    assert world.ledger(case_id).case.applicant == "window/440106"


def test_a_window_elsewhere_submits_for_its_place() -> None:
    world, there = World(), Principal("clerk-2", Role.CLERK, "440300")
    held = filled(world, by=there)

    submission = submitted(world, held, by=there)

    assert world.ledger(submission.case_id).case.window == "440300"


def test_departments_that_see_a_corrected_field_are_told_what_the_source_says() -> None:
    world = World()
    held = filled(world)
    value = Value("person.ethnicity", SourceCode.POPULATION, "满族", locked=True)
    draft = with_values(held.draft, [value], world.clock())
    draft, problems = saved_over(draft, held.draft.form, {value.path: "户口簿为汉族"}, world.clock())
    assert not problems
    held = rewrite(held, draft, world.deps)

    case_id = submitted(world, held).case_id

    assert world.ledger(case_id).case.corrected == ("person.ethnicity",)
    record = world.store.record("form_corrections", case_id)
    assert record is not None
    assert record.sealed
    world.granted(case_id, "service_check", "discharge_report")
    world.dispatched(case_id, "economic_subsidy")
    told = {message.item: message.corrected for message in dispatches(world)}
    (report,) = told["discharge_report"]
    assert (report.path, report.value, report.reason) == ("person.ethnicity", "满族", "户口簿为汉族")
    assert told["economic_subsidy"] == told["service_check"] == ()


def keys_sent(world: World) -> set[str]:
    return {sent.key for sent in world.gateway.sent}


def put_back(world: World) -> World:
    world.deps = replace(world.deps, put_back=(*world.deps.put_back, f"{world.clock().isoformat()}"))
    return world


def test_whoever_submits_a_lost_application_again_is_no_earlier_one_to_any_office() -> None:
    """The draft is in the backup, and was submitted after it: offices have its items, the ledger does not."""
    lost, restored = World(), put_back(World())
    before = submitted(lost, filled(lost))

    again = submitted(restored, filled(restored))
    for world, case_id in ((lost, before.case_id), (restored, again.case_id)):
        world.granted(case_id, SERVICE_CHECK)
        world.dispatched(case_id, "discharge_report")

    assert again.case_id != before.case_id
    assert restored.ledger(again.case_id).case.restored == restored.deps.mark != ""
    assert keys_sent(lost)
    assert keys_sent(restored).isdisjoint(keys_sent(lost))


def test_what_a_draft_had_become_before_the_ledger_was_put_back_is_found_and_submitted_once() -> None:
    world = World()
    held = filled(world)
    first = submitted(world, held)

    put_back(put_back(world))

    assert submitted(world, held, key="submit-2").case_id == first.case_id
    with pytest.raises(DraftSubmitted):
        filled(world)


def test_once_put_back_a_draft_becomes_one_case_however_often_it_is_submitted() -> None:
    world = put_back(World())
    held = filled(world)

    first = submitted(world, held)

    assert submitted(world, held, key="submit-2").case_id == first.case_id
    assert submitted(put_back(world), held, key="submit-3").case_id == first.case_id
