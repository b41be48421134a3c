"""Which tray an item lies in."""

from datetime import timedelta

from functions.domain.case.item import with_clock, with_desk, with_withdrawal
from functions.domain.office.trays import Tray, lies_in, tray_counts
from functions.domain.values import replace
from schemas.codes import ItemStatus
from tests.support.fakes.clock import START
from tests.support.offices_without_systems import HOUSEHOLD, at_the_police, without_systems


def test_an_item_may_lie_in_several_and_is_nobody_s_hurry_while_the_applicant_has_it() -> None:
    world = without_systems()
    case_id, _ = at_the_police(world)
    due = with_clock(world.item(case_id, HOUSEHOLD), due_at=START)
    mine = with_desk(due, claimed_by="anne")
    theirs = replace(mine, status=ItemStatus.CORRECTING)

    assert {tray for tray in Tray if lies_in(mine, tray, "anne", START)} == {
        Tray.ALL,
        Tray.MINE,
        Tray.OVERDUE,
    }
    assert {tray for tray in Tray if lies_in(theirs, tray, "bella", START)} == {Tray.ALL, Tray.WAITING}
    assert lies_in(due, Tray.DUE, "anne", START - timedelta(days=3))
    assert not lies_in(due, Tray.DUE, "anne", START - timedelta(days=3, seconds=1))
    assert not lies_in(due, Tray.OVERDUE, "anne", START - timedelta(seconds=1))
    assert tray_counts((due, theirs), "anne", START) == {
        Tray.ALL: 2,
        Tray.NEW: 1,
        Tray.MINE: 1,
        Tray.DUE: 0,
        Tray.OVERDUE: 1,
        Tray.WAITING: 1,
    }


def test_who_asked_for_an_item_back_waits_for_the_office_whatever_it_had_asked_of_them() -> None:
    world = without_systems()
    case_id, _ = at_the_police(world)
    asked_back = with_withdrawal(
        replace(world.item(case_id, HOUSEHOLD), status=ItemStatus.CORRECTING), at=START
    )

    assert not lies_in(asked_back, Tray.WAITING, "anne", START)
    assert lies_in(asked_back, Tray.NEW, "anne", START)


def test_whose_clock_stands_still_is_neither_near_its_end_nor_over_it() -> None:
    world = without_systems()
    case_id, _ = at_the_police(world)
    due = with_clock(world.item(case_id, HOUSEHOLD), due_at=START)
    stopped = replace(due, status=ItemStatus.SUSPENDED, since=START - timedelta(days=2))
    stopped_late = replace(stopped, since=START)

    assert not lies_in(stopped, Tray.OVERDUE, "anne", START)
    assert not lies_in(stopped, Tray.DUE, "anne", START - timedelta(days=1))
    assert lies_in(stopped_late, Tray.OVERDUE, "anne", START)


def test_nor_is_it_while_an_operator_has_to_look_at_it_besides() -> None:
    world = without_systems()
    case_id, _ = at_the_police(world)
    world.answered(case_id, HOUSEHOLD, "accepted")
    world.answered(case_id, HOUSEHOLD, "suspended", reason="要核查")
    halted = world.answered(case_id, HOUSEHOLD, "problem", reason="系统打不开")
    due = halted.clock.due_at
    assert due is not None

    assert halted.status is ItemStatus.INCIDENT
    assert not lies_in(halted, Tray.DUE, "anne", due - timedelta(days=1))
    assert not lies_in(halted, Tray.OVERDUE, "anne", due + timedelta(days=1))
