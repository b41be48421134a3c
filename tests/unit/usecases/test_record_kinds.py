import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from functions.ports.case_store import Record
from functions.usecases import record_kinds
from functions.usecases.record_kinds import end_of, kept_as
from functions.usecases.record_kinds.applicant import FEEDBACK_OPEN, RATING
from functions.usecases.record_kinds.case import PERSON
from functions.usecases.record_kinds.every import RECORD_KINDS
from functions.usecases.record_kinds.intake import DRAFT
from functions.usecases.records import new_record
from tests.support.make import NOW
from tests.support.record_bodies import wrong_in

TOLD = Path(record_kinds.__file__).parent
USECASES = TOLD.parent
# Which names some kinds, where the store itself writes them.
DOMAIN = USECASES.parent / "domain"
ROOMS = [
    vars(import_module(f"{record_kinds.__name__}.{path.stem}"))
    for path in sorted(TOLD.glob("*.py"))
    if path.stem not in ("__init__", "every", "kept")
]
KINDS = {
    name: value for room in ROOMS for name, value in room.items() if name.isupper() and isinstance(value, str)
}
OF_A_STORE = ("change_record", "every_record", "readable_records", "record_made_anew")
TOUCHING = {"Record": 0, "new_record": 0, "record": 0, "records": 0, **dict.fromkeys(OF_A_STORE, 1)}


NAMED = re.compile(rf"\b(?:{'|'.join(KINDS)})\b")
CALLED = re.compile(rf"\b(?:{'|'.join(TOUCHING)})\s*\(")


def nodes_of(folder: Path, wanted: re.Pattern[str]) -> Iterator[tuple[Path, ast.AST]]:
    """Of the files in which that is written at all: most have none of it, and to parse is what takes long."""
    for path in sorted(folder.rglob("*.py")):
        if wanted.search(text := path.read_text("utf-8")):
            yield from ((path, node) for node in ast.walk(ast.parse(text)))


@cache
def calls() -> tuple[tuple[str, ast.Call, ast.expr], ...]:
    """Every call of a use case that names a kind: where, the call, the kind."""
    found = []
    for path, node in nodes_of(USECASES, CALLED):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in TOUCHING and len(node.args) > TOUCHING[name]:
                found.append((f"{path.name}:{node.lineno}", node, node.args[TOUCHING[name]]))
    return tuple(found)


def names_of(kind: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(kind) if isinstance(node, ast.Name) and node.id in KINDS}


def test_every_kind_has_its_line_in_one_room_and_no_two_share_a_name() -> None:
    tables = [table for room in ROOMS for name, table in room.items() if name.endswith("_KINDS")]

    assert len(tables) == len(ROOMS)
    assert sorted(kind for table in tables for kind in table) == sorted(RECORD_KINDS)
    assert sorted(KINDS.values()) == sorted(RECORD_KINDS)


@pytest.mark.slow
def test_every_kind_is_used() -> None:
    used = {
        node.id
        for folder in (USECASES, DOMAIN)
        for path, node in nodes_of(folder, NAMED)
        if path.parent != TOLD and isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }

    assert set(KINDS) - used == set()


@pytest.mark.slow
def test_no_use_case_spells_a_kind_out() -> None:
    assert [where for where, _, kind in calls() if isinstance(kind, ast.Constant)] == []


def test_no_use_case_makes_a_record_past_the_table() -> None:
    past = {
        where.partition(":")[0]
        for where, call, _ in calls()
        if getattr(call.func, "id", "") == "Record" or any(one.arg == "sealed" for one in call.keywords)
    }

    # A setting's versions before the present one stand beside it, under a name of their own, and hold nothing of a person.
    assert past == {"records.py", "settings.py"}


def test_a_record_is_given_an_end_only_if_its_kind_has_one() -> None:
    wrong = []
    for where, call, kind in calls():
        given = {keyword.arg for keyword in call.keywords}
        deleted = len(call.args) == 4 and not given and ast.unparse(call.args[2]) == "{}"
        if getattr(call.func, "id", "") not in ("new_record", "change_record") or deleted:
            continue
        wrong += [
            (where, name)
            for name in names_of(kind)
            if ("expires_at" in given) != (RECORD_KINDS[KINDS[name]].life is not None)
        ]

    assert wrong == []


def test_a_record_of_a_part_is_kept_as_its_kind_is() -> None:
    assert new_record(f"{FEEDBACK_OPEN}#440100", "one", {}).sealed
    assert not new_record(f"{PERSON}/of-somebody", "one", {}).sealed
    assert kept_as(DRAFT) is RECORD_KINDS[DRAFT]


def test_what_ends_ends_at_a_whole_second() -> None:
    now = NOW.replace(microsecond=5)

    assert end_of(DRAFT, now) == NOW + timedelta(days=60)
    with pytest.raises(ValueError, match="rating"):
        end_of(RATING, now)


def test_a_body_has_the_parts_of_its_kind_and_no_others() -> None:
    assert wrong_in(Record(PERSON, "of-somebody", {})) == set()
    assert wrong_in(Record(RATING, "one", {"text": "好", "words": "好"})) == {"words"}
    assert "owner" in wrong_in(Record(DRAFT, "one", {}))
