import pytest

from functions.domain.case.refusals import CaseNotFound
from functions.usecases.upkeep.sweep import sweep_case
from tests.support.world import World


def test_a_case_whose_run_ended_badly_is_continued_before_anything_of_it_is_due() -> None:
    world = World()
    case_id = world.submitted()
    world.executions.stop(f"{case_id}-1")

    first, second = sweep_case(case_id, world.deps), sweep_case(case_id, world.deps)

    assert dict(first.repairs) == {"NextRun": 1}
    assert dict(second.repairs) == {}
    assert list(world.executions.starts) == [f"{case_id}-1", f"{case_id}-2"]


def test_a_run_of_a_case_that_is_not_ours_is_told() -> None:
    with pytest.raises(CaseNotFound):
        sweep_case("00000000-0000-4000-8000-00000000ffff", World().deps)
