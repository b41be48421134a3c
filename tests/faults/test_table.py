"""docs/faults.md tells which test proves which fault: a row or a test that is not there is a claim without a proof."""

import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROWS = 24
NOT_YET: set[int] = set()


def _rows() -> dict[int, list[str]]:
    """The tests that each row names."""
    lines = (ROOT / "docs" / "faults.md").read_text("utf-8").splitlines()
    cells = (line.split("|") for line in lines if re.match(r"\| \d+ \|", line))
    return {int(row[1]): re.findall(r"`(tests/[^`]+)`", row[-2]) for row in cells}


@cache
def _tests_in(path: str) -> frozenset[str]:
    return frozenset(re.findall(r"^ *def (\w+)\(", (ROOT / path).read_text("utf-8"), re.MULTILINE))


def test_every_row_is_listed_once_and_proved_unless_the_product_cannot_yet() -> None:
    rows = _rows()

    assert list(rows) == list(range(1, ROWS + 1))
    assert {number for number, tests in rows.items() if not tests} == NOT_YET


def test_every_test_that_the_table_names_exists() -> None:
    named = [test.partition("::") for tests in _rows().values() for test in tests]

    missing = [f"{path}::{name}" for path, _, name in named if name not in _tests_in(path)]

    assert missing == []


def test_every_test_named_after_a_row_stands_in_that_row() -> None:
    rows = _rows()
    files = sorted((ROOT / "tests" / "faults").glob("test_rows*.py"))
    own = [(file, name) for file in files for name in _tests_in(str(file.relative_to(ROOT)))]
    named = [(file, name) for file, name in own if name.startswith("test_row_")]

    astray = [
        name for file, name in named if f"{file.relative_to(ROOT)}::{name}" not in rows[int(name[9:11])]
    ]

    assert astray == []
