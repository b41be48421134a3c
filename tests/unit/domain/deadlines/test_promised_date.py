from datetime import UTC, date, datetime, timedelta
from typing import Any

from functions.domain.case.item import CaseItem
from functions.domain.case.parts import Limit
from functions.domain.clock import Calendar, deadline
from functions.domain.deadlines.promised_date import promise
from functions.shapes.words import promise_text
from schemas.catalogue.figures import Unit
from schemas.codes import ItemStatus, Outcome
from tests.support import make
from tests.support.make import NOW

CALENDAR = Calendar(days_off=frozenset(), make_up_workdays=frozenset(), known_until=date(2027, 12, 31))
TEN = Limit(10, Unit.WORKING_DAY)
FIVE = Limit(5, Unit.WORKING_DAY)


def working_days_on(start: datetime, days: int) -> datetime:
    return deadline(start, days, Unit.WORKING_DAY, CALENDAR).at


def insured(**changes: Any) -> CaseItem:
    return make.item("medical_insurance", limit=TEN, **changes)


def transfer() -> CaseItem:
    return make.item("medical_transfer", limit=FIVE, after=("medical_insurance",))


def test_limits_add_up_along_the_prerequisites() -> None:
    promised = promise(make.ledger(insured(), transfer()), NOW, CALENDAR)

    assert promised.at == working_days_on(working_days_on(NOW, 10), 5)
    assert (promised.provisional, promised.uncounted) == (False, ())


def test_a_known_due_date_counts_in_place_of_the_limit() -> None:
    due = NOW + timedelta(days=30)
    open_item = make.sent("medical_insurance", limit=TEN, due_at=due)

    assert promise(make.ledger(open_item, transfer()), NOW, CALENDAR).at == working_days_on(due, 5)


def test_what_has_no_limit_is_named_and_never_counted_by_our_own_bound() -> None:
    unlimited = make.item("discharge_report", watch_days=200)
    behind = make.item("medical_insurance", limit=TEN, after=("discharge_report",))

    promised = promise(make.ledger(unlimited, behind), NOW, CALENDAR)

    assert promised.at == working_days_on(NOW, 10)
    assert promised.uncounted == ("discharge_report",)


def test_without_any_limit_there_is_no_date() -> None:
    check = make.service_check(status=ItemStatus.DISPATCHED, outcome=None, decided_at=None)

    promised = promise(make.ledger(make.item(), check=check), NOW, CALENDAR)

    assert promised.at is None
    assert promised.uncounted == ("service_check", "discharge_report")


def test_what_is_decided_does_not_count_any_more() -> None:
    decided = make.done("medical_insurance", limit=TEN, decided_at=NOW + timedelta(days=1))
    now = NOW + timedelta(days=2)

    assert promise(make.ledger(decided, transfer()), now, CALENDAR).at == working_days_on(now, 5)
    assert promise(make.ledger(decided, make.done("medical_transfer")), now, CALENDAR).at is None


def test_an_item_that_will_be_corrected_begins_its_limit_anew() -> None:
    correct_by = NOW + timedelta(days=20)
    correcting = make.sent(
        "medical_insurance", limit=TEN, status=ItemStatus.CORRECTING, correct_by=correct_by
    )

    assert promise(make.ledger(correcting), NOW, CALENDAR).at == working_days_on(correct_by, 10)


def test_an_overdue_item_lets_the_rest_begin_now_at_the_earliest() -> None:
    late = make.sent("medical_insurance", limit=TEN, due_at=NOW - timedelta(days=3))

    assert promise(make.ledger(late, transfer()), NOW, CALENDAR).at == working_days_on(NOW, 5)


def test_a_date_beyond_the_known_calendar_says_so() -> None:
    late = datetime(2027, 12, 27, 2, tzinfo=UTC)

    promised = promise(make.ledger(insured(), transfer()), late, CALENDAR)

    assert promised.provisional


def test_a_refused_prerequisite_does_not_break_the_count() -> None:
    refused = make.done("medical_insurance", Outcome.REFUSED, limit=TEN)

    assert promise(make.ledger(refused, transfer()), NOW, CALENDAR).at == working_days_on(NOW, 5)


def test_of_a_clock_that_stands_still_it_is_said_that_the_day_moves() -> None:
    stopped = make.sent(
        "medical_insurance", limit=TEN, status=ItemStatus.SUSPENDED, due_at=NOW + timedelta(days=9)
    )

    promised = promise(make.ledger(stopped), NOW, CALENDAR)

    assert promised.stopped
    assert "有事项在特别程序中，特别程序结束后顺延" in promise_text(promised)
    assert not promise(make.ledger(insured()), NOW, CALENDAR).stopped


def test_a_day_that_stands_on_an_estimate_is_one_itself() -> None:
    estimate = make.sent(
        "medical_insurance", limit=TEN, due_at=NOW + timedelta(days=30), due_provisional=True
    )

    assert promise(make.ledger(estimate, transfer()), NOW, CALENDAR).provisional
