"""What our side says to an answer on trial is what the interface says to any."""

from datetime import timedelta

from functions.domain.case.refusals import AnswerTimeOutOfRange, CaseNotFound, UnknownDocument
from functions.domain.conflicts import OutcomeAlreadyRecorded, RoundSuperseded, WebhookIdReused
from functions.domain.errors import LianbanError, StoreBusy
from functions.domain.office.conformance.judging import expected_status, respond
from functions.domain.office.conformance.trial import Heard, Trial, with_heard
from functions.domain.refusals import BadSignature, ClockSkew, FieldNamedTwice, InvalidBody, MalformedBody
from functions.domain.values import replace
from functions.web import problems
from tests.support.each import each
from tests.support.trials import CALENDAR, CATALOGUED, NOW, said, trial_of

ERRORS = (
    AnswerTimeOutOfRange,
    BadSignature,
    CaseNotFound,
    ClockSkew,
    FieldNamedTwice,
    InvalidBody,
    MalformedBody,
    OutcomeAlreadyRecorded,
    RoundSuperseded,
    StoreBusy,
    UnknownDocument,
    WebhookIdReused,
)


def heard(trial: Trial, body: str, key: str = "a", seconds: float = 0) -> Heard:
    answer, digest = said(trial, body), body
    at = NOW + timedelta(seconds=seconds)
    return respond(trial, answer, key, digest, now=at, catalogued=CATALOGUED, calendar=CALENDAR)


@each("error", ERRORS)
def test_every_refusal_has_the_status_that_the_interface_gives_it(error: type[LianbanError]) -> None:
    assert expected_status(error()) == problems.status_of(error)


def test_an_answer_to_what_was_never_sent_finds_no_case() -> None:
    assert heard(trial_of("accept", sent=0), "received").code == "case-not-found"


def test_the_same_again_gets_what_the_first_got() -> None:
    trial = trial_of("accept")
    first = heard(trial, "granted")

    again = heard(with_heard(trial, first), "granted", seconds=5)

    assert (first.status, again.status, again.at) == (200, 200, NOW + timedelta(seconds=5))


def test_another_answer_under_a_used_id_is_a_conflict() -> None:
    trial = trial_of("accept")

    again = heard(with_heard(trial, heard(trial, "received")), "accepted")

    assert (again.status, again.code) == (409, "webhook-id-reused")


def test_an_earlier_round_is_superseded_by_the_one_that_was_sent() -> None:
    assert heard(trial_of("out_of_order", sent=1), "received").code == "round-superseded"


def test_where_another_outcome_stands_every_outcome_is_a_conflict() -> None:
    trial = trial_of("contradictory")

    found = heard(trial, "received").status, heard(trial, "granted", "b").code

    assert found == (200, "outcome-already-recorded")


def test_a_busy_side_puts_each_answer_off_once() -> None:
    trial = trial_of("unavailable")
    first = heard(trial, "received")

    again = heard(with_heard(trial, first), "received", seconds=2)

    assert (first.status, again.status) == (503, 200)


def test_withdrawn_is_taken_only_once_it_was_asked_for() -> None:
    found = [heard(trial_of("withdraw_race", sent=sent), "withdrawn").code for sent in (1, 2)]

    assert found == ["answer-out-of-place", None]


def test_a_document_that_was_not_brought_is_unknown() -> None:
    body = 'granted {"documents": [{"id": "00000000-0000-4000-8000-000000000000", "name": "结果.pdf"}]}'

    assert heard(trial_of("grant_with_document"), body).code == "unknown-document"


def test_a_time_before_the_item_was_sent_is_out_of_range() -> None:
    early = '{"at": "2020-01-01T10:00:00+08:00"}'

    assert heard(trial_of("accept"), f"received {early}").code == "answer-time-out-of-range"


def test_what_is_too_much_is_counted_and_not_kept() -> None:
    trial = trial_of("accept")
    for number in range(50):
        trial = with_heard(trial, replace(heard(trial, "received", f"k{number}"), at=NOW))

    assert (len(trial.heard), trial.unheard) == (40, 10)
