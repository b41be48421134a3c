"""Who looked at what a case holds of its person: one line an hour, before it is shown, for operators of its region."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.case.access import Principal
from functions.domain.case.case import CaseMaterial, Change, DeferredMaterial
from functions.domain.case.refusals import CaseNotFound
from functions.ports.deps import Deps
from functions.usecases.applicant import papers
from functions.usecases.applicant.correct import to_correct
from functions.usecases.case.who_looked import looks_at
from functions.usecases.intake.materials import file_of_case, files_of
from functions.usecases.intake.receipt import receipt_of
from functions.usecases.intake.window import look_up, look_up_reference
from functions.usecases.office.desk import see
from functions.usecases.office.places import Place
from schemas.codes import Department, Role
from schemas.intake.window import LookUp, ReferenceLookUp
from tests.support.each import each
from tests.support.make import NOW
from tests.support.world import APPLICANT, World

REPORT = "discharge_report"
CLERK = Principal("clerk-1", Role.CLERK, "440106")
FAR_CLERK = Principal("clerk-9", Role.CLERK, "445200")
STAFF = Principal("staff-1", Role.DEPARTMENT_STAFF, "440106", Department.VETERANS_AFFAIRS)
OPERATOR = Principal("operator-1", Role.OPERATOR, "440100")
FAR = Principal("operator-2", Role.OPERATOR, "440300")
PURPOSE = "申请人到窗口查询进度"


def dispatched() -> tuple[World, str]:
    world = World(by_person=True)
    case_id = world.submitted(REPORT)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, REPORT)
    world.answered(case_id, REPORT, "received")
    return world, case_id


def looks(world: World, case_id: str, by: Principal = OPERATOR) -> list[tuple[str, str, str | None]]:
    page = looks_at(case_id, by=by, limit=50, cursor=None, deps=world.deps)
    return [(one.body["what"], one.body["by"], one.body.get("item")) for one in page.entries]


def asked(world: World, by: Principal = CLERK) -> None:
    given = LookUp(name="测试甲", id_number="440106200301010010", purpose=PURPOSE)
    look_up(given, by=by, deps=world.deps)


LOOKS: dict[str, tuple[Callable[[str, Principal, Deps], object], str | None]] = {
    "form": (lambda case, by, deps: papers.application_form_of(case, REPORT, by=by, deps=deps), REPORT),
    "registration": (lambda case, by, deps: papers.registration_form_of(case, by=by, deps=deps), None),
    "letter": (lambda case, by, deps: papers.letter_of(case, REPORT, "receipt", by=by, deps=deps), REPORT),
    "fields": (lambda case, by, deps: to_correct(case, by=by, deps=deps), None),
    "files": (lambda case, by, deps: files_of(case, by=by, deps=deps), None),
    "receipt": (lambda case, by, deps: receipt_of(case, by=by, deps=deps), None),
}


@each("what", LOOKS)
def test_what_a_clerk_opens_is_kept_and_what_the_applicant_opens_is_not(what: str) -> None:
    world, case_id = dispatched()
    look, item = LOOKS[what]

    look(case_id, APPLICANT, world.deps)
    before = looks(world, case_id)
    look(case_id, CLERK, world.deps)

    assert (before, looks(world, case_id)) == ([], [(what, "clerk-1", item)])


def test_a_file_that_a_clerk_opens_is_kept_with_its_item() -> None:
    world, case_id = dispatched()
    file = CaseMaterial("file-1", REPORT, "discharge_certificate", "application/pdf", 9, "0" * 64, NOW)
    case = world.ledger(case_id).case
    world.store.commit(Change(case=replace(case, materials=(file,))))

    for by in (APPLICANT, CLERK):
        file_of_case(case_id, file.id, by=by, deps=world.deps)

    assert looks(world, case_id) == [("file", "clerk-1", REPORT)]


def test_an_item_that_staff_open_is_kept_with_its_name() -> None:
    world, case_id = dispatched()

    see(Place(Department.VETERANS_AFFAIRS, case_id, REPORT), by=STAFF, deps=world.deps)

    assert looks(world, case_id) == [("item", "staff-1", REPORT)]


def test_a_look_up_that_finds_the_case_stands_beside_it_with_its_purpose_and_one_that_does_not_leaves_nothing() -> (
    None
):
    world, case_id = dispatched()
    asked(world, FAR_CLERK)
    before = looks(world, case_id)
    asked(world)
    reference = world.ledger(case_id).case.reference
    given = ReferenceLookUp(reference=reference, purpose="申请人来领取结果")
    look_up_reference(given, by=CLERK, deps=world.deps)

    page = looks_at(case_id, by=OPERATOR, limit=50, cursor=None, deps=world.deps)

    assert before == []
    assert {one.body["purpose"] for one in page.entries} == {PURPOSE, "申请人来领取结果"}
    assert all(one.sealed and one.expires_at for one in page.entries)


def test_the_same_look_within_an_hour_is_one_line_and_the_latest_hour_comes_first() -> None:
    world, case_id = dispatched()
    for _ in range(3):
        receipt_of(case_id, by=CLERK, deps=world.deps)
    world.clock.advance(timedelta(hours=1))
    files_of(case_id, by=CLERK, deps=world.deps)

    assert [what for what, *_ in looks(world, case_id)] == ["files", "receipt"]


def test_page_by_page_there_is_no_gap_and_no_repetition() -> None:
    world, case_id = dispatched()
    for hour in range(5):
        world.clock.advance(timedelta(hours=hour))
        receipt_of(case_id, by=CLERK, deps=world.deps)

    seen, cursor = [], None
    for _ in range(5):
        page = looks_at(case_id, by=OPERATOR, limit=2, cursor=cursor, deps=world.deps)
        seen += [one.key for one in page.entries]
        cursor = page.cursor
        if cursor is None:
            break

    assert len(seen) == len(set(seen)) == 5


def test_another_regions_operator_is_told_of_no_such_case() -> None:
    world, case_id = dispatched()

    with pytest.raises(CaseNotFound):
        looks(world, case_id, FAR)


def test_staff_see_of_what_is_deferred_that_of_their_own_items_alone() -> None:
    world, case_id = dispatched()
    own = DeferredMaterial(REPORT, "discharge_certificate", due_at=NOW, remind_at=NOW)
    others = replace(own, item="identity_card")
    case = world.ledger(case_id).case
    world.store.commit(Change(case=replace(case, deferred=(own, others))))

    assert files_of(case_id, by=STAFF, deps=world.deps).deferred == (own,)
