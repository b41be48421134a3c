"""Nobody is told the names that the program has for its states and errors."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from functions.domain.case.incident_words import cause_of
from tests.support.errors import KEPT_IN, every_error
from tests.support.literals import compiled, literals

# The program is read once: on one worker.
pytestmark = pytest.mark.together("literals")

ROOT = Path(__file__).parents[2]
SENTENCE = re.compile("[\u4e00-\u9fff]{2}")
LATIN = re.compile("[A-Za-z]")
# What rows are packed with, which nobody reads.
UNSAID = "functions/adapters/packing_words.py"

# What a person knows from elsewhere. Any other Latin word of a refusal is a program's, and stands in brackets behind our own.
KNOWN = frozenset({"PDF", "JPG", "PNG", "OFD", "MB", "KB", "JSON"})
BRACKETS = re.compile("（[^（）]*）")
WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")


def _states(machine: Any) -> Iterator[str]:
    if isinstance(machine, dict):
        yield from machine.get("States", {})
        for part in machine.values():
            yield from _states(part)
    elif isinstance(machine, list):
        for part in machine:
            yield from _states(part)


ERRORS = frozenset(kind.__name__ for kind in every_error())
STATES = frozenset(
    name
    for path in (ROOT / "statemachine").glob("*.asl.json")
    for name in _states(json.loads(path.read_text("utf-8")))
)


def said_in(*under: str) -> int:
    return sum(
        bool(SENTENCE.search(text))
        for where, texts in compiled().items()
        if where.startswith(under)
        for text in texts
    )


def test_no_sentence_names_a_state_or_an_error() -> None:
    names = re.compile(rf"\b(?:{'|'.join(sorted(ERRORS | STATES))})\b", re.ASCII)

    named = literals(lambda text: SENTENCE.search(text) and names.search(text))

    assert said_in("") > 500
    assert [one for one in named if not one[0].startswith(UNSAID)] == []


def test_the_cause_of_every_incident_is_told_in_words() -> None:
    errors = (*ERRORS, "States.Timeout", "Unknown", "TypeError")

    causes = {cause_of(error, state) for error in errors for state in STATES}

    assert [cause for cause in causes if LATIN.search(cause)] == []


def _bare(text: str) -> set[str]:
    return set(WORD.findall(BRACKETS.sub("", text))) - KNOWN


def test_a_program_s_word_in_a_refusal_stands_in_brackets_behind_our_own() -> None:
    assert said_in(*KEPT_IN) > 100
    assert list(literals(lambda text: SENTENCE.search(text) and _bare(text), KEPT_IN)) == []
