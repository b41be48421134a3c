"""Every wait for a person has its telling: whoever adds a kind of to-do without one fails here."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.applicant.progress import todo
from functions.domain.applicant.telling import ToldTodo, phone_text
from functions.domain.case.case import DeferredMaterial, Ledger
from functions.domain.case.facts import Mark, Notice
from functions.domain.case.item import CaseItem, with_todos
from functions.domain.case.lists import clerk_place
from functions.domain.case.notices_owed import owed_notices
from functions.domain.case.refusals import HandoverDayWrong
from functions.domain.case.tellings import NOTICE_OF, telling_of, told_by_clerk
from functions.domain.case.todos import (
    MARKED_BY,
    TODOS,
    expects_visit,
    is_past,
    mark_of,
    marked,
    open_todos,
    to_be_handed_over,
)
from functions.domain.case.transitions import unheard
from functions.domain.case.unmet import ABANDONED
from functions.domain.clock import shanghai_date
from functions.domain.conflicts import NothingToDo, NothingToTell
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes import ItemStatus, Outcome, Role
from schemas.codes_citizen import NoticeStatus, TodoKind, ToldHow
from tests.support.each import each
from tests.support.make import NOW, REFERENCE, answer, done, ledger, sent, with_flat

EDITION = load_edition(CURRENT)
LATER = NOW + timedelta(days=3)
CODE = "identity_card"
GIVEN = answer("granted", CODE, result={"document": "居民身份证", "delivery": "window"})
ASKED = answer("correction_requested", CODE)
DEFERRED = DeferredMaterial(CODE, "hukou_book", LATER, NOW, reminded_at=NOW)

# Of each kind an item that waits so.
WAITING: dict[TodoKind, CaseItem] = {
    TodoKind.CORRECT: sent(CODE, status=ItemStatus.CORRECTING, answer=ASKED, correct_by=LATER),
    TodoKind.BRING: sent(CODE, bring_by=LATER),
    TodoKind.VISIT: sent(CODE, status=ItemStatus.ACCEPTED, accepted_at=NOW, visit=True),
    TodoKind.FETCH: done(CODE, answer=GIVEN),
    TodoKind.CONTEST: done(CODE, Outcome.REFUSED),
    TodoKind.APPLY_AGAIN: done(CODE, Outcome.LAPSED),
    TodoKind.CONTEST_CHECK: sent(CODE, status=ItemStatus.CONTESTABLE, correct_by=LATER, reason="查无记录"),
    TodoKind.OTHERWISE: done(CODE, Outcome.WITHDRAWN, reason=ABANDONED.format(reason="另行处理")),
}


def waits(kind: TodoKind, **changes: Any) -> Ledger:
    """Handed in at a window, beside an item that is under way."""
    deferred = (DEFERRED,) if kind is TodoKind.BRING else ()
    item = with_flat(WAITING[kind], at_window=True, **changes)
    return ledger(item, sent("social_insurance"), applicant="window/440106", deferred=deferred)


def test_every_kind_has_its_rule_its_notice_and_an_example_here() -> None:
    assert set(TODOS) == set(NOTICE_OF) == set(WAITING) == set(TodoKind)


@each("kind", TodoKind)
def test_every_wait_is_shown_owes_a_notice_and_stands_in_the_clerks_list(kind: TodoKind) -> None:
    found = waits(kind)
    item = found.item(CODE)

    assert [one.kind for one in todo(found, EDITION, NOW)] == [kind]
    assert NOTICE_OF[kind](found, item) in [one.key for one in owed_notices(found)]
    assert clerk_place(item) is not None
    assert clerk_place(with_flat(item, at_window=False)) is None


@each("kind", TodoKind)
def test_every_wait_is_told_by_phone_in_words_that_name_the_item_and_nobody(kind: TodoKind) -> None:
    found = waits(kind)
    owed = next(one for one in owed_notices(found) if one.item == CODE)

    text = phone_text(ToldTodo(found, owed, EDITION, "广州市公安局天河区分局"))

    assert text.startswith(f"您的办件 {REFERENCE}：“居民身份证申领”")
    assert len(text) < 200
    assert "None" not in text


@each("kind", TodoKind)
def test_a_clerk_who_told_the_applicant_says_how_and_it_is_owed_no_longer(kind: TodoKind) -> None:
    found = waits(kind)

    told = replace(found, case=told_by_clerk(found, found.item(CODE), kind, ToldHow.CALL, LATER))

    telling = telling_of(told, told.item(CODE), kind)
    assert telling is not None
    assert (telling.status, telling.how, telling.at) == (NoticeStatus.TOLD, ToldHow.CALL, LATER)
    assert NOTICE_OF[kind](told, told.item(CODE)) not in [one.key for one in owed_notices(told)]
    with pytest.raises(NothingToTell):
        told_by_clerk(told, told.item(CODE), kind, ToldHow.CALL, LATER)


@each("kind", TodoKind)
def test_nobody_is_told_of_what_does_not_wait(kind: TodoKind) -> None:
    found = ledger(sent(CODE), deferred=(DEFERRED,) if kind is TodoKind.BRING else ())

    with pytest.raises(NothingToTell):
        told_by_clerk(found, found.item(CODE), kind, ToldHow.CALL, NOW)


def test_the_last_notice_of_a_case_tells_of_its_results() -> None:
    found = waits(TodoKind.FETCH)
    last = Notice("done", NoticeStatus.SENT, LATER, how=ToldHow.PHONE)

    told = replace(found, case=replace(found.case, notices=(last,)))

    assert telling_of(told, told.item(CODE), TodoKind.FETCH) == last


@pytest.mark.parametrize("role", [Role.APPLICANT, Role.CLERK, Role.DEPARTMENT_STAFF])
@pytest.mark.parametrize("kind", TodoKind)
def test_who_may_say_that_it_is_done_ends_it_and_nobody_else(role: Role, kind: TodoKind) -> None:
    item = waits(kind).item(CODE)
    mark = Mark(kind, NOW, role, "somebody")

    if kind not in MARKED_BY[role]:
        with pytest.raises(NothingToDo):
            marked(item, mark)
        return

    assert open_todos(marked(item, mark)) == ()
    assert mark_of(marked(item, mark), kind) == mark
    with pytest.raises(NothingToDo):
        marked(marked(item, mark), mark)


def test_the_nearest_term_is_an_items_place_and_what_has_none_waits_since_it_began() -> None:
    both = with_flat(WAITING[TodoKind.CORRECT], at_window=True, bring_by=NOW + timedelta(days=1))

    assert clerk_place(both) == (NOW + timedelta(days=1), NOW)
    assert clerk_place(waits(TodoKind.FETCH).item(CODE)) == (None, NOW)


def test_a_visit_that_another_office_or_an_earlier_round_asked_for_is_not_asked_of_the_next_one() -> None:
    accepted = sent(CODE, status=ItemStatus.ACCEPTED, accepted_at=NOW, visit=True)

    elsewhere = replace(unheard(accepted), status=ItemStatus.DISPATCHED)

    assert [one.kind for one in open_todos(accepted)] == [TodoKind.VISIT]
    assert open_todos(elsewhere) == ()


def test_an_office_that_only_went_on_with_what_it_had_stopped_has_not_asked_anybody_to_come() -> None:
    resumed = sent(CODE, status=ItemStatus.ACCEPTED)
    accepted = with_flat(resumed, accepted_at=NOW)

    assert not expects_visit(resumed, at_once=False)
    assert expects_visit(accepted, at_once=False)


def test_a_result_is_handed_over_by_staff_whether_or_not_its_applicant_said_first_that_they_have_it() -> None:
    own, other = (Mark(TodoKind.FETCH, LATER, role, "somebody") for role in (Role.APPLICANT, Role.CLERK))
    result = done(CODE, answer=GIVEN)

    found = [to_be_handed_over(with_todos(result, marks=marks)) for marks in ((), (own,), (other,))]

    assert found == [True, True, False]


def test_a_result_may_be_fetched_on_its_last_day_and_not_after() -> None:
    until = shanghai_date(LATER)
    paper = {"document": "居民身份证", "delivery": "window", "valid_until": until.isoformat()}
    result = done(CODE, answer=answer("granted", CODE, result=paper))

    assert not is_past(result, TodoKind.FETCH, None, LATER)
    assert is_past(result, TodoKind.FETCH, None, LATER + timedelta(days=1))


def test_a_decision_is_handed_over_on_no_day_before_it_was_made_whenever_we_learned_of_it() -> None:
    told = done(CODE, Outcome.REFUSED, decided_at=NOW, since=LATER, answer=answer("refused", CODE))
    handed = Mark(TodoKind.FETCH, LATER, Role.DEPARTMENT_STAFF, "staff-1", on=shanghai_date(NOW))

    assert marked(told, handed).todos.marks == (handed,)
    with pytest.raises(HandoverDayWrong):
        marked(told, replace(handed, on=shanghai_date(NOW) - timedelta(days=1)))


def test_nothing_is_handed_over_of_what_has_no_result_or_none_to_be_fetched() -> None:
    handed = Mark(TodoKind.FETCH, LATER, Role.CLERK, "clerk-1", on=shanghai_date(LATER))
    electronic = answer("granted", CODE, result={"document": "电子证照", "delivery": "e_certificate"})

    for item in (sent(CODE), done(CODE, answer=electronic)):
        with pytest.raises(NothingToDo):
            marked(item, handed)
