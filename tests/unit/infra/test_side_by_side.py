import json
import sys
from itertools import count
from pathlib import Path

import pytest

from infra.bench import own_case
from infra.bench.peers.job import Job, JobItem, PeerOffices, PeerOrder, peer_order
from infra.bench.race import Race
from infra.bench.report import compared_rows
from infra.bench.side_by_side import AT_A_TIME, PeerFailed, RacingEngine, ratios, side_by_side, told_job
from schemas.codes import Department

FIGURES = {"cases_per_s": 10.0, "cpu_s": 0.1, "tail_p50_ms": 20.0, "tail_p99_ms": 40.0}


def figures(**given: float) -> dict[str, dict[str, float]]:
    return {str(number): FIGURES | given for number in AT_A_TIME}


def test_the_job_is_the_sample_with_its_service_check_in_five_branches() -> None:
    told = told_job()

    assert len(told["items"]) == 13
    assert {item["department"] for item in told["items"]} == {department.value for department in Department}
    assert told["items"][0] == {"code": "service_check", "department": "mobilization", "after": []}
    after = {item["code"]: item["after"] for item in told["items"]}
    assert after["household_registration"] == ["service_check", "discharge_report"]
    assert after["identity_card"] == ["household_registration"]


def test_a_peer_reads_the_job_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / "job.json").write_text(json.dumps(told_job()), "utf-8")

    given = peer_order(str(tmp_path), str(tmp_path / "job.json"), "3", "2")

    assert (given.cases, given.under_way, len(given.job.items)) == (3, 2, 13)


def test_an_item_is_ready_once_all_before_it_are_granted() -> None:
    job = Job((JobItem("a", "one", ()), JobItem("b", "two", ("a",)), JobItem("c", "two", ("a", "b"))), {})

    assert [item.code for item in job.ready((), ())] == ["a"]
    assert [item.code for item in job.ready(("a",), ("a",))] == ["b"]
    assert [item.code for item in job.ready(("a", "b"), ("a", "b"))] == ["c"]


def test_a_tail_is_from_the_last_answer_to_the_end() -> None:
    clock = count()

    def one(number: int) -> str:
        race.answering(f"case-{number}")
        race.answering(f"case-{number}")
        return f"case-{number}"

    race = Race(one, stopwatch=lambda: float(next(clock)), processor=lambda: 0.0)

    seen = race.run(3, 1)

    assert seen["tail_p50_ms"] == seen["tail_p99_ms"] == 1000
    assert seen["case_p50_ms"] == 3000


def test_a_case_that_fails_fails_the_race() -> None:
    def one(_number: int) -> str:
        raise PeerFailed

    with pytest.raises(PeerFailed):
        Race(one, stopwatch=lambda: 0.0, processor=lambda: 0.0).run(1, 2)


@pytest.mark.slow
def test_ours_does_the_job_on_its_real_parts(tmp_path: Path) -> None:
    seen = own_case.own_figures(PeerOrder(tmp_path, Job((), {}), cases=2, under_way=2))

    assert seen["cases_per_s"] > 0
    assert seen["case_p50_ms"] >= seen["tail_p50_ms"] > 0


def test_offices_answer_where_they_were_told_to() -> None:
    told = []
    offices = PeerOffices(lambda case, to, answer: told.append((case, to, answer["item"])))

    offices.send("case-1", "identity_card", "here")
    offices.close()

    assert told == [("case-1", "here", "identity_card")]


def test_an_engine_that_does_not_do_the_job_is_told(tmp_path: Path) -> None:
    absent = RacingEngine("absent", sys.executable, "infra.bench.no_such_module", (1, 1))

    with pytest.raises(PeerFailed, match=r"absent.*no_such_module"):
        side_by_side(tmp_path, 1, [absent])


def test_ours_is_held_against_restate_at_both() -> None:
    ours = figures(cases_per_s=40.0, cpu_s=0.02) | {"32": FIGURES | {"cases_per_s": 20.0, "cpu_s": 0.05}}
    seen = {"ours": ours, "restate": figures(), "dbos": figures(cases_per_s=5.0)}

    found = ratios(seen)

    assert (found["restate_1"], found["restate_32"], found["dbos_1"]) == (4.0, 2.0, 8.0)
    assert (found["cpu"], found["tail"]) == (0.5, 1.0)
    assert compared_rows(seen)[0].ratio == pytest.approx(4 / 3)
