"""Any two acts on one draft that meet: one runs whole inside the other, before each of its outside calls in turn."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import Any, cast

import pytest

from functions.domain.case.access import Principal
from functions.domain.case.refusals import CaseNotFound
from functions.domain.conflicts import DraftChanged
from functions.domain.errors import LianbanError
from functions.domain.intake.refusals import DraftNotFound
from functions.ports.deps import Deps
from functions.usecases.intake.codes import make_code, redeem
from functions.usecases.intake.drafts import discard_draft, save_draft
from functions.usecases.intake.kept_drafts import SUBMITTED_WITHIN, case_id_of, claim_draft, draft_of
from functions.usecases.intake.materials import announce_to_draft, confirm_to_draft, discard_from_draft
from functions.usecases.intake.submit_draft import submit_draft
from schemas.codes import Role
from schemas.intake.draft import DraftSave, MandateHow, OnBehalfOf
from schemas.intake.window import Redemption
from tests.support.filing import (
    FORM,
    MEDICAL,
    PDF,
    PENSION,
    announced,
    paper_draft,
    paper_form,
    request,
    uploaded,
)
from tests.support.world import APPLICANT, World

CLERK = Principal("clerk-1", Role.CLERK, "440106")
MANDATE = OnBehalfOf(how=MandateHow.IN_PERSON, evidence="核验单-0001")
ADDRESS = "示例路99号"


@dataclass(frozen=True)
class Scene:
    """A whole draft, with one file more than it needs, and one that was sent and not confirmed."""

    world: World
    draft_id: str
    spare: str
    late: str
    code: str


def new_scene() -> Scene:
    return replace(_first_scene(), world=_first_scene().world.copy())


@cache
def _first_scene() -> Scene:
    world = World(by_person=True)
    draft_id = paper_draft(world)
    for place in (PENSION, FORM, MEDICAL):
        uploaded(world, draft_id, place)
    spare = uploaded(world, draft_id, FORM, PDF + b"spare")
    late = announced(world, draft_id, FORM, PDF + b"late").id
    return Scene(world, draft_id, spare, late, make_code(draft_id, by=APPLICANT, deps=world.deps).text)


def submits(scene: Scene, deps: Deps) -> None:
    submit_draft(scene.draft_id, by=APPLICANT, key="submit-1", deps=deps)


def submits_elsewhere(scene: Scene, deps: Deps) -> None:
    submit_draft(scene.draft_id, by=APPLICANT, key="submit-2", deps=deps)


def saves(scene: Scene, deps: Deps) -> None:
    destination = {**paper_form()["destination"], "address": ADDRESS}
    held = draft_of(scene.draft_id, by=APPLICANT, deps=deps)
    save_draft(held, DraftSave(sections={"destination": destination}), by=APPLICANT, deps=deps)


def deletes_the_draft(scene: Scene, deps: Deps) -> None:
    discard_draft(draft_of(scene.draft_id, by=APPLICANT, deps=deps), by=APPLICANT, deps=deps)


def deletes_a_file(scene: Scene, deps: Deps) -> None:
    discard_from_draft(scene.draft_id, scene.spare, by=APPLICANT, deps=deps)


def confirms_a_file(scene: Scene, deps: Deps) -> None:
    confirm_to_draft(scene.draft_id, scene.late, by=APPLICANT, deps=deps)


def announces_a_file(scene: Scene, deps: Deps) -> None:
    announce_to_draft(scene.draft_id, request(FORM, PDF + b"more"), by=APPLICANT, deps=deps)


def makes_a_code(scene: Scene, deps: Deps) -> None:
    make_code(scene.draft_id, by=APPLICANT, deps=deps)


def lets_a_clerk_in(scene: Scene, deps: Deps) -> None:
    redeem(Redemption(code=scene.code, on_behalf_of=MANDATE), by=CLERK, deps=deps)


Act = Callable[[Scene, Deps], None]
ACTS: tuple[Act, ...] = (
    submits,
    submits_elsewhere,
    saves,
    deletes_the_draft,
    deletes_a_file,
    confirms_a_file,
    announces_a_file,
    makes_a_code,
    lets_a_clerk_in,
)


class Turn:
    """Counts outside calls; `act` comes before the nth."""

    def __init__(self, nth: int, act: Callable[[], None]) -> None:
        self.left = nth
        self.act = act

    def passes(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.act()


class Between:
    """An adapter whose every call is a turn."""

    def __init__(self, inner: object, turn: Turn) -> None:
        self._inner = inner
        self._turn = turn

    def __getattr__(self, name: str) -> Callable[..., Any]:
        found = getattr(self._inner, name)

        def call(*given: Any, **named: Any) -> Any:
            self._turn.passes()
            return found(*given, **named)

        return call


def met(outer: Act, inner: Act) -> Iterator[tuple[Scene, set[Act]]]:
    """Each way in which they can meet, with who of them was told that it is done."""
    nth, turn = 0, Turn(0, lambda: None)
    while turn.left <= 0:
        nth += 1
        scene, done = new_scene(), set[Act]()
        turn = Turn(nth, lambda: attempted(inner, scene, scene.world.deps, done))  # noqa: B023
        deps = scene.world.deps
        between = replace(
            deps,
            store=cast("Any", Between(deps.store, turn)),
            materials=cast("Any", Between(deps.materials, turn)),
        )
        attempted(outer, scene, between, done)
        yield scene, done


def attempted(act: Act, scene: Scene, deps: Deps, done: set[Act]) -> None:
    """Every refusal is one that its caller can read."""
    try:
        act(scene, deps)
    except LianbanError:
        return
    done.add(act)


def lost(scene: Scene, done: set[Act]) -> list[str]:
    """What somebody was told and is not so."""
    world, found = scene.world, list[str]()
    try:
        case = world.ledger(case_id_of(scene.draft_id, world.deps)).case
    except CaseNotFound:
        return ["the case"] if done & {submits, submits_elsewhere} else []
    kept = {one.id for one in case.materials}
    if any(world.materials.find(one) is None for one in kept):
        found.append("a file of the case")
    if deletes_a_file in done and scene.spare in kept:
        found.append("the deletion of a file")
    if confirms_a_file in done and scene.late not in kept:
        found.append("a confirmed file")
    if deletes_the_draft in done:
        found.append("the deletion of the draft")
    form = world.store.application(case.id)
    if saves in done and form.destination.address != ADDRESS:
        found.append("what was saved")
    return found


@pytest.mark.slow
@pytest.mark.parametrize("inner", ACTS)
@pytest.mark.parametrize("outer", ACTS)
def test_whoever_meets_at_a_draft_nothing_that_was_promised_is_lost(outer: Act, inner: Act) -> None:
    ways = [(lost(scene, done), done) for scene, done in met(outer, inner)]

    assert [gone for gone, _ in ways if gone] == []
    assert all(done for _, done in ways)


def test_a_submission_that_died_holds_the_draft_for_five_minutes_only() -> None:
    scene = new_scene()
    deps = scene.world.deps
    claim_draft(draft_of(scene.draft_id, by=APPLICANT, deps=deps), deps)

    with pytest.raises(DraftChanged, match="正在提交"):
        saves(scene, deps)
    scene.world.clock.advance(SUBMITTED_WITHIN)
    saves(scene, deps)

    assert draft_of(scene.draft_id, by=APPLICANT, deps=deps).draft.submitting_until is None


def test_a_draft_whose_case_is_there_is_not_changed_any_more_though_it_was_not_put_away() -> None:
    scene = new_scene()
    deps = scene.world.deps
    held = claim_draft(draft_of(scene.draft_id, by=APPLICANT, deps=deps), deps)
    record = scene.world.store.record("draft", held.id)
    submits(scene, deps)
    assert record is not None
    scene.world.store.put(replace(record, version=0))
    scene.world.clock.advance(timedelta(minutes=6))

    with pytest.raises(DraftNotFound):
        saves(scene, deps)
