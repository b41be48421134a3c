"""A table by the members of a code set has a line for each of them, or says here for which it has none."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from types import ModuleType
from typing import Any, Literal, get_args, get_origin

import functions.api
import functions.domain
import functions.shapes
import functions.usecases
import functions.web
import schemas
from schemas import codes, codes_citizen
from schemas.codes import CHINESE

FLOORS = (schemas, functions.domain, functions.usecases, functions.shapes, functions.web, functions.api)
# What is asked of them knows that there may be no line.
PARTIAL = {
    "functions.shapes.case.words_progress._WAITS": "the others have sentences made of more than their status",
    "functions.shapes.case.words_progress._ENDED": "what was granted is told by its document",
    "functions.domain.applicant.letters.OF_OUTCOME": "the others are no decision of an office",
    "functions.domain.applicant.progress._NOTES": "the others have a note of their own",
    "functions.domain.applicant.telling._OF_CASES": "what needs action is told of an item",
    "functions.domain.case.todos.MARKED_BY": "operators mark nothing",
    "functions.usecases.applicant.todos._KINDS": "a correction and a deferral are done by being answered",
    "functions.domain.catalogue.standing._HOW": "what is verified, or not, is told with by whom",
    "functions.domain.catalogue.standing._FORESEEN": "what is obtained is told with whence",
    "functions.shapes.intake.materials._STATUS": "the others are files, or not the applicant's to see",
    "functions.domain.national.codes.SPECIAL": "the answers with which a special procedure begins or ends",
    "functions.domain.national.codes.RESULT_TYPE": "what was granted depends on its document; the rest has no row",
    "functions.domain.national.codes.PROCESS": "a problem that an office reports is no step of the procedure",
    "functions.usecases.intake.draft_places.MOST_DRAFTS": "nobody else begins a draft",
    "functions.domain.office.conformance.scenario.SHIFT": "the others name the time they are sent at",
    "functions.domain.operator.why_item._SAID": "the others wait for somebody else, or are told by their clock",
    "functions.domain.national.outcomes._DECIDES": "the kinds that decide by themselves",
    "functions.domain.numbers.contribution._STANDINGS": "the others are no material that anybody has brought or checked",
    "functions.domain.numbers.contribution._TIMED": "the others are counted together",
}


def modules() -> Iterator[ModuleType]:
    for floor in FLOORS:
        for found in pkgutil.walk_packages(floor.__path__, f"{floor.__name__}."):
            yield importlib.import_module(found.name)


def members(module: ModuleType, name: str, table: Mapping[Any, Any]) -> set[Any] | None:
    """Of the set that the table's keys are of, as its annotation says, or else its keys; None for no set."""
    said = get_args(module.__annotations__.get(name))[:1]
    kind: Any = said[0] if said else type(next(iter(table)))
    if get_origin(kind) is Literal:
        return set(get_args(kind))
    enum = isinstance(kind, type) and issubclass(kind, StrEnum) and all(type(key) is kind for key in table)
    return set(kind) if enum else None


def tables() -> Iterator[tuple[str, set[Any], set[Any]]]:
    """Where it is made, the keys, the set that they are of."""
    seen: set[int] = set()
    for module in modules():
        for name, table in list(vars(module).items()):
            if not name.isupper() or not isinstance(table, Mapping) or not table or id(table) in seen:
                continue
            seen.add(id(table))
            if whole := members(module, name, table):
                yield f"{module.__name__}.{name}", set(table), whole


@cache
def lacking() -> Mapping[str, tuple[set[Any], set[Any]]]:
    """Of each table: the members without a line, and lines that are no members'."""
    found = {where: (whole - keys, keys - whole) for where, keys, whole in tables()}
    assert len(found) > 60
    return found


def test_a_table_has_a_line_for_every_member() -> None:
    assert {where: one for where, one in lacking().items() if any(one) and where not in PARTIAL} == {}


def test_every_table_that_is_partial_is_one() -> None:
    assert [where for where in PARTIAL if not any(lacking().get(where, ()))] == []


def test_every_member_of_a_code_set_has_its_chinese_term() -> None:
    kinds = [
        kind
        for module in (codes, codes_citizen)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum
    ]

    assert kinds
    assert [member for kind in kinds for member in kind if not CHINESE[member]] == []
