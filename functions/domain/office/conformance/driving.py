"""What comes next in a trial: send a step, wait until something comes, or it is over. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.domain.office.conformance.scenario import GENUINE, Check, Pace, ScenarioKind, Side
from functions.domain.office.conformance.trial import Trial
from schemas.codes import AnswerType

OUTCOMES = frozenset({AnswerType.GRANTED, AnswerType.REFUSED, AnswerType.NOT_ACCEPTED, AnswerType.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Send:
    step: int


@dataclass(frozen=True, slots=True)
class Until:
    """Nothing is to be done before, unless an answer comes."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Over:
    pass


_Act = Send | Until | Over


def next_act(trial: Trial, now: datetime, pace: Pace) -> _Act:
    place = len(trial.sent)
    if place < len(trial.scenario.steps):
        if all(trial.recorded(_before(trial, place), one) for one in trial.scenario.steps[place].after):
            return Send(place)
        return _until(_last(trial) + timedelta(seconds=pace.answers), now)
    return _until(_last(trial) + timedelta(seconds=_patience(trial, pace)), now)


def _before(trial: Trial, place: int) -> int:
    """The round that a step waits for answers of: of the step before it."""
    return trial.scenario.steps[place - 1].round


def _until(moment: datetime, now: datetime) -> _Act:
    return Over() if now >= moment else Until(moment)


def _last(trial: Trial) -> datetime:
    """When anything happened last; a call that is under way has not happened."""
    ended = [one.at + timedelta(milliseconds=one.ms) for one in trial.sent]
    return max([trial.began, *ended, *(one.at for one in trial.heard), *trial.fetched])


def _patience(trial: Trial, pace: Pace) -> float:
    """All is said: only what would be too much is still waited for."""
    if any(still_owed(trial)) or is_file_owed(trial):
        return pace.answers
    if trial.scenario.side is Side.SETTLED or any(step.how not in GENUINE for step in trial.scenario.steps):
        return max(pace.silence, pace.quiet)
    return pace.quiet


def still_owed(trial: Trial) -> Iterator[tuple[int, AnswerType]]:
    """Which answers, of which round, were asked for and have not come to anything. One outcome is enough."""
    for round_ in trial.scenario.rounds:
        if round_ > trial.round:
            continue
        for ask in trial.scenario.asked(round_):
            if not _is_here(trial, round_, ask.type):
                yield round_, ask.type


def is_file_owed(trial: Trial) -> bool:
    """A file was told of, and the program is to fetch it."""
    told = any(step.kind is ScenarioKind.MATERIAL for step in trial.told)
    return told and not trial.fetched and any(check is Check.FETCHED for check, _ in trial.scenario.wants)


def _is_here(trial: Trial, round_: int, type_: AnswerType) -> bool:
    if trial.recorded(round_, type_):
        return True
    if type_ not in OUTCOMES:
        return False
    if trial.scenario.side is Side.SETTLED:
        return any(one.type == type_ for one in trial.settled)
    return len(_outcomes_asked(trial)) > 1 and any(
        trial.recorded(round_, other) for other in _outcomes_asked(trial)
    )


def _outcomes_asked(trial: Trial) -> set[AnswerType]:
    return {ask.type for step in trial.scenario.asking for ask in step.asks} & OUTCOMES
