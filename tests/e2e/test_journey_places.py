"""docs/journey_places.py does what it says: a case of 虎门镇 and one taken for it elsewhere, on the pages, with no script."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from infra.embedded.citizens import citizen
from tests.e2e.journey import PLACES
from tests.support.machine import ROOT, Machine

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.together("journey_places")]
Document = dict[str, Any]
PEOPLE: Document = json.loads((ROOT / "docs" / "journey_places.json").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Walked:
    """`took`: the script's last line; `read`: the lines before it. The system still runs."""

    machine: Machine
    read: list[str]
    took: Document


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    machine = Machine(tmp_path_factory.mktemp("journey"))
    try:
        machine.start()
        words = [sys.executable, str(PLACES), machine.client.server, str(machine.folder)]
        done = subprocess.run(words, capture_output=True, text=True, timeout=280, check=True)
        *read, last = done.stdout.splitlines()
        yield Walked(machine, read, json.loads(last))
    finally:
        machine.stop()


def test_the_two_people_cannot_be_anybody() -> None:
    online, across = PEOPLE["online"], PEOPLE["across"]["typed"]

    made_up = {citizen(online["citizen"]).id_number, citizen(20003).id_number}

    assert {online["application"]["person"]["id_number"], across["person"]["id_number"]} == made_up


def test_what_a_person_reads_of_it_holds_no_code(walked: Walked) -> None:
    assert len(walked.read) > 10
    assert [line for line in walked.read if re.search("[a-z]+_[a-z]+", line)] == []


def test_each_item_is_granted(walked: Walked) -> None:
    assert walked.took["outcomes"] == {
        "discharge_report": "granted",
        "household_registration": "granted",
        "identity_card": "granted",
    }


def test_a_limit_that_nobody_knew_is_set_by_two_and_stands_in_guide_clock_and_letter(walked: Walked) -> None:
    assert walked.took["limit"] == {
        "before": "待核定",
        "alone_refused": True,
        "after": "3 个工作日",
        "followed": {"page": True, "desk": True, "letter": True},
    }


def test_a_time_that_the_office_published_is_booked_and_the_office_sees_who_comes(walked: Walked) -> None:
    slot = walked.took["slot"]

    assert slot["expected"]
    assert 1 <= slot["days"] <= 14
    assert slot["slip"] > 1_000
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT09:00:00\+08:00", slot["at"])


def test_the_letter_of_the_veterans_office_comes_to_the_police_with_its_number_and_file(
    walked: Walked,
) -> None:
    assert walked.took["paper"]["number"]
    assert walked.took["paper"]["file"] > 0


def test_a_parcel_is_shown_to_the_applicant_and_its_receipt_ends_the_to_do(walked: Walked) -> None:
    parcel = walked.took["parcel"]

    assert parcel == {"number": "SL202600000005", "shown": True, "todos": 1, "todos_left": 0}


def test_a_case_taken_at_a_window_elsewhere_is_on_its_list_and_decided_by_the_towns_office(
    walked: Walked,
) -> None:
    across = walked.took["across"]

    assert (across["listed"], across["outcome"]) == (True, "granted")


def test_a_decision_bears_the_demo_seal_and_is_known_by_its_code(walked: Walked) -> None:
    letter = walked.took["letter"]

    assert (letter["kind"], letter["stamped"], letter["same"]) == ("办结通知书", True, True)


def test_a_recount_reads_what_was_counted_and_finds_no_difference(walked: Walked) -> None:
    assert walked.took["numbers"] == {"counted": 2, "read": 2, "differing": "没有"}


@pytest.mark.parametrize("department", ["veterans_affairs", "public_security"])
def test_the_towns_offices_are_the_sandboxs_again_afterwards(walked: Walked, department: str) -> None:
    asked = f"/v1/operator/routes?department={department}&region=441900121"

    (route,) = walked.machine.get(asked).json()["entries"]

    assert (route["set"], route["serving"]["mode"]) == (None, "api")
