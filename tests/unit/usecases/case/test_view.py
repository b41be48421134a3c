from dataclasses import replace

import pytest

from functions.domain.case.access import Principal
from functions.domain.case.case import Case
from functions.domain.case.refusals import CaseNotFound, ExecutionNotFound
from functions.domain.guide.refusals import CityNotFound
from functions.ports.case_store import CaseQuery
from functions.ports.page import Page
from functions.usecases.case import lists, view
from schemas.codes import Role
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.world import APPLICANT, World

OPERATOR = Principal("operator", Role.OPERATOR, region="440000")
ELSEWHERE = Principal("operator-sz", Role.OPERATOR, region="440300")
COUNTY = Principal("operator-th", Role.OPERATOR, region="440106")
STRANGER = Principal("applicant-2", Role.APPLICANT)


EVERYTHING = CaseQuery()


def listed(world: World, by: Principal, query: CaseQuery = EVERYTHING) -> list[str]:
    page = lists.cases_of(query, by=by, limit=50, cursor=None, deps=world.deps)
    return [case.id for case in page.entries]


def test_an_applicant_lists_their_own_cases_only() -> None:
    world = World()
    case_id = world.submitted()

    assert listed(world, APPLICANT) == [case_id]
    assert listed(world, STRANGER) == []
    assert listed(world, STRANGER, CaseQuery(applicant=APPLICANT.subject)) == []


def test_operators_list_their_region_only() -> None:
    world = World()
    case_id = world.submitted()

    assert listed(world, OPERATOR) == [case_id]
    assert listed(world, COUNTY) == [case_id]
    assert listed(world, ELSEWHERE) == []
    for who, query in ((ELSEWHERE, CaseQuery(cities=("440100",))), (COUNTY, CaseQuery(county="440103"))):
        with pytest.raises(CityNotFound):
            listed(world, who, query)


@pytest.mark.parametrize("somebody", [STRANGER, ELSEWHERE])
def test_what_somebody_may_not_see_does_not_exist(somebody: Principal) -> None:
    world = World()
    case_id = world.submitted()

    with pytest.raises(CaseNotFound):
        view.ledger_of(case_id, by=somebody, deps=world.deps)
    with pytest.raises(CaseNotFound):
        view.case_events(case_id, by=somebody, limit=10, cursor=None, deps=world.deps)
    with pytest.raises(CaseNotFound):
        view.executions_of(case_id, by=somebody, deps=world.deps)


def test_every_run_that_the_engine_knows_is_shown_newest_first() -> None:
    world = World()
    case_id = world.submitted()

    runs = view.executions_of(case_id, by=OPERATOR, deps=world.deps)

    assert [execution.name for execution in runs] == [f"{case_id}-1"]
    assert view.history_of(case_id, 1, by=OPERATOR, limit=10, cursor=None, deps=world.deps).entries


@pytest.mark.parametrize("run", [0, 2])
def test_a_run_that_never_was_is_not_found(run: int) -> None:
    world = World()
    case_id = world.submitted()

    with pytest.raises(ExecutionNotFound):
        view.history_of(case_id, run, by=OPERATOR, limit=10, cursor=None, deps=world.deps)


class ListsNothing(FakeCaseStore):
    def cases(self, query: CaseQuery, *, limit: int, cursor: str | None = None) -> Page[Case]:
        raise AssertionError(f"reads the list to find {query.reference}")


def test_a_case_is_found_by_its_reference_without_reading_a_list() -> None:
    world = World()
    case_id = world.submitted()
    reference = world.ledger(case_id).case.reference
    lists_nothing = ListsNothing(world.clock)
    vars(lists_nothing).update(vars(world.store))
    deps = replace(world.deps, store=lists_nothing)
    province, elsewhere = (Principal("o-1", Role.OPERATOR, region) for region in ("440000", "445200"))

    def found(by: Principal, given: str) -> list[str]:
        page = lists.cases_of(CaseQuery(reference=given), by=by, limit=50, cursor=None, deps=deps)
        return [case.id for case in page.entries]

    assert found(province, reference) == [case_id]
    for who, given in ((elsewhere, reference), (province, "TY26010100000000")):
        with pytest.raises(CaseNotFound):
            found(who, given)
