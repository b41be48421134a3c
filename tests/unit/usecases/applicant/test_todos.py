"""Whoever applied at a window is told by phone, or stands in the clerks' list."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from functions.domain.case.access import Principal
from functions.domain.case.case import Change
from functions.domain.case.item import with_clock, with_todos
from functions.domain.case.notices_owed import notices_of
from functions.domain.case.refusals import CaseNotFound, HandoverNotYours, ItemNotFound
from functions.domain.case.todos import expects_visit
from functions.domain.conflicts import KeyReused, NothingToDo
from functions.domain.errors import NoticeRefused
from functions.domain.refusals import NotFound
from functions.ports.case_store import CaseQuery
from functions.usecases.applicant import todos
from functions.usecases.applicant.waiting import Waiting, waiting, whom_to_call
from functions.usecases.case.wait import Task
from functions.usecases.office.places import Place
from functions.usecases.upkeep.states import await_correction
from functions.usecases.upkeep.sweep import sweep
from schemas.applicant.todos import Telling, TodoDone
from schemas.codes import Department, ItemStatus, Role
from schemas.codes_citizen import NoticeStatus, TodoKind, ToldHow
from tests.support.fakes.damaged_places import damaged_world
from tests.support.fakes.notices import FakeNotices
from tests.support.handovers import MOTHER
from tests.support.make import NOW, sent
from tests.support.world import APPLICANT, World

CLERK = Principal("clerk", Role.CLERK, "440106")
FAR_CLERK = Principal("far-clerk", Role.CLERK, "445200")
STAFF = Principal("staff", Role.DEPARTMENT_STAFF, "440106", Department.VETERANS_AFFAIRS)
MISSING = [{"name": "户口簿", "reason": "缺首页"}]
REPORT = "discharge_report"
AT_WINDOW = {"document": "报到登记记录", "delivery": "window"}


def at_a_window(world: World) -> str:
    """As if it had been handed in at the window of Tianhe."""
    case_id = world.submitted(REPORT, "reserve_registration")
    ledger = world.ledger(case_id)
    items = tuple(with_todos(item, at_window=True) for item in ledger.held)
    world.store.commit(Change(case=replace(ledger.case, applicant="window/440106"), items=items))
    return case_id


def notified() -> tuple[World, FakeNotices]:
    world, notices = World(), FakeNotices()
    world.deps = replace(world.deps, notices=notices)
    return world, notices


def asked_to_correct(world: World, case_id: str) -> None:
    world.granted(case_id, "service_check")
    world.dispatched(case_id, REPORT)
    world.answered(case_id, REPORT, "correction_requested", missing=MISSING)


def listed(world: World, kind: TodoKind | None = None, by: Principal = CLERK) -> tuple[Waiting, ...]:
    query = CaseQuery()
    return waiting(kind, query, by=by, limit=20, cursor=None, deps=world.deps).entries


def looked(world: World, minutes: int = 10) -> None:
    world.clock.advance(timedelta(minutes=minutes))
    sweep(world.deps)


def test_the_phone_is_opened_from_the_form_for_the_sending_and_stands_nowhere_else() -> None:
    world, notices = notified()
    case_id = at_a_window(world)
    asked_to_correct(world, case_id)

    looked(world)

    sent = notices.effects[f"{case_id}/notice/correction/{REPORT}/1"]
    reference = world.ledger(case_id).case.reference
    assert (sent.recipient, sent.phone) == (None, "10000000001")
    assert sent.text is not None
    assert sent.text.startswith(f"您的办件 {reference}：“退役报到”需要补正，请在")
    assert "天河区" in sent.text
    told = {one.key: one.how for one in notices_of(world.ledger(case_id))}
    assert told[f"correction/{REPORT}/1"] is ToldHow.PHONE
    assert "10000000001" not in repr((world.ledger(case_id), world.store.events(case_id, limit=99)))


def test_what_the_gateway_refuses_stands_in_the_clerks_list_until_a_clerk_has_told_it() -> None:
    world, notices = notified()
    case_id = at_a_window(world)
    notices.otherwise = NoticeRefused()
    asked_to_correct(world, case_id)
    looked(world)

    (before,) = listed(world, TodoKind.CORRECT)
    told = Telling(item=REPORT, kind=TodoKind.CORRECT, how=ToldHow.CALL)
    ledger = todos.tell(case_id, told, by=CLERK, key="key-told-1", deps=world.deps)
    again = todos.tell(case_id, told, by=CLERK, key="key-told-1", deps=world.deps)

    assert (before.todo.item, before.todo.until) == (REPORT, ledger.item(REPORT).clock.correct_by)
    status = {one.key: (one.status, one.how) for one in notices_of(ledger)}
    assert status[f"correction/{REPORT}/1"] == (NoticeStatus.TOLD, ToldHow.CALL)
    assert again == ledger
    (event,) = [one for one in world.store.events(case_id, limit=99).entries if one.kind == "told"]
    assert (event.detail["clerk"], event.detail["how"]) == ("clerk", "call")


def test_without_a_gateway_every_wait_stands_in_the_clerks_list_and_in_nobody_elses() -> None:
    world = World()
    case_id = at_a_window(world)
    world.submitted(REPORT)
    asked_to_correct(world, case_id)

    assert [one.ledger.case.id for one in listed(world)] == [case_id]
    assert listed(world, TodoKind.FETCH) == ()
    assert listed(world, by=FAR_CLERK) == ()
    assert [one.todo.item for one in listed(world, by=Principal("op", Role.OPERATOR, "440000"))] == [REPORT]


def test_an_applicant_sees_by_the_same_filter_what_waits_for_them() -> None:
    world = World()
    case_id = world.submitted(REPORT)
    asked_to_correct(world, case_id)

    assert [one.todo.kind for one in listed(world, by=APPLICANT)] == [TodoKind.CORRECT]
    assert listed(world, TodoKind.FETCH, by=APPLICANT) == ()


def test_the_offices_staff_find_what_is_to_be_handed_out_and_say_that_it_was() -> None:
    world = World()
    case_id = at_a_window(world)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, REPORT)
    world.answered(case_id, REPORT, "granted", result=AT_WINDOW)

    def collections() -> list[str]:
        reference = world.ledger(case_id).case.reference
        found = todos.collections(Department.VETERANS_AFFAIRS, reference, by=STAFF, deps=world.deps)
        return [one.item.code for one in found]

    before = collections()
    place = Place(Department.VETERANS_AFFAIRS, case_id, REPORT)
    fetched = TodoDone(item=REPORT, kind=TodoKind.FETCH)
    _, mark = todos.mark_at_office(place, fetched, by=STAFF, key="key-fetch-1", deps=world.deps)
    todos.mark_at_office(place, fetched, by=STAFF, key="key-fetch-1", deps=world.deps)

    assert (before, collections()) == ([REPORT], [])
    assert (mark.by, mark.who, mark.at) == (Role.DEPARTMENT_STAFF, "staff", world.clock())
    assert [one.todo.kind for one in listed(world)] == []
    assert world.kinds(case_id).count("collected") == 1


def test_an_applicant_says_no_more_than_that_they_have_it() -> None:
    world = World()
    case_id = world.submitted(REPORT)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, REPORT)
    world.answered(case_id, REPORT, "granted", result=AT_WINDOW)
    given = TodoDone(item=REPORT, kind=TodoKind.FETCH, handover=MOTHER)

    with pytest.raises(HandoverNotYours):
        todos.mark(case_id, given, by=APPLICANT, key="key-mine-1", deps=world.deps)


def test_a_decision_that_its_applicant_knows_of_stands_in_the_history() -> None:
    world = World()
    case_id = world.submitted(REPORT)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, REPORT)
    world.answered(case_id, REPORT, "refused", reason="条件不符")

    known = TodoDone(item=REPORT, kind=TodoKind.CONTEST)
    todos.mark(case_id, known, by=APPLICANT, key="key-known-1", deps=world.deps)

    assert world.kinds(case_id).count("acknowledged") == 1


def test_what_stands_in_the_history_of_whoever_came_tells_nobody_by_trying_names() -> None:
    """Two who are told the same under two keys have two digests."""
    given = TodoDone(item=REPORT, kind=TodoKind.FETCH, handover=MOTHER)
    digests = set()
    for key in ("key-one-1", "key-two-2"):
        world = World()
        case_id = at_a_window(world)
        world.granted(case_id, "service_check")
        world.dispatched(case_id, REPORT)
        world.answered(case_id, REPORT, "granted", result=AT_WINDOW)
        todos.mark(case_id, given, by=CLERK, key=key, deps=world.deps)
        (event,) = [one for one in world.store.events(case_id, limit=99).entries if one.kind == "collected"]
        digests.add(event.detail["digest"])
        assert event.detail["digest"] != sha256(given.model_dump_json().encode()).hexdigest()

    assert len(digests) == 2


def test_what_was_asked_before_there_were_handovers_is_the_same_request() -> None:
    given = TodoDone(item=REPORT, kind=TodoKind.FETCH)

    assert given.model_dump_json() == '{"item":"discharge_report","kind":"fetch"}'


def test_nobody_marks_what_is_not_open_or_anothers() -> None:
    world = World()
    case_id = at_a_window(world)
    fetched = TodoDone(item=REPORT, kind=TodoKind.FETCH)
    place = Place(Department.VETERANS_AFFAIRS, case_id, REPORT)
    other = Principal("staff", Role.DEPARTMENT_STAFF, "445200", Department.VETERANS_AFFAIRS)

    with pytest.raises(NothingToDo):
        todos.mark(case_id, fetched, by=CLERK, key="key-mark-1", deps=world.deps)
    with pytest.raises(CaseNotFound):
        todos.mark(case_id, fetched, by=FAR_CLERK, key="key-mark-1", deps=world.deps)
    for staff in (STAFF, other):
        with pytest.raises(ItemNotFound):
            todos.mark_at_office(place, fetched, by=staff, key="key-mark-1", deps=world.deps)
    reference = world.ledger(case_id).case.reference
    with pytest.raises(NotFound):
        todos.collections(Department.MOBILIZATION, reference, by=STAFF, deps=world.deps)
    with pytest.raises(CaseNotFound):
        todos.collections(Department.VETERANS_AFFAIRS, reference, by=STAFF, deps=world.deps)


def test_another_mark_under_a_used_key_is_refused() -> None:
    world = World()
    case_id = world.submitted(REPORT, "reserve_registration")
    world.granted(case_id, "service_check")
    for code in (REPORT, "reserve_registration"):
        world.dispatched(case_id, code, token=f"token-{code}")
        world.answered(case_id, code, "granted", result=AT_WINDOW)

    todos.mark(
        case_id, TodoDone(item=REPORT, kind=TodoKind.FETCH), by=APPLICANT, key="key-1", deps=world.deps
    )

    given = TodoDone(item="reserve_registration", kind=TodoKind.FETCH)
    with pytest.raises(KeyReused):
        todos.mark(case_id, given, by=APPLICANT, key="key-1", deps=world.deps)


def test_a_visit_waits_from_the_offices_acceptance_on_and_is_told_by_phone() -> None:
    world, notices = notified()
    code = "identity_card"
    case_id = world.submitted(REPORT, code)
    ledger = world.ledger(case_id)
    items = tuple(with_todos(item, at_window=True) for item in ledger.held)
    world.store.commit(Change(case=replace(ledger.case, applicant="window/440106"), items=items))
    world.granted(case_id, "service_check", REPORT)
    world.dispatched(case_id, code)
    world.answered(case_id, code, "received")
    before = listed(world)

    world.answered(case_id, code, "accepted")
    looked(world)

    text = notices.effects[f"{case_id}/notice/visit/{code}"].text
    assert before == ()
    assert [(one.todo.item, one.todo.kind) for one in listed(world)] == [(code, TodoKind.VISIT)]
    assert text is not None
    assert text.endswith("到场事项：照片和指纹须本人到场采集。")


def test_what_the_law_takes_for_accepted_sends_nobody_to_an_office_that_said_nothing() -> None:
    accepted = sent("identity_card", status=ItemStatus.ACCEPTED, accepted_at=NOW)

    assert expects_visit(accepted, at_once=False)
    assert not expects_visit(with_clock(accepted, deemed_accepted=True), at_once=False)


def test_no_lambda_of_the_state_machine_opens_a_form_to_tell_by_phone_and_the_sweep_does_within_minutes() -> (
    None
):
    world, notices = notified()
    case_id = at_a_window(world)
    asked_to_correct(world, case_id)

    await_correction(Task(case_id, REPORT, 1, "AwaitCorrection", "token-correction"), world.deps)
    before = list(notices.arrived)
    looked(world, minutes=2)

    assert before == []
    assert f"{case_id}/notice/correction/{REPORT}/1" in notices.arrived


def test_a_case_that_cannot_be_read_keeps_nothing_else_from_an_applicant() -> None:
    world, store = damaged_world()
    broken, whole = world.submitted(REPORT), world.submitted(REPORT)
    for case_id in (broken, whole):
        asked_to_correct(world, case_id)
    store.damaged_case = broken

    page = waiting(None, CaseQuery(), by=APPLICANT, limit=20, cursor=None, deps=world.deps)

    assert [one.ledger.case.id for one in page.entries] == [whole]
    assert page.unreadable == (broken,)


def test_a_form_that_cannot_be_read_keeps_nobody_else_from_being_called() -> None:
    world, store = damaged_world()
    broken, whole = world.submitted(REPORT), world.submitted(REPORT)
    store.damaged_form = broken

    assert [*whom_to_call((broken, whole), world.deps)] == [whole]


def test_clerks_and_staff_of_elsewhere_find_nothing_tell_nobody_and_mark_nothing() -> None:
    world = World()
    case_id = at_a_window(world)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, REPORT)
    world.answered(case_id, REPORT, "granted", result=AT_WINDOW)
    reference = world.ledger(case_id).case.reference
    far, others = replace(STAFF, region="445200"), replace(STAFF, department=Department.MOBILIZATION)
    place = Place(Department.VETERANS_AFFAIRS, case_id, REPORT)
    fetched = TodoDone(item=REPORT, kind=TodoKind.FETCH)
    called = Telling(item=REPORT, kind=TodoKind.FETCH, how=ToldHow.CALL)

    with pytest.raises(CaseNotFound):
        todos.tell(case_id, called, by=FAR_CLERK, key="key-told-1", deps=world.deps)
    for staff in (far, others):
        with pytest.raises(ItemNotFound):
            todos.mark_at_office(place, fetched, by=staff, key="key-fetch-1", deps=world.deps)
    with pytest.raises(CaseNotFound):
        todos.collections(Department.VETERANS_AFFAIRS, reference, by=far, deps=world.deps)
    with pytest.raises(NotFound):
        todos.collections(Department.VETERANS_AFFAIRS, reference, by=others, deps=world.deps)

    assert world.item(case_id, REPORT).todos.marks == ()
