"""What was handed to other offices is counted once, where its case is; what was counted by an estimate of the days off is
counted anew once they are settled."""

from dataclasses import replace
from datetime import date, timedelta

from functions.usecases.case.wait import Task
from functions.usecases.numbers.kept import RecountOrder, checked_of, counting_now
from functions.usecases.numbers.turn import order_recount
from functions.usecases.office.dispatch import dispatch
from functions.usecases.office.transfer import transfer_by_system
from functions.usecases.upkeep.states import close
from schemas.codes import Department
from schemas.office.transfers import SignedTransfer
from tests.support.counted import CITY, REPORT, closed_case, counted_on, kept, recounted
from tests.support.incidents import act, resolved
from tests.support.world import World

VETERANS, ELSEWHERE = Department.VETERANS_AFFAIRS, "veterans_affairs-440300"
NOVEMBER, DECEMBER = "2026-11", "2026-12"


def handed_on(world: World, case_id: str, office: str, round_: int) -> None:
    reference = world.ledger(case_id).case.reference
    order = SignedTransfer.model_validate(
        {"reference": reference, "item": REPORT, "round": round_, "office": office, "reason": "不在本辖区"}
    )
    transfer_by_system(VETERANS, order, webhook_id=f"m-{round_}", deps=world.deps)
    dispatch(Task(case_id, REPORT, 1, "Dispatch", f"again-{round_}"), VETERANS, world.deps)


def test_an_item_that_two_offices_handed_on_and_an_operator_rerouted_is_counted_once_where_its_case_is() -> (
    None
):
    world = World()
    case_id = world.submitted(REPORT)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, REPORT, token="first")
    handed_on(world, case_id, ELSEWHERE, 1)
    world.clock.advance(timedelta(days=2))
    handed_on(world, case_id, "veterans_affairs-440106", 2)
    world.clock.advance(timedelta(days=1))
    world.answered(case_id, REPORT, "problem", reason="系统中查不到", round=3)
    resolved(world, case_id, act("reroute", office=ELSEWHERE))
    dispatch(Task(case_id, REPORT, 1, "Dispatch", "rerouted"), VETERANS, world.deps)
    world.clock.advance(timedelta(days=1))
    world.answered(case_id, REPORT, "granted", round=3)
    close(case_id, 1, world.deps)

    counted_on(world)
    order_recount(CITY, RecountOrder("operator-1", "移送以后核对", world.clock()), world.deps)
    counted_on(world)

    row, found = kept(world)[NOVEMBER][REPORT], checked_of(CITY, world.deps)
    assert [row[one] for one in ("granted", "unlimited", "incidents", "uncorrected", "days")] == [
        1,
        1,
        1,
        1,
        3,
    ]
    assert (kept(world), kept(world, "440300")) == (recounted(world), {})
    assert found
    assert (found.cases, found.differing) == (1, 0)


def test_once_the_days_off_are_settled_what_was_counted_by_an_estimate_is_counted_anew() -> None:
    world = World()
    off, settled = date(2026, 11, 25), date(2027, 12, 31)
    case_id = world.submitted(REPORT)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, REPORT)
    world.clock.advance(timedelta(days=2))
    world.answered(case_id, REPORT, "granted")
    close(case_id, 1, world.deps)
    counted_on(world)
    before = kept(world)[NOVEMBER][REPORT]["days"]
    calendar = world.deps.calendar

    later = replace(calendar, days_off=calendar.days_off | {off}, known_until=settled)
    world.deps = replace(world.deps, calendar=later)
    counted_on(world)

    counting = counting_now(world.deps)
    assert (before, kept(world)[NOVEMBER][REPORT]["days"]) == (2, 1)
    assert kept(world) == recounted(world)
    assert counting
    assert (counting.known_until, counting.wanted) == (settled, {})


def test_a_case_belongs_to_the_month_of_china_in_which_it_was_closed() -> None:
    world = World()
    midnight = world.clock().replace(day=30, hour=16, minute=0)

    for moment in (midnight - timedelta(seconds=1), midnight):
        world.clock.now = moment
        closed_case(world)
    counted_on(world)

    assert {month: rows[REPORT]["granted"] for month, rows in kept(world).items()} == {
        NOVEMBER: 1,
        DECEMBER: 1,
    }
