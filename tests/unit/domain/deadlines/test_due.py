from datetime import timedelta

from functions.domain.case.parts import Limit
from functions.domain.clock import deadline
from functions.domain.deadlines.due import NOTICE_DAYS, NOTICE_TERM, due_after, due_by_answer
from schemas.catalogue.figures import Unit
from schemas.codes import ItemStatus
from tests.support import make
from tests.support.make import CALENDAR, NOW, answer

LATER = NOW + timedelta(days=3)


def test_an_official_limit_counts_in_its_own_unit() -> None:
    item = make.item(limit=Limit(60, Unit.NATURAL_DAY))

    assert due_after(item, NOW, CALENDAR) == deadline(NOW, 60, Unit.NATURAL_DAY, CALENDAR)


def test_without_an_official_limit_our_own_bound_counts() -> None:
    assert due_after(make.item(), NOW, CALENDAR) == deadline(NOW, 20, Unit.WORKING_DAY, CALENDAR)


def test_the_limit_starts_with_the_acceptance() -> None:
    accepted = answer("accepted", at=(NOW + timedelta(days=1)).isoformat())

    due = due_by_answer(make.sent(), accepted, LATER, CALENDAR)

    assert due == deadline(NOW + timedelta(days=1), 20, Unit.WORKING_DAY, CALENDAR)


def test_a_correction_is_due_in_the_editions_working_days() -> None:
    due = due_by_answer(make.sent(), answer("correction_requested"), NOW, CALENDAR)

    assert due == deadline(NOW, 15, Unit.WORKING_DAY, CALENDAR)


def test_an_extension_moves_the_due_time() -> None:
    item = make.sent(status=ItemStatus.ACCEPTED)

    due = due_by_answer(item, answer("extended"), NOW, CALENDAR)

    assert due is not None
    assert item.clock.due_at is not None
    assert due.at > item.clock.due_at


def test_a_suspension_gives_back_the_days_it_stood() -> None:
    item = make.sent(status=ItemStatus.SUSPENDED, since=NOW)

    later = NOW + timedelta(days=7)
    due = due_by_answer(item, answer("resumed", at=later.isoformat()), later, CALENDAR)

    assert due is not None
    assert item.clock.due_at is not None
    assert timedelta(days=6) <= due.at - item.clock.due_at <= timedelta(days=8)


def test_other_answers_set_no_due_time() -> None:
    assert due_by_answer(make.sent(), answer("received"), NOW, CALENDAR) is None
    assert due_by_answer(make.item(), answer("problem"), NOW, CALENDAR) is None


def test_the_notice_is_told_in_as_many_days_as_it_is_counted() -> None:
    assert (NOTICE_DAYS, NOTICE_TERM) == (5, "五个工作日")
