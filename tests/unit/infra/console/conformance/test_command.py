"""`lianban conformance`, over real HTTP."""

import json
from pathlib import Path

import pytest

from functions.domain.office.conformance.scenario import Check
from tests.support.command import Terminal
from tests.support.each import each
from tests.support.machine import free_port
from tests.support.pdf_text import text_of

OWN = ("conformance", "--sandbox", "--department", "public_security", "--port", "0")


@pytest.mark.slow
def test_the_projects_own_sandbox_passes_all(tmp_path: Path) -> None:
    report, paper = tmp_path / "report.json", tmp_path / "report.pdf"

    said = Terminal(tmp_path).type(
        *OWN, "--at-once", "4", "--json", "--out", str(report), "--pdf", str(paper)
    )

    assert said.code == 0, said.words
    found = [one for scenario in said.json["scenarios"] for one in scenario["findings"] if not one["met"]]
    assert (said.json["conforms"], said.json["failed"], said.json["not_run"]) == (True, 0, 0)
    # Five seconds for an answer may be too few on a busy machine; nothing else may be.
    assert {one["check"] for one in found} <= {Check.PROMPT}
    assert json.loads(report.read_text("utf-8")) == said.json
    assert "全部通过" in text_of(paper.read_bytes())


@pytest.mark.slow
def test_scenarios_can_be_chosen_and_are_not_all(tmp_path: Path) -> None:
    said = Terminal(tmp_path).type(*OWN, "--only", "accept", "--json")

    assert (said.code, said.json["passed"], said.json["conforms"]) == (0, 1, False)
    assert "还有 15 个没有做" in said.words


@pytest.mark.slow
def test_where_nobody_answers_the_run_ends_with_words(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("whsec_" + "A" * 43 + "=")
    url = f"http://127.0.0.1:{free_port()}/items"

    said = Terminal(tmp_path).type(
        "conformance",
        url,
        "--department",
        "public_security",
        "--port",
        "0",
        "--key-file",
        str(file),
        "--wait",
        "1",
    )

    assert said.code == 3
    assert "没有应答" in said.words


@pytest.mark.slow
@each(
    "words",
    [
        ("conformance", "--department", "public_security"),
        ("conformance", "no-address", "--department", "public_security"),
        (*OWN, "--only", "nothing"),
        (*OWN, "--item", "driving"),
    ],
)
def test_what_cannot_be_used_is_said_before_anything_is_sent(words: tuple[str, ...], tmp_path: Path) -> None:
    key = {"LIANBAN_WEBHOOK_KEY": "whsec_" + "A" * 43 + "="}

    assert Terminal(tmp_path, key).type(*words).code == 2
