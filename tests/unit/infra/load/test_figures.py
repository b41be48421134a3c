"""What a run's figures say: borne or not, refused or failed, and where the knee is."""

from dataclasses import replace

import pytest

from infra.load.figures import is_borne, is_failure, is_refusal, knee, load_summary, step_table
from infra.load.steps import LoadAnswer, LoadStep


def taken(status: int = 200, *, ms: float = 50, kind: str = "list", retry: str | None = None) -> LoadAnswer:
    return LoadAnswer(kind, "key", ms, status, retry)


def step(rate: int, *answers: LoadAnswer, sent: int | None = None) -> LoadStep:
    count = rate * 10 if sent is None else sent
    return LoadStep(rate, 10, (*answers, *[taken()] * (count - len(answers))), cpu=0.5, mb=120)


REFUSED = taken(503, ms=4, retry="5")


def test_who_is_told_when_to_come_back_is_refused_and_has_not_met_a_failure() -> None:
    assert is_refusal(REFUSED)
    assert is_refusal(taken(429, retry="30"))
    assert not is_failure(REFUSED)


@pytest.mark.parametrize("answer", [taken(500), taken(0), taken(503)])
def test_an_error_no_answer_or_a_503_without_a_time_is_a_failure(answer: LoadAnswer) -> None:
    assert is_failure(answer)
    assert not is_refusal(answer)


def test_a_rate_is_borne_if_nearly_all_are_answered_within_a_second() -> None:
    assert is_borne(step(10, *[REFUSED]))
    assert not is_borne(step(10, *[REFUSED] * 2))
    assert not is_borne(step(10, *[taken(ms=1_500)] * 6))
    assert is_borne(step(10, *[taken(ms=1_500)] * 4))


def test_a_rate_that_could_not_be_sent_is_not_borne() -> None:
    assert not is_borne(step(10, sent=80))


def test_a_rate_that_was_sent_too_late_is_not_borne() -> None:
    assert is_borne(step(10, *[replace(taken(), late_ms=300)] * 4))
    assert not is_borne(step(10, *[replace(taken(), late_ms=300)] * 6))


def test_the_knee_is_the_last_before_the_first_that_is_not_borne() -> None:
    slow = step(20, *[taken(ms=2_000)] * 100)

    assert knee([step(5), step(10), slow, step(40)]) == 10
    assert knee([slow]) == 0


def test_the_summary_tells_of_half_the_knee_by_kind() -> None:
    steps = [step(5, taken(202, ms=90, kind="submission")), step(10), step(20, *[REFUSED] * 50)]

    told = load_summary(steps, ("key",), 200.4)

    assert told == {
        "knee_per_s": 10,
        "p95_ms": {"list": 50, "submission": 90},
        "server_errors": 0,
        "refused": 50,
        "refused_p95_ms": 4,
        "lost": 1,
        "sent_late_p95_ms": 0,
        "peak_mb": 200,
    }


def test_the_table_has_a_line_for_each_rate() -> None:
    assert len(step_table([step(5), step(10)]).splitlines()) == 3
