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
from tests.support.literals import compiled, constants_of
from tests.support.models import models_of
from tests.support.samples import changed

# The program is read once: on one worker.
pytestmark = pytest.mark.together("literals")

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
CONSOLE = "functions/pages/operator/"
# Whoever connects a department's program reads names of programs as well.
KIT = re.compile(r"pages/office/(pages_)?kit(_\w+)?\.py|/conformance\.py")
# Said to whoever reads the interface's description, not to whoever uses it.
DOCUMENTED = frozenset({"summary", "description"})
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
FORM = changed()
WRONG = ('"?"', '"\\u0007"', "-1", "1000000000000", '"' + "长" * 3_000 + '"', '["?"]', "{}", "null", "true")


def _foreign(text: str) -> set[str]:
    said = CODE.sub("", EXAMPLE.sub("", PLACEHOLDER.sub("", text)))
    return set(WORD.findall(said)) - KNOWN


def _named(text: str) -> set[str]:
    """What a sentence holds that is a program's name."""
    return _foreign(text) if SENTENCE.search(text) else set()


def _speaking() -> dict[str, frozenset[str]]:
    """Every text that they hold, by module."""
    return {
        where: texts
        for where, texts in compiled().items()
        if where.startswith(SPEAKING) and not where.startswith(CONSOLE) and not KIT.search(where)
    }


def _is_suspect(where: str) -> bool:
    """Whether a name stands in anything but docstrings, which are left out: half as dear as to parse and to walk it."""
    bare = compile((ROOT / where).read_bytes(), where, "exec", optimize=2)
    return any(map(_named, constants_of(bare)))


def _said(path: Path) -> Iterator[tuple[int, str]]:
    tree = ast.parse(path.read_text("utf-8"))
    aside = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in DOCUMENTED:
            aside |= {id(part) for part in ast.walk(node.value)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in aside:
            yield node.lineno, node.value


def test_no_sentence_to_applicants_and_clerks_holds_a_programs_name() -> None:
    speaking = _speaking()
    suspected = [where for where, texts in speaking.items() if any(map(_named, texts)) and _is_suspect(where)]

    assert sum(bool(SENTENCE.search(text)) for texts in speaking.values() for text in texts) > 250
    found = [(where, line, text) for where in suspected for line, text in _said(ROOT / where)]
    assert [(*one, named) for one in found if (named := _named(one[-1]))] == []


@pytest.mark.slow
def test_whatever_a_draft_says_of_a_field_names_it_in_chinese_or_not_at_all() -> None:
    told = {
        (path, detail)
        for path, value in product(leaf_paths(Application), WRONG)
        for detail in (_found(path, value) if "." in path else _refused(Application, path, value))
    }

    assert len(told) > 100
    assert [(path, detail, named) for path, detail in told if (named := _foreign(detail))] == []


def _found(path: str, value: str) -> set[str]:
    form = changed(**{path.replace(".", "__"): json.loads(value)}) if _is_there(path) else {}
    return {detail for _, detail in findings(form, ("discharge_report",), ())}


def _is_there(path: str) -> bool:
    level: Any = FORM
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


def test_whatever_is_refused_of_an_applicant_or_clerk_names_no_field() -> None:
    told = {
        (model.__name__, name, detail)
        for model in BODIES
        for name, value in product(model.model_fields, WRONG)
        for detail in _refused(model, name, value)
    }

    assert len(told) > 100
    assert [(*one, named) for one in told if (named := _foreign(one[-1]))] == []


def test_no_refusal_that_an_applicant_or_clerk_can_bring_about_names_a_field_or_header() -> None:
    told = {kind for route in THEIRS for kind in route.refusals} - OF_PROGRAMS

    assert len(told) > 50
    found = {kind.__name__: _foreign(kind.title + kind.detail) for kind in told}
    assert {name: words for name, words in found.items() if words} == {}
