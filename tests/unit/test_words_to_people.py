"""Applicants and clerks read no name of a field, a section or a header: every sentence of theirs is looked through."""

import ast
import json
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from functions.api.route import Access
from functions.api.routes import ROUTES
from functions.domain.refusals import KeyMissing, MissingToken, UnsupportedMediaType, VersionMissing
from functions.web.problems import MethodNotAllowed
from schemas.codes import Role
from schemas.form.application import Application
from schemas.form.partial import findings
from schemas.form.paths import leaf_paths
from schemas.problems import problems
from tests.support.models import models_of
from tests.support.samples import changed

ROOT = Path(__file__).parents[2]
# Who speaks to applicants and clerks; what only offices' programs and operators read is in test_plain_words.
SPEAKING = (
    "functions/api/applicant",
    "functions/shapes",
    "functions/api/guide",
    "functions/api/intake",
    "functions/domain/applicant",
    "functions/pages",
    "functions/domain/catalogue",
    "functions/domain/guide",
    "functions/domain/intake",
    "functions/usecases/applicant",
    "functions/usecases/guide",
    "functions/usecases/intake",
    "functions/usecases/limits.py",
    "schemas/applicant",
    "schemas/form",
    "schemas/guide",
    "schemas/intake",
)
# Operators look into programs, and read their names.
CONSOLE = ROOT / "functions" / "pages" / "operator"
# Whoever connects a department's program reads names of programs as well.
KIT = re.compile(r"pages/office/(pages_)?kit(_\w+)?\.py|/conformance\.py")
# Said to whoever reads the interface's description, not to whoever uses it.
DOCUMENTED = frozenset({"summary", "description"})
# As itself or as an escape: a module without is not parsed.
CHINESE = re.compile(r"[\u4e00-\u9fff]|\\[uUNx]")
SENTENCE = re.compile("[\u4e00-\u9fff]{2}")
WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
EXAMPLE = re.compile(r"例如 ?[^。）]*")
# The code of a choice, behind its term.
CODE = re.compile(r"（[A-Za-z0-9_]+）|（true 或者 false）")
# What a person knows from elsewhere, and what stands on their papers.
KNOWN = frozenset(
    {
        "PDF",
        "JPG",
        "PNG",
        "OFD",
        "MB",
        "KB",
        "JSON",
        "UTF-8",
        "SHA-256",
        "Unicode",
        "X",
        "TY",
        "Cookie",
        "https",
    }
)
PLACEHOLDER = re.compile(r"\{[a-z_.]*\}")
# A page that was written wrongly is told so, in the words of who writes pages: no person can bring these about.
OF_PROGRAMS = frozenset({KeyMissing, VersionMissing, MissingToken, UnsupportedMediaType, MethodNotAllowed})
WRONG = ('"?"', '"\\u0007"', "-1", "1000000000000", '"' + "长" * 3_000 + '"', '["?"]', "{}", "null", "true")


def _foreign(text: str) -> set[str]:
    said = CODE.sub("", EXAMPLE.sub("", PLACEHOLDER.sub("", text)))
    return set(WORD.findall(said)) - KNOWN


def _said() -> Iterator[tuple[str, str]]:
    for path in sorted(path for top in SPEAKING for path in _files(ROOT / top)):
        source = path.read_text("utf-8")
        if not CHINESE.search(source):
            continue
        tree = ast.parse(source)
        aside = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg in DOCUMENTED:
                aside |= {id(part) for part in ast.walk(node.value)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in aside:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node.value


def _files(top: Path) -> list[Path]:
    found = [top] if top.is_file() else list(top.rglob("*.py"))
    return [path for path in found if CONSOLE not in path.parents and not KIT.search(path.as_posix())]


def test_no_sentence_to_applicants_and_clerks_holds_a_programs_name() -> None:
    said = [(where, text) for where, text in _said() if SENTENCE.search(text)]

    assert len(said) > 250
    assert [(where, found, text) for where, text in said if (found := _foreign(text))] == []


@pytest.mark.parametrize("path", tuple(leaf_paths(Application)))
def test_whatever_a_draft_says_of_a_field_names_it_in_chinese_or_not_at_all(path: str) -> None:
    told: set[str] = set()
    for value in WRONG:
        if "." in path:
            form = changed(**{path.replace(".", "__"): json.loads(value)}) if _is_there(path) else {}
            told |= {detail for _, detail in findings(form, ("discharge_report",), ())}
        else:
            told |= _refused(Application, path, value)

    assert {detail: _foreign(detail) for detail in told if _foreign(detail)} == {}


def _is_there(path: str) -> bool:
    level: Any = changed()
    for name in path.split(".")[:-1]:
        level = level.get(name) if isinstance(level, dict) else None
    return isinstance(level, dict)


_SEEN: set[Any] = set()
THEIRS = [
    route
    for route in ROUTES
    if route.roles is Access.PUBLIC
    or (isinstance(route.roles, frozenset) and route.roles & {Role.APPLICANT, Role.CLERK})
]
BODIES = [
    model
    for route in THEIRS
    for given in (route.body, route.query)
    if given
    for model in models_of(given, _SEEN)
]


def _refused(model: type[BaseModel], name: str, value: str) -> set[str]:
    try:
        model.model_validate_json(f'{{"{name}": {value}}}')
    except ValidationError as error:
        return {detail for _, detail in problems(error)}
    return set()


@pytest.mark.parametrize("model", BODIES, ids=lambda model: model.__name__)
def test_whatever_is_refused_of_an_applicant_or_clerk_names_no_field(model: type[BaseModel]) -> None:
    told = {
        detail
        for name, value in product(model.model_fields, WRONG)
        for detail in _refused(model, name, value)
    }

    assert {detail: _foreign(detail) for detail in told if _foreign(detail)} == {}


def test_no_refusal_that_an_applicant_or_clerk_can_bring_about_names_a_field_or_header() -> None:
    told = {kind for route in THEIRS for kind in route.refusals} - OF_PROGRAMS

    assert len(told) > 50
    found = {kind.__name__: _foreign(kind.title + kind.detail) for kind in told}
    assert {name: words for name, words in found.items() if words} == {}
