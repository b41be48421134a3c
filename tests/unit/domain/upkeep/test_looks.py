from datetime import datetime, timedelta
from random import Random
from typing import Any, get_args

import pytest

from functions.domain.case.case import CaseMaterial
from functions.domain.case.consequences import Resume
from functions.domain.case.facts import Rating
from functions.domain.case.item import CaseItem
from functions.domain.case.notices import correction_put_off
from functions.domain.case.office_debts import (
    ask_later,
    asked,
    file_came,
    file_told,
    tell_later,
    withdrawal_told,
)
from functions.domain.case.parts import Incident, Trouble
from functions.domain.case.transitions import decided, parked, released, round_sent, stopped
from functions.domain.case.waits import (
    AWAIT_CORRECTION,
    AWAIT_OPERATOR,
    AWAIT_PREREQUISITES,
    DISPATCH,
    FIRST_CHECK,
    is_over_by_itself,
    with_run,
)
from functions.domain.upkeep.debts import MarkUnvisited, Repair, SendFiles, SendRound, SendWithdrawal
from functions.domain.upkeep.looks import (
    ENGINE_FIRST,
    OF_CASES,
    OF_ITEMS,
    case_read,
    case_stamped,
    look_at,
    looked_at,
    order_look,
    stamped,
)
from functions.domain.upkeep.repairs import plan
from functions.domain.values import replace
from schemas.codes import CaseStatus, ItemStatus, Outcome
from schemas.codes_citizen import RatingLevel
from tests.support import make
from tests.support.each import each
from tests.support.make import CALENDAR, NOW, run, waiting

SOON = NOW + timedelta(seconds=10)
LATER = NOW + timedelta(hours=1)
INCIDENT = Incident(DISPATCH, "Problem", "cause", NOW)

WAITS = (None, *map(waiting, (DISPATCH, AWAIT_PREREQUISITES, AWAIT_CORRECTION, AWAIT_OPERATOR)))
# Drawn by seeds of their own: Hypothesis takes longer to choose one item than ten of them take to be tried.
ITEMS = 1_000


def maybe_at(chance: Random) -> datetime | None:
    return chance.choice((None, NOW + timedelta(minutes=chance.randint(-120, 120))))


def rated_badly(visit_due: datetime, **changes: Any) -> CaseItem:
    rating = Rating(RatingLevel.VERY_DISSATISFIED, (), NOW, NOW, visit_due=visit_due)
    return make.done(rating=rating, **changes)


def test_every_kind_of_debt_is_found_by_a_look_at_its_item_or_at_its_case() -> None:
    assert set(OF_ITEMS) | OF_CASES == set(get_args(Repair))
    assert not OF_CASES & set(OF_ITEMS)


def any_item(chance: Random) -> CaseItem:
    outcome = chance.choice((None, chance.choice(list(Outcome))))
    round_ = chance.randint(0, 2)
    return make.item(
        status=ItemStatus.DONE if outcome else chance.choice(sorted(set(ItemStatus) - {"done"})),
        since=maybe_at(chance) or NOW,
        outcome=outcome,
        round=round_,
        sent_round=chance.randint(0, round_),
        sent_at=maybe_at(chance),
        withdrawal_at=maybe_at(chance),
        withdrawal_not_before=maybe_at(chance),
        files_owed=chance.choice(((), ("file-1",))),
        files_not_before=maybe_at(chance),
        rating=rated_badly(maybe_at(chance) or NOW).aftercare.rating if outcome else None,
        wait=chance.choice(WAITS),
        ordered=chance.choice((None, "alone", "batch", "taken")),
        trouble=chance.choice((None, Trouble("DepartmentUnavailable", NOW, 1, SOON))),
    )


@pytest.mark.slow
def test_whatever_is_owed_of_an_item_is_looked_at_no_later_than_it_is_due() -> None:
    for seed in range(ITEMS):
        chance = Random(seed)
        item, now = any_item(chance), NOW + timedelta(minutes=chance.randint(0, 300))
        material = CaseMaterial("file-1", item.code, "photo", "image/png", 1, "0" * 64, NOW)

        repairs = plan(make.ledger(item, materials=(material,)), run(), now, calendar=CALENDAR)

        look = look_at(item)
        owed: list[Repair] = [
            one for one in repairs if isinstance(one, SendWithdrawal | SendFiles | MarkUnvisited)
        ]
        # Where nothing waits for its answer, a round is sent because an operator ordered it.
        owed += [one for one in repairs if isinstance(one, SendRound) and one.item.wait is None]
        assert not owed or (look is not None and look <= now), seed
        over = [one for one in repairs if isinstance(one, Resume) and is_over_by_itself(one.item)]
        assert not over or (look is not None and look <= max(item.since, NOW) + FIRST_CHECK), seed


def test_of_an_item_that_owes_nothing_nobody_needs_to_look() -> None:
    every = [make.item(), make.sent(), make.done(), make.sent(status=ItemStatus.SUSPENDED)]

    assert [look_at(item) for item in every] == [None] * 4


@each(
    "item",
    [
        make.done(wait=waiting(AWAIT_PREREQUISITES)),
        make.sent(status=ItemStatus.CORRECTING, wait=waiting()),
        make.sent(status=ItemStatus.READY, wait=waiting(AWAIT_CORRECTION)),
        make.sent(wait=waiting(AWAIT_OPERATOR)),
        stopped(make.sent(), INCIDENT),
    ],
)
def test_a_wait_that_the_item_itself_ended_is_looked_at_a_minute_later(item: CaseItem) -> None:
    assert look_at(item) == NOW + FIRST_CHECK


