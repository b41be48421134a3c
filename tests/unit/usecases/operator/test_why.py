"""Why an item waits whose office nobody knows, for its route's record cannot be read: that, and not the office, is told."""

import pytest

from functions.domain.errors import DepartmentUnavailable
from functions.domain.operator.acts import why_stuck
from functions.shapes.operator.why import case_why
from functions.usecases.case.incident import stop_item
from functions.usecases.operator.why import why_of
from schemas.operator.views_why import WhyView
from tests.support.damaged_routes import (
    HERE,
    ITEM,
    PROVINCE,
    mended,
    routed_counties,
    to_report,
    with_a_damaged_route,
)
from tests.support.world import World

RECORD = f"route/veterans_affairs-{HERE}"


def presses(made: World, case_id: str) -> WhyView:
    asked = why_of(case_id, by=PROVINCE, deps=made.deps)
    edition = made.deps.editions(asked.ledger.case.edition)
    return case_why(asked.why, asked.ledger, edition, made.clock(), running=True).why


def unsent(made: World) -> str:
    case_id = to_report(made)
    with pytest.raises(DepartmentUnavailable):
        made.dispatched(case_id, ITEM)
    return case_id


def test_the_damaged_record_is_told_first_with_what_to_do_and_no_office_is_to_be_called() -> None:
    made = with_a_damaged_route(routed_counties())

    found = presses(made, unsent(made))

    assert (found.code, found.whom, found.item) == ("route-unreadable", "operator", ITEM)
    assert RECORD in found.text
    assert found.todo.startswith("请运维人员从备份放回这一条（lianban repair")
    assert "联系该机构" not in found.todo
    assert found.said is None
    assert [act.action for act in found.acts] == ["retry", "reroute", "settle"]


def test_it_is_told_before_anything_was_tried_and_of_an_office_that_did_not_answer_before() -> None:
    made = routed_counties()
    case_id = to_report(made)
    made.gateway.script(ITEM, [DepartmentUnavailable("没有应答")])
    with pytest.raises(DepartmentUnavailable):
        made.dispatched(case_id, ITEM)
    before = presses(made, case_id).code
    with_a_damaged_route(made)

    assert (before, presses(made, case_id).code) == ("office-unreachable", "route-unreadable")


def test_until_it_is_sent_again_an_office_that_was_never_asked_is_not_said_to_have_refused_it() -> None:
    made = with_a_damaged_route(routed_counties())
    case_id = unsent(made)
    mended(made)

    found, stuck = presses(made, case_id), why_stuck(made.item(case_id, ITEM))

    assert found.code == "route-unreadable"
    assert stuck
    assert stuck.cause == "路由记录读不出来，没有送给任何机构"


def test_what_stopped_for_it_does_not_say_that_an_office_never_answered() -> None:
    made = with_a_damaged_route(routed_counties())
    case_id = unsent(made)

    stop_item(made.item(case_id, ITEM), "DepartmentUnavailable", made.deps)

    found, stuck = presses(made, case_id), why_stuck(made.item(case_id, ITEM))
    assert found.code == "route-stayed-unreadable"
    assert "lianban repair" in found.todo
    assert stuck
    assert "路由记录一直读不出来" in stuck.cause
