"""What sources verify of a whole form, and what they lock of it, on a running machine over real HTTP."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.console.follow import APPLICANT
from tests.support.machine import SAMPLE, Document, Machine

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900), pytest.mark.together("verified")]

# Longer than the budget of all sources together.
SLOW = {"sources": {"service_record": {"seconds": 20.0}}}


@pytest.fixture
def machine(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Machine]:
    made = Machine(tmp_path, script=request.param)
    made.start()
    yield made
    made.stop()


def form(**changes: Any) -> bytes:
    whole = json.loads(SAMPLE)
    return json.dumps({**whole, **{name: {**whole[name], **part} for name, part in changes.items()}}).encode()


def materials(machine: Machine, case_id: str) -> dict[tuple[str, str], Document]:
    said = machine.get(f"/v1/cases/{case_id}/materials", identity=APPLICANT).json()
    return {(one["item"], one["material"]): one for one in said["materials"]}


@pytest.mark.parametrize("machine", [{}], indirect=True)
def test_a_whole_form_is_verified_as_it_is_taken_and_held_to_what_a_source_locks(machine: Machine) -> None:
    refused = machine.post("/v1/cases", form(service={"merit": "first_class"}))
    taken = machine.post("/v1/cases", form())

    assert (refused.status, refused.json()["code"]) == (422, "contradicts-source")
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/service/merit"]
    assert taken.status == 202
    told = materials(machine, taken.json()["case_id"])[("discharge_report", "discharge_certificate")]
    assert (told["status"], told["source"]) == ("waived", "service_record")
    assert told["how"].endswith("经“退役军人档案和入伍信息核查”核验，查到退役证件编号")


@pytest.mark.parametrize("machine", [SLOW], indirect=True)
def test_a_source_that_does_not_answer_in_time_keeps_nobody_and_verifies_nothing(machine: Machine) -> None:
    began = time.monotonic()
    taken = machine.client.submit(
        form(service={"merit": "first_class"}), identity=APPLICANT, key="slow-source"
    )

    assert time.monotonic() - began < 6
    told = materials(machine, taken["case_id"])
    assert told[("discharge_report", "discharge_certificate")]["status_text"] == "待部门核验"
    assert told[("household_registration", "cancellation_record")]["status"] == "waived"
