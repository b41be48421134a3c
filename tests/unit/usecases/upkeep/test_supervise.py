"""What time does to an item, found by the sweep and recorded once."""

import json
from dataclasses import replace
from datetime import date, timedelta

from functions.domain.case.item import attention
from functions.usecases.applicant.correct import correct
from functions.usecases.upkeep.sweep import sweep
from functions.usecases.upkeep.sweep_report import SweepReport
from schemas.applicant.acts import Corrections
from schemas.codes import ItemStatus
from tests.support.world import APPLICANT, World, application

WEEK = timedelta(days=8)
# More than half of the five working days that this item is watched for.
HALF = timedelta(days=5)
ITEM = "discharge_report"


def dispatched(world: World) -> str:
    case_id = world.submitted(ITEM)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, ITEM)
    return case_id


def twice(world: World) -> tuple[SweepReport, SweepReport]:
    return sweep(world.deps), sweep(world.deps, everything=True)


def test_an_office_that_gives_no_notice_has_accepted_the_item() -> None:
    world = World()
    case_id = dispatched(world)
    sent_at = world.item(case_id, ITEM).dispatch.sent_at
    world.clock.advance(WEEK)

    first, second = twice(world)

    item = world.item(case_id, ITEM)
    assert first.repairs["DeemAccepted"] == 1
    assert (item.status, item.clock.deemed_accepted, item.clock.accepted_at) == (
        ItemStatus.ACCEPTED,
        True,
        sent_at,
    )
    assert world.kinds(case_id).count("deemed_accepted") == 1
    assert dict(second.repairs) == {}


def test_an_office_that_asked_for_corrections_has_not_accepted_the_item() -> None:
    world = World()
    case_id = dispatched(world)
    missing = [{"name": "户口簿", "reason": "缺首页"}]
    world.answered(case_id, ITEM, "correction_requested", missing=missing)
    world.clock.advance(WEEK)

    first, _ = twice(world)

    assert first.repairs["DeemAccepted"] == 0
    assert world.item(case_id, ITEM).status is ItemStatus.CORRECTING


def test_a_silent_office_is_shown_to_operators_until_it_speaks() -> None:
    world = World()
    case_id = dispatched(world)
    sent_at = world.item(case_id, ITEM).dispatch.sent_at
    world.clock.advance(HALF)

    first, second = twice(world)
    silent = world.item(case_id, ITEM)
    world.answered(case_id, ITEM, "received")
    heard = world.item(case_id, ITEM)

    assert first.repairs["MarkSilent"] == 1
    assert second.repairs["MarkSilent"] == 0
    assert (attention(silent), silent.clock.silent_since) == ("silent", sent_at)
    assert attention(heard) is None
    assert world.kinds(case_id).count("silent") == 1


def test_a_provisional_date_is_counted_again_when_the_calendar_has_grown() -> None:
    world = World()
    world.clock.advance(timedelta(days=35))
    case_id = dispatched(world)
    before = world.item(case_id, ITEM)
    longer = replace(world.deps.calendar, known_until=date(2027, 12, 31))
    world.deps = replace(world.deps, calendar=longer)
    world.clock.advance(timedelta(hours=7))

    first = sweep(world.deps)
    second = sweep(world.deps, everything=True)

    assert before.clock.due_provisional
    assert first.repairs["Recompute"] == 1
    assert not world.item(case_id, ITEM).clock.due_provisional
    assert dict(second.repairs) == {}


def test_a_second_run_of_the_sweep_does_not_note_silence_again_for_the_same_word() -> None:
    world = World()
    case_id = dispatched(world)
    world.clock.advance(WEEK)
    sweep(world.deps)
    world.answered(case_id, ITEM, "accepted")
    world.clock.advance(WEEK)

    sweep(world.deps)

    assert world.kinds(case_id).count("silent") == 2


def test_a_corrected_date_moves_the_terms_that_run_against_the_applicant() -> None:
    world = World()
    case_id = dispatched(world)
    missing = [{"name": "退役证件", "reason": "退役日期与档案不一致"}]
    world.answered(case_id, ITEM, "correction_requested", missing=missing)
    service = {**application().service.model_dump(mode="json"), "discharged_on": "2026-10-01"}
    given = {"items": [{"item": ITEM, "round": 1}], "sections": {"service": service}}

    correct(
        case_id,
        Corrections.model_validate_json(json.dumps(given)),
        by=APPLICANT,
        key="key-corrected",
        deps=world.deps,
    )

    assert {term.start for term in world.ledger(case_id).case.terms} == {date(2026, 10, 1)}
