from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.case.access import Principal
from functions.domain.catalogue.refusals import UnknownItem
from functions.domain.conflicts import DraftChanged, KeyReused
from functions.domain.errors import RecordUnreadable
from functions.domain.guide.refusals import InvalidAnswers
from functions.domain.intake.refusals import DraftNotFound, InvalidDraft
from functions.domain.refusals import Forbidden
from functions.usecases.intake.drafts import discard_draft, open_draft, save_draft
from functions.usecases.intake.kept_drafts import Held, draft_of, drafts_of, edition_of
from functions.usecases.record_kinds import end_of
from functions.usecases.record_kinds.intake import DRAFT
from schemas.catalogue.prefill import SourceCode
from schemas.codes import Department, Role
from schemas.intake.draft import DraftRequest, DraftSave, MandateHow, OnBehalfOf
from tests.support.each import each
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.world import APPLICANT, World

CLERK = Principal("clerk-1", Role.CLERK, "440106")
MANDATE = OnBehalfOf(how=MandateHow.IN_PERSON, evidence="核验单-0001")
ITEMS = ("discharge_report", "economic_subsidy")


def begun(world: World, *, by: Principal = APPLICANT, key: str = "key-0001", **changes: Any) -> Held:
    mandate = MANDATE if by.role is Role.CLERK else None
    request = DraftRequest(
        items=changes.get("items", ITEMS), on_behalf_of=changes.get("mandate", mandate), answers={}
    )
    return open_draft(request, by=by, key=key, deps=world.deps)


def saved(world: World, held: Held, **sections: Any) -> Held:
    return save_draft(held, DraftSave(sections=sections), by=APPLICANT, deps=world.deps)


def test_a_draft_is_kept_sixty_days_from_its_last_save() -> None:
    world = World()
    held = begun(world)
    world.clock.advance(timedelta(days=59))

    saved(world, held, person={"name": "测试甲"})
    world.clock.advance(timedelta(days=59))

    again = draft_of(held.id, by=APPLICANT, deps=world.deps)
    assert again.draft.form == {"person": {"name": "测试甲"}}
    assert again.expires_at == end_of(DRAFT, world.clock.now) - timedelta(days=59)
    world.clock.advance(timedelta(days=1))
    with pytest.raises(DraftNotFound):
        draft_of(held.id, by=APPLICANT, deps=world.deps)


def test_what_the_guide_was_told_is_filled_in_and_can_be_changed() -> None:
    world = World()
    answers: dict[str, bool | str] = {
        "rank_class": "conscript",
        "household_cancelled": True,
        "city": "440100",
    }
    request = DraftRequest(items=ITEMS, answers={**answers, "placement_type": "unsure"})

    held = open_draft(request, by=APPLICANT, key="key-0001", deps=world.deps)

    assert held.draft.form == {"service": {"rank_class": "conscript"}, "destination": {"city": "440100"}}
    assert held.draft.sources["destination.city"].source is SourceCode.GUIDE
    changed = saved(world, held, destination={"city": "440300"})
    assert set(changed.draft.sources) == {"service.rank_class"}


def test_an_answer_that_cannot_be_begins_nothing() -> None:
    with pytest.raises(InvalidAnswers) as caught:
        open_draft(
            DraftRequest(items=ITEMS, answers={"rank_class": "general"}),
            by=APPLICANT,
            key="k",
            deps=World().deps,
        )

    assert [problem.pointer for problem in caught.value.problems] == ["/answers/rank_class"]


def test_it_is_sealed() -> None:
    world = World()

    record = world.store.record(DRAFT, begun(world).id)

    assert record is not None
    assert record.sealed


def test_the_same_key_gives_the_same_draft_as_it_is_by_now() -> None:
    world = World()
    held = saved(world, begun(world), person={"name": "测试甲"})

    assert begun(world) == held
    assert begun(world, key="key-0002").id != held.id
    with pytest.raises(KeyReused):
        begun(world, items=("discharge_report",))


def test_the_same_key_of_somebody_else_is_another_draft() -> None:
    world = World()

    assert begun(world).id != begun(world, by=Principal("applicant-2", Role.APPLICANT)).id


def test_sections_given_replace_theirs_and_the_others_stay() -> None:
    world = World()
    held = saved(
        world, begun(world), person={"name": "测试甲", "phone": "10000000001"}, bank={"holder": "测试甲"}
    )

    held = saved(world, held, person={"name": "测试乙"}, bank=None)

    assert held.draft.form == {"person": {"name": "测试乙"}}


def test_a_wrong_value_saves_nothing() -> None:
    world = World()
    held = saved(world, begun(world), person={"name": "测试甲"})

    with pytest.raises(InvalidDraft) as caught:
        saved(world, held, person={"name": "测试乙", "phone": "1"}, reserve={"designated": True})

    assert [problem.pointer for problem in caught.value.problems] == ["/sections/person/phone"]
    assert draft_of(held.id, by=APPLICANT, deps=world.deps) == held


