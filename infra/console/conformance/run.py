"""Runs trials against a program: what comes next is asked of the domain (driving.py) until each is over."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.domain.office.conformance.driving import Over, Send, next_act
from functions.domain.office.conformance.grading import Graded, graded
from functions.domain.office.conformance.trial import SentTrial, Trial
from functions.domain.values import replace
from functions.usecases.office.conformance.sending import Prepared, prepared
from infra.console.conformance.bench import Bench

# While an answer is waited for.
LOOK_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class TrialReply:
    """`status`: None where no answer came in time; `error`: of what kind that was; `said`: its first words, covered."""

    status: int | None
    error: str | None = None
    said: str | None = None


@dataclass(frozen=True, slots=True)
class Outside:
    """The program, and the time that goes by."""

    call: Callable[[Prepared], TrialReply]
    clock: Callable[[], datetime]
    pause: Callable[[float], object]


_Told = Callable[[Graded], None]


def run(
    trials: Sequence[Trial], bench: Bench, outside: Outside, told: _Told, *, at_once: int = 1
) -> tuple[Graded, ...]:
    """In the order of the trials; `told` hears of each as it ends."""
    for trial in trials:
        bench.put(trial)

    def one(trial: Trial) -> Graded:
        found = graded(run_one(trial.reference, bench, outside), bench.pace)
        told(found)
        return found

    if at_once == 1:
        return tuple(map(one, trials))
    with ThreadPoolExecutor(at_once, thread_name_prefix="trials") as pool:
        return tuple(pool.map(one, trials))


def run_one(reference: str, bench: Bench, outside: Outside) -> Trial:
    bench.put(_begun(bench.trial(reference), outside.clock()))
    while True:
        trial, now = bench.trial(reference), outside.clock()
        match next_act(trial, now, bench.pace):
            case Over():
                return trial
            case Send(step=place):
                _send(trial, place, bench, outside)
            case until:
                _wait(trial, until.at, bench, outside)


def _wait(trial: Trial, end: datetime, bench: Bench, outside: Outside) -> None:
    """Until then, or until something came: what comes next is asked anew only then."""
    reference = trial.reference
    while bench.trial(reference) is trial and (left := (end - outside.clock()).total_seconds()) > 0:
        outside.pause(min(LOOK_SECONDS, left))


def _begun(trial: Trial, now: datetime) -> Trial:
    return replace(trial, began=now)


def _send(trial: Trial, place: int, bench: Bench, outside: Outside) -> None:
    now = outside.clock()
    ready = prepared(trial, place, bench.stage, now=now)
    bench.sending(trial.reference, place)
    reply = outside.call(ready)
    took = (outside.clock() - now) / timedelta(milliseconds=1)
    sent = SentTrial(place, now, ready.webhook_id, int(took), reply.status, reply.error, reply.said)
    bench.sent(trial.reference, sent)
