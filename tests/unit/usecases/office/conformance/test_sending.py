"""What a trial sends is of the contract, and its signature holds exactly where it should."""

from functions.adapters.outward.signatures import StandardSignatures, sign
from functions.domain.errors import LianbanError
from functions.domain.office.conformance.scenario import GENUINE
from functions.domain.office.conformance.table import SCENARIOS
from functions.usecases.office.conformance.opening import NOBODYS
from functions.usecases.office.conformance.sending import ASKS, Prepared, TrialStage, prepared
from schemas.codes import Department
from schemas.office.dispatches import MESSAGE, MaterialAdded
from tests.support.receivers import KEY, Keys
from tests.support.trials import CALENDAR, CATALOGUED, EDITION, NOW, trial_of

STAGE = TrialStage(EDITION, CATALOGUED, CALENDAR, lambda id_, at, body: sign((KEY,), id_, at, body))
EVERY = [(scenario.code, place) for scenario in SCENARIOS for place in range(len(scenario.steps))]


def sent(code: str, place: int, stage: TrialStage = STAGE) -> Prepared:
    return prepared(trial_of(code, sent=0), place, stage, now=NOW)


def is_genuine(message: Prepared) -> bool:
    try:
        StandardSignatures(Keys()).verify(Department.PUBLIC_SECURITY, message.headers, message.body, now=NOW)
    except LianbanError:
        return False
    return True


def test_every_message_is_of_the_contract_and_signed_as_its_step_says() -> None:
    found = {
        at: (MESSAGE.validate_json(message.body).reference[: len(NOBODYS)], is_genuine(message))
        for at in EVERY
        for message in [sent(*at)]
    }

    assert found == {
        (code, place): (NOBODYS, trial_of(code).scenario.steps[place].how in GENUINE) for code, place in EVERY
    }


def test_the_answers_that_are_asked_for_stand_in_a_header() -> None:
    assert sent("grant_with_document", 0).headers[ASKS] == "accepted granted+document"
    assert sent("suspend_over_holiday", 0).headers[ASKS] == (
        "accepted@2026-09-30T10:00:00+08:00 suspended@2026-09-30T10:00:00+08:00"
        " resumed@2026-10-08T10:00:00+08:00 granted"
    )


def test_the_late_file_is_where_the_run_says() -> None:
    there = STAGE.reached_at("http://127.0.0.1:8461")

    message = MESSAGE.validate_json(sent("file_after_dispatch", 1, there).body)

    assert isinstance(message, MaterialAdded)
    assert message.material.href == f"http://127.0.0.1:8461/papers/{message.reference}"
