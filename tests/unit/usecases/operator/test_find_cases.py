"""Cases by whatever an operator narrows them by."""

from dataclasses import replace
from datetime import timedelta

from functions.domain.case.access import Principal
from functions.usecases.operator.find_cases import Wanted, count_cases, found_cases
from functions.usecases.operator.open_cases import open_cases
from schemas.codes import Department, Role
from tests.support.each import each
from tests.support.fakes.damaged_places import damaged_world
from tests.support.incidents import FAR, OPERATOR, stuck_case
from tests.support.world import World

CITY = Principal("operator-city", Role.OPERATOR, "440100")


def ids(world: World, wanted: Wanted, by: Principal = OPERATOR, limit: int = 10) -> list[str]:
    found, cursor = [], None
    while True:
        page = found_cases(wanted, by=by, limit=limit, cursor=cursor, deps=world.deps)
        found += [case.id for case in page.entries]
        cursor = page.cursor
        if cursor is None:
            return found


def test_what_is_said_of_an_item_holds_of_one_and_the_same() -> None:
    world = World()
    case_id = stuck_case(world)

    assert ids(world, Wanted(stuck="incident", department=Department.VETERANS_AFFAIRS)) == [case_id]
    assert ids(world, Wanted(stuck="incident", department=Department.PUBLIC_SECURITY)) == []


def test_a_case_with_several_such_items_is_listed_once_page_by_page() -> None:
    world = World()
    case_id = world.submitted()
    world.granted(case_id, "service_check", "discharge_report")
    for code in ("economic_subsidy", "employment_support", "social_insurance"):
        world.dispatched(case_id, code, token=code)
    office = world.item(case_id, "economic_subsidy").dispatch.office
    assert office

    assert ids(world, Wanted(office=office), limit=1) == [case_id]


def test_the_due_time_counts_only_of_what_is_open() -> None:
    world = World()
    case_id = stuck_case(world)
    due = world.item(case_id, "discharge_report").clock.due_at
    assert due

    assert ids(world, Wanted(due=due + timedelta(days=1))) == [case_id]
    assert ids(world, Wanted(due=due - timedelta(days=1))) == []


@each("wanted", [Wanted(), Wanted(stuck="incident"), Wanted(item="discharge_report")])
def test_nobody_sees_another_citys_cases_by_any_way(wanted: Wanted) -> None:
    world = World()
    case_id = stuck_case(world)

    assert ids(world, wanted, FAR) == []
    assert ids(world, wanted, CITY) == [case_id]


def test_as_many_as_one_look_counts_and_the_next_goes_on_from_there() -> None:
    world = World()
    for _ in range(3):
        world.submitted("social_insurance")

    few, onward = count_cases(Wanted(), by=OPERATOR, deps=world.deps, most=2)

    assert (few, onward is None) == (2, False)
    assert count_cases(Wanted(), by=OPERATOR, deps=world.deps, cursor=onward, most=2) == (1, None)
    assert count_cases(Wanted(), by=OPERATOR, deps=world.deps) == (3, None)


def test_open_cases_are_counted_where_the_operator_is_and_up_to_a_bound() -> None:
    world = World()
    for _ in range(3):
        world.submitted("social_insurance")

    assert open_cases(OPERATOR, world.deps) == (3, True)
    assert open_cases(FAR, world.deps) == (0, True)
    beside = replace(OPERATOR, region="440105")
    assert open_cases(beside, world.deps) == (0, True)
    assert open_cases(OPERATOR, world.deps, most=3) == (3, True)
    assert open_cases(OPERATOR, world.deps, most=2) == (2, False)


@each(
    "wanted",
    [Wanted(stuck="incident"), Wanted(item="discharge_report"), Wanted(channel="online")],
)
def test_one_of_which_the_ledger_cannot_be_read_is_told_and_does_not_go_missing(wanted: Wanted) -> None:
    world, store = damaged_world()
    store.damaged_ledger = case_id = stuck_case(world)

    page = found_cases(wanted, by=OPERATOR, limit=10, cursor=None, deps=world.deps)

    assert (page.entries, page.unreadable) == ((), (case_id,))


def test_what_is_damaged_is_named_by_its_case_to_whose_the_whole_city_is() -> None:
    world, store = damaged_world()
    store.damaged_attention = ("0f0e/household_registration", "0f0e/identity_card")
    of_county = Principal("operator-county", Role.OPERATOR, "440106")

    whole, part = (
        found_cases(Wanted(stuck="incident"), by=by, limit=10, cursor=None, deps=world.deps)
        for by in (OPERATOR, of_county)
    )

    assert (whole.unreadable, part.unreadable) == (("0f0e",), ())
