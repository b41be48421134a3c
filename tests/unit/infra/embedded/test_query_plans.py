"""No statement of the SQLite ledger reads a growing table from its beginning to its end."""

import ast
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pytest

from infra.embedded.case_store import schema
from infra.embedded.case_store.schema import connect, prepare

FOLDER = Path(schema.__file__).parent
# They make the tables and bring an older file up, once.
ONCE = {"schema", "migration"}
READS_OR_WRITES = re.compile(r"\s*(WITH|SELECT|INSERT|UPDATE|DELETE)\b")
GROWING = re.compile(r"SCAN (cases|items|events|forms|keys|records)\b")
SORT = "USE TEMP B-TREE FOR ORDER BY"
# What the list of closed cases is asked by.
PLACES = ("city", "county")


def statements() -> set[str]:
    """What the modules' names stand for, what is said in the middle of something, and both from the other end."""
    found = set()
    for path in FOLDER.glob("*.py"):
        if path.stem not in ONCE:
            named = vars(import_module(f"infra.embedded.case_store.{path.stem}")).values()
            found |= {
                one for one in (*named, *said(path)) if isinstance(one, str) and READS_OR_WRITES.match(one)
            }
    return {whole for text in found for whole in variants(text)}


def said(path: Path) -> Iterator[object]:
    """Whole constants: a part of a text that is put together is no statement."""
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    parts = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    return (node.value for node in nodes if isinstance(node, ast.Constant) and id(node) not in parts)


def variants(text: str) -> Iterator[str]:
    for place in PLACES if "{place}" in text else ("",):
        whole = text.replace("{place}", place)
        yield whole
        if "opened <" in whole:
            yield whole.replace("opened <", "opened >").replace("opened DESC", "opened")


def read_whole(connection: sqlite3.Connection, statement: str) -> list[str]:
    """The steps of the plan that read, or sort, as many rows as a table has. What a subquery limits may be sorted."""
    highest = max((int(number) for number in re.findall(r"\?(\d+)", statement)), default=statement.count("?"))
    rows = connection.execute(f"EXPLAIN QUERY PLAN {statement}", (None,) * highest)
    steps = [str(detail) for *_, detail in rows]
    scans = [step for step in steps if GROWING.match(step)]
    sorts = [step for before, step in pairwise(steps) if step == SORT and not before.startswith("SCAN ")]
    return scans + sorts


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    prepare(tmp_path / "ledger.db")
    with closing(connect(tmp_path / "ledger.db")) as made:
        yield made


def test_every_statement_finds_its_rows_by_a_key_or_an_index_in_its_order(
    connection: sqlite3.Connection,
) -> None:
    found = {statement: read_whole(connection, statement) for statement in statements()}

    assert len(found) > 20
    assert {said: steps for said, steps in found.items() if steps} == {}


def test_every_table_that_grows_is_asked_by_some_statement(connection: sqlite3.Connection) -> None:
    tables = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    )
    asked = " ".join(statements())

    assert {name for (name,) in tables if f" {name}" not in asked} == set()


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT body FROM cases WHERE version = ?",
        "SELECT body FROM items WHERE office = ? ORDER BY version",
        "DELETE FROM events WHERE key = ?",
    ],
)
def test_a_statement_without_an_index_is_found_out(connection: sqlite3.Connection, statement: str) -> None:
    assert read_whole(connection, statement)
