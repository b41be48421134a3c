"""Corrections that wait for a second operator."""

from dataclasses import replace

from tests.support.console import WHY, Console
from tests.support.fakes.damaged_places import DamagedPlaces
from tests.support.incidents import FAR, GRANTED, REFUSED, REPORT, SECOND, act, resolved

REVIEWS = "/console/reviews"


def proposed() -> Console:
    desk = Console()
    resolved(desk.world, desk.case_id, act("settle", decision=GRANTED))
    resolved(desk.world, desk.case_id, act("override", decision=REFUSED), key="key-0002")
    return desk


def test_what_one_proposed_another_finds_and_confirms_and_it_is_gone() -> None:
    desk = proposed()
    site = desk.site(SECOND)

    listed = site.get(REVIEWS)
    seen = site.get(listed.link("核对"))
    done = site.submit(seen, {"why": WHY})

    assert "operator-1" in listed.words
    assert "条件不符" in seen.words
    assert "已确认，更正生效。" in done.words
    assert "没有等待复核的更正" in site.get(REVIEWS).words
    assert desk.world.item(desk.case_id, REPORT).outcome == "refused"


def test_whoever_proposed_it_is_told_to_wait_for_another() -> None:
    assert "等另一名运行管理员核对" in proposed().site().get(REVIEWS).words


def test_another_citys_operator_sees_none() -> None:
    assert "没有等待复核的更正" in proposed().site(FAR).get(REVIEWS).words


def test_what_cannot_be_read_is_told_and_not_that_nothing_waits() -> None:
    desk = proposed()
    desk.world.store = store = DamagedPlaces(desk.world.clock)
    desk.world.deps = replace(desk.world.deps, store=store)

    said = desk.site().get(REVIEWS).words

    assert "有 1 条记录或者办件损坏" in said
    assert "没有等待复核的更正" not in said