def test_what_no_chosen_item_needs_is_refused() -> None:
    world = World()

    with pytest.raises(InvalidDraft) as caught:
        saved(world, begun(world), reserve={"designated": True})

    assert [problem.pointer for problem in caught.value.problems] == ["/sections/reserve/designated"]


def test_other_items_drop_what_they_do_not_need() -> None:
    world = World()
    held = saved(world, begun(world), person={"name": "测试甲"}, bank={"holder": "测试甲"})

    held = save_draft(held, DraftSave(items=("discharge_report",)), by=APPLICANT, deps=world.deps)

    assert held.draft.items == ("discharge_report",)
    assert held.draft.form == {"person": {"name": "测试甲"}}
    with pytest.raises(UnknownItem):
        save_draft(held, DraftSave(items=("marriage",)), by=APPLICANT, deps=world.deps)


def test_nobody_overwrites_what_they_did_not_read() -> None:
    world = World()
    held = begun(world)
    saved(world, held, person={"name": "测试甲"})

    with pytest.raises(DraftChanged):
        saved(world, held, person={"name": "测试乙"})
    with pytest.raises(DraftChanged):
        discard_draft(held, by=APPLICANT, deps=world.deps)


def test_a_draft_is_deleted_by_its_owner() -> None:
    world = World()
    held = begun(world)

    discard_draft(held, by=APPLICANT, deps=world.deps)

    with pytest.raises(DraftNotFound):
        draft_of(held.id, by=APPLICANT, deps=world.deps)


def test_a_clerk_needs_a_mandate_and_a_citizen_has_none() -> None:
    world = World()

    with pytest.raises(InvalidDraft):
        begun(world, by=CLERK, mandate=None)
    with pytest.raises(Forbidden):
        begun(world, mandate=MANDATE)
    assert begun(world, by=CLERK).draft.on_behalf_of == MANDATE


STRANGERS = [
    Principal("applicant-2", Role.APPLICANT),
    Principal("clerk-1", Role.CLERK, "440106"),
    Principal("applicant-1", Role.CLERK, "440000"),
    Principal("applicant-1", Role.OPERATOR, "440000"),
    Principal("applicant-1", Role.DEPARTMENT_STAFF, "440000", Department.VETERANS_AFFAIRS),
]


@each("by", STRANGERS)
def test_a_citizens_draft_is_nobody_elses(by: Principal) -> None:
    world = World()
    held = begun(world)

    with pytest.raises(DraftNotFound):
        draft_of(held.id, by=by, deps=world.deps)


@each(
    "by, seen",
    [
        (CLERK, True),
        (Principal("clerk-2", Role.CLERK, "440106"), True),
        (Principal("clerk-3", Role.CLERK, "440100"), True),
        (Principal("clerk-4", Role.CLERK, "440000"), True),
        (Principal("clerk-5", Role.CLERK, "440103"), False),
        (Principal("clerk-6", Role.CLERK, "445200"), False),
        (Principal("clerk-7", Role.CLERK), False),
        (Principal("clerk-1", Role.APPLICANT), False),
        (Principal("clerk-1", Role.OPERATOR, "440106"), False),
    ],
)
def test_a_draft_of_the_window_is_seen_in_its_region(by: Principal, *, seen: bool) -> None:
    world = World()
    held = begun(world, by=CLERK)

    if seen:
        assert draft_of(held.id, by=by, deps=world.deps) == held
        return
    with pytest.raises(DraftNotFound):
        draft_of(held.id, by=by, deps=world.deps)


def test_a_draft_keeps_its_edition_as_long_as_that_is_shipped() -> None:
    world = World()
    held = begun(world)
    gone = held.draft.model_copy(update={"edition": "2020-01"})

    assert edition_of(replace(held, draft=gone).draft, world.deps).name == world.deps.current_edition
    assert edition_of(held.draft, world.deps).name == held.draft.edition


def test_a_draft_that_a_later_program_wrote_is_told_as_unreadable_and_hides_no_other() -> None:
    """Between versions of one ledger there is a way back (docs/one-server.md)."""
    world = World()
    later, other = begun(world), begun(world, key="key-0002")
    record = world.store.record(DRAFT, later.id)
    assert record is not None
    FakeCaseStore.put(world.store, replace(record, body={**record.body, "said_later": True}))

    found = drafts_of(by=APPLICANT, limit=9, cursor=None, deps=world.deps)

    assert ([one.id for one in found.entries], found.unreadable) == ([other.id], (later.id,))
    with pytest.raises(RecordUnreadable):
        draft_of(later.id, by=APPLICANT, deps=world.deps)
