"""docs/journey.py does what it says: three people, from the first question to the rating, over HTTP only."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.journey import SCRIPT
from tests.support.machine import Machine

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.together("journey")]
Document = dict[str, Any]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    machine = Machine(tmp_path_factory.mktemp("journey"))
    try:
        machine.start()
        words = [sys.executable, str(SCRIPT), machine.client.server]
        walked = subprocess.run(words, capture_output=True, text=True, timeout=240, check=True)
        yield walked.stdout.splitlines()
    finally:
        machine.stop()


@pytest.fixture(scope="module")
def told(printed: list[str]) -> Document:
    """The script's last line."""
    found: Document = json.loads(printed[-1])
    return found


def test_what_a_person_reads_of_it_holds_no_code(printed: list[str]) -> None:
    read = printed[:-1]

    assert len(read) > 20
    assert [line for line in read if re.search("[a-z]+_[a-z]+", line)] == []


@pytest.mark.parametrize("who", ["applicant-1", "applicant-2", "applicant-3"])
def test_each_item_that_applies_is_granted_after_one_submission(told: Document, who: str) -> None:
    took = told[who]

    outcomes = set(took["items"].values())

    assert took["status"] == "closed"
    assert outcomes == {"granted"}
    assert took["submissions"] == 1
    assert took["ratings"] == len(took["items"])


def test_the_conscript_types_at_most_25_fields_and_uploads_at_most_4_files_for_twelve_items(
    told: Document,
) -> None:
    took = told["applicant-1"]

    assert len(took["items"]) >= 12
    assert took["typed"] <= 25
    assert took["uploads"] <= 4
    assert took["prefilled"] > took["typed"]


def test_who_kept_the_household_is_not_asked_to_restore_it(told: Document) -> None:
    took = told["applicant-2"]

    assert {"household_registration", "driving_licence", "economic_subsidy"} <= set(took["not_applicable"])


def test_an_officer_with_a_large_vehicle_licence_brings_the_papers_that_no_source_has(told: Document) -> None:
    took = told["applicant-3"]

    assert list(took["not_applicable"]) == ["economic_subsidy"]
    assert took["items"]["driving_licence"] == "granted"
    assert took["uploads"] == 4


@pytest.mark.parametrize("who", ["applicant-1", "applicant-2", "applicant-3"])
def test_each_item_has_its_form_and_its_letters(told: Document, who: str) -> None:
    took = told[who]

    assert took["forms"] >= 1 + 2 * len(took["items"])
    assert took["critical_path_working_days"] <= took["sum_working_days"]
