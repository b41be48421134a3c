import threading
from pathlib import Path

import pytest

from infra.bench.crowd import Arrivals
from infra.bench.figures import disk_wait, memory, peak_memory, percentile
from infra.bench.measure import MeasureFailed, apart
from infra.bench.measures import regained, states, straight, tasks_until_waiting, waiting_cases
from infra.bench.offices import every_step
from infra.bench.report import BenchRow, rows, table
from schemas.catalogue.edition import CURRENT, load_edition
from tests.support.each import each


def no_time() -> float:
    return 0.0


@each("share, expected", [(0.0, 1), (0.5, 2), (0.75, 3), (0.95, 4), (1.0, 4)])
def test_a_percentile_is_the_nearest_rank(share: float, expected: int) -> None:
    assert percentile([4, 1, 3, 2], share) == expected


def test_of_no_values_a_percentile_is_zero() -> None:
    assert percentile([], 0.95) == 0


def test_the_peak_is_never_below_what_is_held_now() -> None:
    held = memory()

    assert 0 < held <= peak_memory()


def test_asking_for_the_disks_wait_leaves_nothing_behind(tmp_path: Path) -> None:
    assert disk_wait(tmp_path, no_time) == 0
    assert list(tmp_path.iterdir()) == []


def test_a_case_arrives_with_the_last_of_its_steps() -> None:
    arrivals = Arrivals(2, stopwatch=no_time)

    arrivals.note("verify_service", "case-1")
    arrivals.note("verify_service", "case-2")
    arrivals.note("await_prerequisites", "case-1")
    arrivals.wait(1)

    assert list(arrivals.at) == ["case-1"]


def test_only_the_named_functions_are_steps() -> None:
    arrivals = Arrivals(1, stopwatch=no_time, functions=frozenset({"close_case"}))

    arrivals.note("verify_service", "case-1")
    arrivals.note("close_case", "case-2")

    assert list(arrivals.at) == ["case-2"]


@pytest.mark.slow
def test_straight_cases_go_through_on_the_real_parts(tmp_path: Path) -> None:
    figures = straight(tmp_path, 2, habit=every_step)

    # Of each case at least: opened, closed, and for thirteen items the wait, the dispatch and three answers.
    assert figures["writes_per_case"] >= 2 + 13 * 5
    assert figures["case_p95_ms"] >= figures["case_p50_ms"] > 0


def test_a_case_waits_once_all_is_sent_that_waits_for_no_other_item() -> None:
    edition = load_edition(CURRENT)

    # Twelve waits, the service check, and 退役报到, 社会保险 and 医疗保险, of which none waits for another.
    assert tasks_until_waiting(edition) == 12 + 1 + 3


@pytest.mark.slow
def test_waiting_cases_are_regained_by_a_fresh_engine_from_the_ledger(tmp_path: Path) -> None:
    others = threading.active_count()
    before = waiting_cases(tmp_path, 2)

    after = regained(tmp_path, 2)

    assert (before["cases"], after["cases"]) == (2, 2)
    assert before["threads"] - others < 64


def test_a_straight_case_enters_at_most_44_states(tmp_path: Path) -> None:
    figures = states(tmp_path, 2)

    assert 0 < figures["states_per_case"] <= 44


@pytest.mark.slow
def test_a_measurement_is_made_in_a_process_of_its_own(tmp_path: Path) -> None:
    figures = apart("states", tmp_path / "new", 1)

    assert figures["executions"] == 1


@pytest.mark.slow
def test_a_measurement_that_breaks_is_told(tmp_path: Path) -> None:
    with pytest.raises(MeasureFailed, match="regained"):
        apart("regained", tmp_path, 1)


def test_a_ratio_of_one_or_more_means_that_the_target_is_met() -> None:
    faster = BenchRow("speed", 80.0, "/s", 40.0)
    smaller = BenchRow("memory", 300.0, "MB", 600.0, less_is_better=True)
    larger = BenchRow("memory", 1200.0, "MB", 600.0, less_is_better=True)

    assert (faster.ratio, smaller.ratio, larger.ratio) == (2.0, 2.0, 0.5)
    assert BenchRow("explains", 1.0, "ms").ratio is None


def test_fewer_waiting_cases_are_not_held_against_the_memory_of_ten_thousand(tmp_path: Path) -> None:
    few = rows({"waiting_2": {"cases": 2, "peak_mb": 70, "kb_per_case": 50, "threads": 17, "seconds": 1}})

    assert [row.target for row in few] == [None] * 4


def test_the_table_stands_straight_under_chinese_titles() -> None:
    lines = table([BenchRow("办件 cases", 80.0, "/s", 40.0), BenchRow("memory", 5.0, "MB")]).splitlines()

    assert lines[1].endswith("80.0 /s           40       2.00×")
    assert lines[2].startswith("memory           ")
