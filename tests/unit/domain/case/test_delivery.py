"""How a result or a decision comes to its applicant, and the terms that run from that day."""

from datetime import date, timedelta

import pytest

from functions.domain.case.facts import HandoverFact, Mark, Parcel
from functions.domain.case.item import CaseItem
from functions.domain.case.refusals import HandoverDayWrong, HandoverNotYours
from functions.domain.case.todos import (
    handed_over_on,
    is_past,
    marked,
    may_be_posted,
    open_todos,
    parcel_of,
    posted,
    to_be_fetched,
    to_be_handed_over,
)
from functions.domain.conflicts import NothingToDo
from functions.domain.values import replace
from schemas.case.remedies import Term
from schemas.catalogue.figures import Unit
from schemas.codes import Outcome, Role
from schemas.codes_citizen import PaperShown, TodoKind
from tests.support.each import each
from tests.support.grounds import GROUNDS
from tests.support.make import NOW, answer, done

CODE = "driving_licence"
PARCEL = Parcel("示例快递", "EX123456789CN", NOW, Role.DEPARTMENT_STAFF, "anne")
BY_POST = done(CODE, answer=answer("granted", CODE, result={"document": "驾驶证", "delivery": "post"}))
REFUSED = done(CODE, Outcome.REFUSED, answer=answer("refused", CODE, reason="已过期", **GROUNDS))
PAPER = HandoverFact(PaperShown.RESIDENT_CARD)


def said(role: Role = Role.DEPARTMENT_STAFF, *, on: date | None = None, paper: bool = False) -> Mark:
    return Mark(TodoKind.FETCH, NOW, role, "anne", PAPER if paper else None, on)


def test_what_comes_by_post_waits_for_its_applicant_once_it_was_sent() -> None:
    sent = posted(BY_POST, PARCEL)

    assert (open_todos(BY_POST), to_be_fetched(BY_POST)) == ((), False)
    assert [(one.kind, one.since) for one in open_todos(sent)] == [(TodoKind.FETCH, NOW)]
    assert open_todos(marked(sent, said(Role.APPLICANT))) == ()
    assert not may_be_posted(marked(sent, said(Role.APPLICANT)))


def test_another_number_takes_the_place_of_the_first_until_it_was_received() -> None:
    again = posted(posted(BY_POST, PARCEL), replace(PARCEL, number="EX2222222"))

    parcel = parcel_of(again)

    assert parcel is not None
    assert parcel.number == "EX2222222"
    with pytest.raises(NothingToDo):
        posted(marked(again, said()), PARCEL)


@each("delivery", ["window", "e_certificate", "none"])
def test_what_does_not_come_by_post_is_not_sent(delivery: str) -> None:
    result = {"document": "驾驶证", "delivery": delivery}

    with pytest.raises(NothingToDo):
        posted(done(CODE, answer=answer("granted", CODE, result=result)), PARCEL)


def test_a_parcel_of_a_result_that_was_replaced_is_none_of_the_new_one() -> None:
    sent = posted(BY_POST, PARCEL)

    assert parcel_of(replace(sent, since=NOW + timedelta(days=1))) is None


def test_a_decision_against_somebody_is_handed_over_or_sent_and_stays_to_be_contested() -> None:
    served = marked(posted(REFUSED, PARCEL), said(on=NOW.date()))

    assert to_be_handed_over(REFUSED)
    assert [one.kind for one in open_todos(served)] == [TodoKind.CONTEST]
    assert handed_over_on(served) == NOW.date()
    assert not to_be_handed_over(served)


def test_the_applicant_says_neither_the_day_nor_of_a_decision_that_they_have_it() -> None:
    with pytest.raises(HandoverNotYours):
        marked(posted(BY_POST, PARCEL), said(Role.APPLICANT, on=NOW.date()))
    with pytest.raises(NothingToDo):
        marked(REFUSED, said(Role.APPLICANT))


@pytest.mark.parametrize("days", [-1, 1])
def test_the_day_lies_between_the_decision_and_today(days: int) -> None:
    wrong = said(on=NOW.date() + timedelta(days=days), paper=True)

    with pytest.raises(HandoverDayWrong) as refusal:
        marked(REFUSED, wrong)

    assert [one.pointer for one in refusal.value.problems] == ["/on"]


def test_terms_run_from_the_day_of_the_handing_over_and_not_from_when_they_were_told() -> None:
    told = NOW - timedelta(days=300)

    def open_on(item: CaseItem, days: int) -> bool:
        return not is_past(item, TodoKind.CONTEST, told, NOW + timedelta(days=days))

    served = marked(REFUSED, said(paper=True))

    assert not open_on(REFUSED, 0)
    # 六个月: from 24 November to 24 May.
    assert (open_on(served, 181), open_on(served, 182)) == (True, False)


@each(
    "value, unit, received, last",
    [
        (60, Unit.NATURAL_DAY, date(2026, 11, 24), date(2027, 1, 23)),
        (6, Unit.MONTH, date(2026, 11, 24), date(2027, 5, 24)),
        (6, Unit.MONTH, date(2026, 8, 31), date(2027, 2, 28)),
        (12, Unit.MONTH, date(2026, 12, 15), date(2027, 12, 15)),
    ],
)
def test_a_term_begins_on_the_day_after_and_months_are_the_calendar_s(
    value: int, unit: Unit, received: date, last: date
) -> None:
    term = Term.model_validate({"value": value, "unit": unit})

    assert term.last_day(received) == last