def test_the_news_of_an_outcome_is_marked_and_no_debt() -> None:
    unparked, parked_ = (
        stamped(decided(item, Outcome.WITHDRAWN, NOW)) for item in (make.item(), make.sent(wait=waiting()))
    )

    assert unparked.news_at == parked_.news_at == NOW + FIRST_CHECK
    assert unparked.check_at is parked_.check_at is None
    assert released(parked_, SOON).news_at is None


def test_the_news_of_an_item_that_owes_something_else_is_a_debt_too() -> None:
    both = stamped(replace(rated_badly(LATER), news_at=NOW + FIRST_CHECK))

    assert both.news_at is None
    assert both.check_at == both.follow_up_at == NOW + FIRST_CHECK


def test_those_behind_an_item_of_before_are_looked_at_until_its_wait_is_noted_as_ended() -> None:
    before = replace(make.done(wait=waiting()), follow_up_at=NOW)

    assert look_at(before) == NOW
    assert look_at(released(before, SOON)) is None


def test_who_blocks_an_item_does_so_for_the_one_before() -> None:
    assert look_at(decided(make.item(), Outcome.BLOCKED, NOW)) is None


def test_a_request_and_a_file_that_wait_for_the_round_are_looked_at_once_it_has_arrived() -> None:
    unsent = make.sent(sent_round=0, sent_at=None, status=ItemStatus.READY)
    owing = [asked(unsent, NOW), file_came(unsent, "file-1", NOW)]

    assert [look_at(item) for item in owing] == [None, None]
    assert [look_at(round_sent(item, 1, LATER)) for item in owing] == [LATER, LATER]


def test_each_debt_keeps_its_own_time_and_the_earliest_counts() -> None:
    both = file_came(asked(make.sent(), NOW), "file-1", NOW)
    put_off = ask_later(both, NOW, timedelta(hours=9))
    both_off = tell_later(put_off, NOW, NOW, timedelta(hours=2))

    assert look_at(both) == look_at(put_off) == NOW
    assert look_at(both_off) == NOW + timedelta(hours=2)
    assert look_at(file_told(both_off, "file-1")) == NOW + timedelta(hours=9)
    assert look_at(withdrawal_told(file_told(both_off, "file-1"), NOW)) is None


def test_a_second_file_does_not_hurry_an_office_that_cannot_be_reached() -> None:
    first = tell_later(file_came(make.sent(), "file-1", NOW), NOW, NOW, timedelta(hours=2))

    assert look_at(file_came(first, "file-2", SOON)) == NOW + timedelta(hours=2)


def test_a_wait_that_begins_forgets_neither_a_file_nor_a_notice_nor_a_visit() -> None:
    correcting = make.sent(status=ItemStatus.CORRECTING, wait=None)
    owing = [
        file_came(make.sent(), "file-1", NOW),
        correction_put_off(correcting, NOW),
        rated_badly(SOON),
    ]

    waits = [waiting(), waiting(AWAIT_CORRECTION), waiting()]
    begun = [parked(item, wait) for item, wait in zip(owing, waits, strict=True)]

    assert [look_at(item) for item in begun] == [look_at(item) for item in owing]


def test_a_look_settles_what_it_has_seen_and_nothing_that_is_still_to_come() -> None:
    item = replace(make.done(), follow_up_at=NOW + FIRST_CHECK)

    assert looked_at(item, NOW, closed=False) == item
    assert look_at(looked_at(item, NOW + FIRST_CHECK, closed=False)) is None


def test_of_a_closed_case_nothing_is_left_to_look_at_but_a_visit() -> None:
    item = rated_badly(LATER, wait=waiting())

    assert look_at(looked_at(item, NOW + FIRST_CHECK, closed=True)) == LATER


def test_a_row_says_what_its_item_owes_whatever_stood_there() -> None:
    owing = replace(make.sent(), follow_up_at=NOW)

    assert stamped(owing).check_at == NOW
    assert stamped(replace(make.sent(), check_at=NOW)).check_at is None
    assert stamped(make.sent()) == make.sent()


def test_what_an_operator_ordered_is_the_engines_first_from_the_end_of_its_wait() -> None:
    ordered = make.sent(status=ItemStatus.READY, sent_round=0, ordered="alone", wait=waiting(AWAIT_OPERATOR))

    ended = released(ordered, LATER)

    assert order_look(ordered) is None
    assert order_look(ended) == LATER + ENGINE_FIRST
    assert order_look(released(replace(ordered, since=LATER), NOW)) == LATER + ENGINE_FIRST


@each(
    "watch, notice, status, at",
    [
        (LATER, None, CaseStatus.OPEN, LATER),
        (LATER, SOON, CaseStatus.OPEN, SOON),
        (SOON, LATER, CaseStatus.OPEN, SOON),
        (SOON, LATER, CaseStatus.CLOSED, LATER),
        (SOON, None, CaseStatus.CLOSED, None),
    ],
)
def test_a_case_is_looked_at_when_the_first_of_its_debts_says(
    watch: datetime, notice: datetime | None, status: CaseStatus, at: datetime | None
) -> None:
    case = make.case(status=status, watch_not_before=watch, notice_not_before=notice, check_at=NOW)

    assert case_stamped(case).check_at == at


@pytest.mark.parametrize("status", CaseStatus)
def test_a_case_that_was_written_before_its_debts_were_is_looked_at_when_its_row_says(
    status: CaseStatus,
) -> None:
    before = make.case(status=status, watch_not_before=None, notice_not_before=None, check_at=SOON)

    assert case_stamped(case_read(before)).check_at == SOON
    assert case_read(case_stamped(case_read(before))) == case_stamped(case_read(before))


def test_a_run_that_an_operator_begins_puts_off_no_notice() -> None:
    case = make.case(watch_not_before=NOW, notice_not_before=SOON)

    assert case_stamped(with_run(case, 2, NOW)).check_at == SOON
