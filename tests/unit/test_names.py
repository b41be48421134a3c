"""A public name stands for one thing: whoever searches for it finds one definition, or is told here why there are two."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.support.each import each

# Every module is read once: on one worker.
pytestmark = pytest.mark.together("names")

ROOT = Path(__file__).parents[2]
FLOORS = ("functions", "schemas", "infra")
# What binds a module to the whole is called alike in each: tables of routes and pages, commands, programs.
DEMANDED = frozenset({"ROUTES", "PAGES", "register", "main"})
# A handler of a route is called as its operation in the interface's description, whatever else is called so.
HANDLERS = ROOT / "functions" / "api"
SHARED = {
    "Answer": "an office's, and a page's to a browser",
    "Cell": "of a console's table: a type of its own in each page",
    "Fact": "a line of a page's facts: a type of its own in each page",
    "Page": "of a list, and of this site",
    "Person": "whom the identity platform verified, and the form's section, which the interface names",
    "Row": "a table's, of the national platform and of the console's pages",
    "Standing": "a material's, and a setting's on the console",
    "Task": "of a Lambda, and the states' language's own word",
    "key_of": "an event's, and a form's",
    "await_correction": "the state's Lambda, and what it does",
    "await_operator": "the state's Lambda, and what it does",
    "await_prerequisites": "the state's Lambda, and what it does",
    "escalate": "the state's Lambda, and what it does",
    "sweep": "the timer's Lambda, and what it does",
}


# What may define a name at a line's begin, be it in a text of several lines.
_TARGET = r"\(?\*?[^\W\d][\w.\[\]]*"
_MAYBE = re.compile(
    rf"^(?:(?:async )?def |class )(\w+)|^({_TARGET}(?:, ?{_TARGET})*,?\)?)(?:: | = )", re.MULTILINE
)
# Targets in brackets, that may take several lines, and two at once: such a module is parsed.
_ODD = re.compile(r"^(?:[(\[]|[^\W\d][^\n\"'#]* = [\w., ]+ = )", re.MULTILINE)


def _maybe(path: Path, source: str) -> set[str]:
    """All that `_public` tells of it, and more: in no time. Only what is no more than filled, `this["one"] = 1`, is none."""
    if _ODD.search(source):
        return {name for name in _public(path, source) if not name.startswith("_")}
    found = {name for one in _MAYBE.findall(source) for name in re.findall(r"\w+", one[0] or one[1])}
    return {name for name in found if not name.startswith("_")}


def _public(path: Path, source: str) -> Iterator[str]:
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and HANDLERS not in path.parents:
            yield node.name
        if isinstance(node, ast.ClassDef):
            yield node.name
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (part.id for one in targets for part in ast.walk(one) if isinstance(part, ast.Name))


@cache
def _shared() -> dict[str, tuple[str, ...]]:
    sources = {path: path.read_text("utf-8") for floor in FLOORS for path in (ROOT / floor).rglob("*.py")}
    maybe = {path: _maybe(path, source) for path, source in sources.items()}
    counted = Counter(name for names in maybe.values() for name in names)
    repeated = {name for name, count in counted.items() if count > 1} - DEMANDED
    where: dict[str, set[str]] = {name: set() for name in repeated}
    # Whoever asks for one of these finds it in each of the modules: nobody needs to read them for that.
    where |= {name: {path.as_posix() for path in maybe if name in maybe[path]} for name in DEMANDED}
    # To parse a module takes a hundred times as long as to search it.
    for path in (path for path, names in maybe.items() if names & repeated):
        for name in repeated & set(_public(path, sources[path])):
            where[name].add(path.relative_to(ROOT).as_posix())
    return {name: tuple(sorted(paths)) for name, paths in where.items() if len(paths) > 1}


def test_a_public_name_is_defined_once_or_says_why_not() -> None:
    unknown = {name: paths for name, paths in _shared().items() if name not in DEMANDED | SHARED.keys()}

    assert unknown == {}, "give it a better name, a leading underscore, or one place for both"


def test_every_name_that_may_be_shared_is() -> None:
    assert DEMANDED | SHARED.keys() <= _shared().keys()


@each(
    "source",
    [
        "ONE = TWO = 1", "ONE, TWO = 1, 2", "(ONE, TWO), THREE = made()", "[ONE, *TWO] = made()",
        "(\n    ONE,\n    TWO,\n) = made()",
        "名 = 1", "ONE: int", "ONE: Final = 1", "def one() -> None: ...", "async def one() -> None: ...", "class One: ...",
        "ONE, (TWO, THREE) = made()", "ONE = (\n    1\n)",
    ],
)  # fmt: skip
def test_a_search_finds_every_name_that_reading_finds(source: str) -> None:
    named = set(_public(ROOT / "module.py", source))

    assert named
    assert named <= _maybe(ROOT / "module.py", source)
