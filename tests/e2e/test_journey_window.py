"""docs/journey_window.py does what it says: one person without an account, through the window, over HTTP only."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from infra.embedded.citizens import citizen
from infra.rare_typeface import make
from schemas.form.person import is_id_number
from tests.e2e.journey import WINDOW
from tests.support.machine import ROOT, Machine
from tests.support.over_http import over_http
from tests.support.pdf_text import text_of
from tests.support.rare import source

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.together("journey_window")]
Document = dict[str, Any]
CITIZEN: Document = json.loads((ROOT / "docs" / "journey_citizen.json").read_text("utf-8"))
PERSON: Document = CITIZEN["typed"]["person"]
RARE = "\U00020bb7"
NAME = f"阿·测试{RARE}"
REFUSED = "medical_insurance"


@dataclass(frozen=True, slots=True)
class Walked:
    """`took`: the script's last line. The system still runs."""

    machine: Machine
    took: Document

    def letter(self) -> str:
        """What the decision not to grant says, as it is printed now."""
        (link,) = (one for one in self.item(REFUSED)["letters"] if one["kind"] == "refusal")
        said = self.machine.get(link["href"], identity="clerk")
        assert said.status == 200
        return text_of(said.data)

    def item(self, code: str) -> Document:
        return next(one for one in self.took["case"]["items"] if one["code"] == code)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    machine = Machine(tmp_path_factory.mktemp("journey"))
    try:
        machine.start()
        words = [sys.executable, str(WINDOW), machine.client.server, machine.sandbox]
        done = subprocess.run(words, capture_output=True, text=True, timeout=280, check=True)
        yield Walked(machine, json.loads(done.stdout.splitlines()[-1]))
    finally:
        machine.stop()


def test_the_person_cannot_be_anybody() -> None:
    assert is_id_number(PERSON["id_number"])
    assert PERSON["id_number"] == citizen(20001).id_number
    assert CITIZEN["answers"]["placement_type"] == "state_care"
    assert CITIZEN["answers"]["rank_class"] == "non_commissioned"


def test_a_dot_that_only_looks_like_it_and_a_phone_with_its_country_become_what_is_kept(
    walked: Walked,
) -> None:
    typed = (PERSON["name"], PERSON["phone"])

    kept = (walked.took["name"], walked.took["phone"])

    assert typed == (f"阿 • 测试{RARE}", "+86 100-0000-0004")
    assert kept == (NAME, "10000000004")


def test_the_receipt_names_the_mandate_and_the_one_paper_that_was_taken_in(walked: Walked) -> None:
    receipt = walked.took["receipt"]

    standings = [material["standing"] for item in receipt["items"] for material in item["materials"]]
    uploaded = [
        (item["item"], material["code"])
        for item in receipt["items"]
        for material in item["materials"]
        if material["standing"] == "uploaded"
    ]

    assert (receipt["name"], receipt["handed_in"]) == (NAME, "办事窗口代为提交")
    assert PERSON["id_number"] not in json.dumps(receipt)
    assert receipt["mandate"] == CITIZEN["on_behalf_of"]
    assert uploaded == [("discharge_report", "discharge_certificate")]
    assert "verified" not in standings


def test_the_service_check_is_sent_back_once_told_by_phone_and_granted_after_its_correction(
    walked: Walked,
) -> None:
    sent_back, check = walked.took["sent_back"], walked.took["case"]["service_check"]

    told = {todo["item"]: todo["told"]["how"] for todo in sent_back["todo"] if todo["kind"] == "correct"}

    assert [(one["item"], one["round"]) for one in sent_back["corrections"]] == [("service_check", 1)]
    assert told == {"service_check": "phone"}
    assert (check["round"], check["outcome"]) == (2, "granted")


def test_one_item_is_refused_with_basis_and_remedy_and_the_others_are_granted(walked: Walked) -> None:
    outcomes = {item["code"]: item["outcome"] for item in walked.took["case"]["items"]}

    refusal = walked.item(REFUSED)["refusal"]

    assert outcomes == {
        "discharge_report": "granted",
        "household_registration": "granted",
        REFUSED: "refused",
        "reserve_registration": "granted",
    }
    assert refusal["legal_basis"]
    assert refusal["legal_basis"] in refusal["basis_text"]
    assert [one["way"] for one in refusal["remedies"]] == ["reconsideration", "litigation"]
    assert all(one["body"] and one["term_text"] for one in refusal["remedies"])
    assert refusal["legal_basis"] in walked.letter()
    assert refusal["remedy_text"].rstrip("。") in walked.letter()


def test_a_closed_case_still_says_what_is_the_applicants_to_do(walked: Walked) -> None:
    case = walked.took["case"]

    kinds = {(todo["kind"], todo["item"]) for todo in case["todo"]}

    assert case["status"] == "closed"
    assert ("contest", REFUSED) in kinds
    assert str(len(case["todo"])) in case["next_step"]


def test_each_thing_to_do_was_told_by_phone_and_the_window_sees_how(walked: Walked) -> None:
    case, waiting = walked.took["case"], walked.took["waiting"]

    listed = {(todo["kind"], todo["item"]) for todo in waiting}

    assert listed == {(todo["kind"], todo["item"]) for todo in case["todo"]}
    assert {(todo["told"]["how"], todo["told"]["status"]) for todo in waiting} == {("phone", "delivered")}


def test_the_messages_go_to_the_phone_and_name_nobody(walked: Walked) -> None:
    sent = walked.took["messages"]

    texts = " ".join(message["text"] for message in sent)
    personal = (NAME, PERSON["name"], PERSON["id_number"], walked.took["phone"], PERSON["contact_address"])

    assert len(sent) == 4
    assert {(message["phone"], message["recipient"]) for message in sent} == {(walked.took["phone"], None)}
    assert all(message["reference"] in message["text"] for message in sent)
    assert not [text for text in (*personal, RARE, "测试") if text in texts]


def test_at_the_counter_the_person_is_found_under_the_name_as_it_was_typed_and_the_operator_sees_why(
    walked: Walked,
) -> None:
    acts = walked.machine.get("/v1/operator/window-acts").json()["entries"]

    looked = [act["purpose"] for act in acts if act["act"] == "look_up"]

    assert walked.took["found"] == [walked.took["receipt"]["reference"]]
    assert looked == ["本人到窗口询问办理进度"]


def test_the_letter_prints_every_character_of_the_name_or_says_which_it_cannot(walked: Walked) -> None:
    without = walked.letter()
    make(walked.machine.folder, [source(RARE)])

    printed = walked.letter()

    assert NAME not in without
    assert "阿·测试" in without
    assert "20BB7" in without
    assert "以身份证件上的为准" in without
    assert NAME in printed
    assert "20BB7" not in printed


def test_each_item_has_its_form_and_its_letters(walked: Walked) -> None:
    assert walked.took["forms"] >= 1 + 2 * len(walked.took["case"]["items"])


def test_the_sandbox_offices_do_afterwards_what_they_did_before(walked: Walked) -> None:
    script = over_http("GET", f"{walked.machine.sandbox}/script").json()

    assert script["items"] == {}
