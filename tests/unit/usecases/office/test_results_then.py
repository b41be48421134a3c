from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from functions.domain.case.case import CaseMaterial, Ledger
from functions.domain.case.results import result_documents
from functions.usecases.office.results_then import results_before
from functions.usecases.operator.operate import resolve
from schemas.codes import Outcome
from tests.support.incidents import OPERATOR, REFUSED, REPORT, SECOND, act
from tests.support.world import World


def paper(number: str) -> dict[str, Any]:
    return {"document": "户口登记介绍信", "number": number}


def corrected(world: World, case_id: str, decision: dict[str, Any], key: str) -> datetime:
    for operator in (OPERATOR, SECOND):
        world.clock.advance(timedelta(hours=1))
        resolve(case_id, REPORT, act("override", decision=decision), by=operator, key=key, deps=world.deps)
    return world.clock()


def decided() -> tuple[World, str]:
    world = World()
    case_id = world.submitted()
    world.granted(case_id, "service_check")
    world.dispatched(case_id, REPORT)
    world.answered(case_id, REPORT, "accepted")
    world.answered(case_id, REPORT, "granted", result=paper("示例1号"))
    return world, case_id


def numbers(ledger: Ledger) -> list[str | None]:
    return [one.number for one in result_documents(ledger.item(REPORT))]


def test_at_each_moment_stands_the_result_that_was_the_last_before_it() -> None:
    world, case_id = decided()
    first = corrected(world, case_id, {"outcome": "granted", "result": paper("示例2号")}, "key-0001")
    second = corrected(world, case_id, REFUSED, "key-0002")
    now = world.ledger(case_id)

    before, between = (results_before(now, moment, world.deps) for moment in (first, second))

    assert (numbers(before), numbers(between), numbers(now)) == (["示例1号"], ["示例2号"], [])
    assert (
        results_before(now, second + timedelta(seconds=1), world.deps).item(REPORT).outcome is Outcome.REFUSED
    )


def test_a_file_that_came_later_was_not_there() -> None:
    world, case_id = decided()
    ledger, at = world.ledger(case_id), world.clock()
    files = tuple(
        CaseMaterial(
            f"file-{hours}",
            REPORT,
            "held_result",
            "application/pdf",
            9,
            "0" * 64,
            at + timedelta(hours=hours),
        )
        for hours in (0, 2)
    )
    with_both = Ledger(replace(ledger.case, materials=files), ledger.items)

    then = results_before(with_both, at + timedelta(hours=1), world.deps)

    assert [one.id for one in then.case.materials] == ["file-0"]
