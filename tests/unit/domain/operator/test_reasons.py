import ast
import re
from pathlib import Path

import pytest

from functions.domain.case.answer_rules import EXHAUSTED
from functions.domain.operator.reasons import INCIDENTS, REASONS, UNFORESEEN

USECASES = Path(__file__).parents[4] / "functions"


def test_a_code_is_kebab_case_and_its_sentences_are_whole() -> None:
    for code, reason in REASONS.items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)+", code)
        told = (reason.text, reason.todo_with(()), reason.todo_with(reason.acts))
        assert [text for text in told if not text.endswith("。")] == [], code
        assert set(re.findall(r"{(\w+)}", reason.text)) <= {"office", "behind", "record"}


def test_what_waits_for_an_operator_names_what_an_operator_can_do() -> None:
    assert [code for code, one in REASONS.items() if one.whom == "operator" and not one.acts] == []


@pytest.mark.slow
def test_every_incident_that_the_program_names_has_a_reason_of_its_own() -> None:
    named = {EXHAUSTED, *_incidents_named()}

    assert {"DepartmentProblem", "WithdrawalRefused", "MaterialRefused"} <= named
    assert named <= set(INCIDENTS)
    assert {*INCIDENTS.values(), UNFORESEEN} <= set(REASONS)


def _incidents_named() -> set[str]:
    """The texts that are given for an error where an incident is made."""
    found: set[str] = set()
    for path in USECASES.rglob("*.py"):
        text = path.read_text("utf-8")
        for node in ast.walk(ast.parse(text)) if "ncident(" in text else ():
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Incident", "_incident"):
                given = [one.value for one in node.args[1:2] if isinstance(one, ast.Constant)]
                found |= {one for one in given if isinstance(one, str)}
    return found
