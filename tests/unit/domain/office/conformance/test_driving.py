from datetime import timedelta

from functions.domain.office.conformance.driving import Over, Send, Until, next_act
from functions.domain.office.conformance.judging import respond
from functions.domain.office.conformance.scenario import Pace
from functions.domain.office.conformance.trial import Trial, with_heard
from tests.support.trials import CALENDAR, CATALOGUED, NOW, said, trial_of

PACE = Pace(answers=30, quiet=2, silence=5)


def after(trial: Trial, *kinds: str, round_: int = 1) -> Trial:
    for kind in kinds:
        answer = said(trial, kind, round_)
        heard = respond(
            trial, answer, f"{kind}/{round_}", kind, now=NOW, catalogued=CATALOGUED, calendar=CALENDAR
        )
        trial = with_heard(trial, heard)
    return trial


def ends(trial: Trial) -> float:
    """In how many seconds it is over, if nothing else comes."""
    found = next_act(trial, NOW + timedelta(seconds=0.02), PACE)
    assert isinstance(found, Until)
    assert isinstance(next_act(trial, found.at, PACE), Over)
    return (found.at - NOW).total_seconds()


def test_the_first_step_is_sent_at_once() -> None:
    assert next_act(trial_of("accept", sent=0), NOW, PACE) == Send(0)


def test_a_step_waits_for_the_answer_before_it() -> None:
    trial = trial_of("correct", sent=1)

    assert isinstance(next_act(trial, NOW, PACE), Until)
    assert next_act(after(trial, "received", "correction_requested"), NOW, PACE) == Send(1)


def test_an_answer_that_does_not_come_ends_the_trial() -> None:
    assert ends(trial_of("accept")) == 30.02
    assert ends(trial_of("correct", sent=1)) == 30.02


def test_when_all_is_said_only_what_would_be_too_much_is_waited_for() -> None:
    assert ends(after(trial_of("accept"), "received", "accepted", "granted")) == 2.02


def test_what_must_not_be_answered_is_given_its_own_time() -> None:
    assert ends(trial_of("bad_signature")) == 5.02


def test_one_outcome_is_enough_where_two_were_possible() -> None:
    assert ends(after(trial_of("withdraw_race"), "received", "accepted", "withdrawn")) == 2.02
